package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place in a RunJobFlow request: member names and list indexes from 0, joined by dots, such as
 * {@code Instances.InstanceGroups.1.InstanceCount}.
 */
public final class OverridePath {
    private static final String INSTANCES = "Instances.";

    /** What a cluster has from its profile, so that no launch can change it. */
    private static final List<String> DECIDED_BY_PROFILE = List.of(
            "AutoScalingRole",
            "JobFlowRole",
            "KerberosAttributes",
            "LogUri",
            "SecurityConfiguration",
            "ServiceRole",
            "Instances.EmrManagedMasterSecurityGroup",
            "Instances.EmrManagedSlaveSecurityGroup",
            "Instances.ServiceAccessSecurityGroup");

    /** What a launch decides. */
    private static final List<String> DECIDED_BY_LAUNCH =
            List.of("Instances", "Name", "Steps", "Tags", "Instances.KeepJobFlowAliveWhenNoSteps");

    private final String path;
    private final List<String> segments;

    private OverridePath(String path, List<String> segments) {
        this.path = path;
        this.segments = segments;
    }

    /**
     * Parses a path.
     *
     * @throws InvalidOverrideException when it is empty or malformed, or reaches what the profile decides
     */
    public static OverridePath parse(String path) {
        List<String> segments = List.of(path.split("\\.", -1));
        if (segments.contains("")) {
            throw new InvalidOverrideException(
                    "'%s' is no path: it takes member names and list indexes, joined by dots".formatted(path));
        }
        for (String decided : DECIDED_BY_PROFILE) {
            // A whole object that holds what the profile decides is as good as the member itself.
            if (path.equals(decided) || path.startsWith(decided + ".") || decided.startsWith(path + ".")) {
                throw new InvalidOverrideException(
                        "'%s' can't be overridden: '%s' is decided by the EMR profile".formatted(path, decided));
            }
        }
        return new OverridePath(path, segments);
    }

    /**
     * Checks that a request has all that the profile decides as it was: the same values, or as before none.
     *
     * @param loaded the request as the profile decided it
     * @param overridden the request that somebody made of it
     * @throws InvalidOverrideException when it hasn't, with the path
     */
    public static void requireDecidedByProfile(JsonNode loaded, JsonNode overridden) {
        for (String decided : DECIDED_BY_PROFILE) {
            if (!Objects.equals(valueAt(decided, loaded), valueAt(decided, overridden))) {
                throw new InvalidOverrideException(
                        "'%s' can't be overridden: it is decided by the EMR profile".formatted(decided));
            }
        }
    }

    /**
     * Checks that no member of a request stands for another one that profile or launch decide, by another case of its letters: whether
     * EMR tells such members apart is not documented.
     *
     * @throws InvalidOverrideException when one does, with the path
     */
    public static void requireCase(JsonNode request) {
        Stream.concat(DECIDED_BY_PROFILE.stream(), DECIDED_BY_LAUNCH.stream()).forEach(decided -> {
            boolean ofInstances = decided.startsWith(INSTANCES);
            JsonNode parent = ofInstances ? request.path("Instances") : request;
            String member = ofInstances ? decided.substring(INSTANCES.length()) : decided;
            parent.fieldNames().forEachRemaining(name -> {
                if (name.equalsIgnoreCase(member) && !name.equals(member)) {
                    throw new InvalidOverrideException(
                            "'%s' must be written '%s'".formatted(ofInstances ? INSTANCES + name : name, decided));
                }
            });
        });
    }

    private static @Nullable JsonNode valueAt(String decided, JsonNode request) {
        JsonNode value = request.at("/" + decided.replace('.', '/'));
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    /**
     * The value at this path; null where the request has the member without a value.
     *
     * @throws InvalidOverrideException when the path doesn't exist in the request
     */
    public @Nullable JsonNode get(ObjectNode request) {
        JsonNode parent = parent(request);
        JsonNode value = parent instanceof ArrayNode list ? list.get(index(list)) : parent.get(last());
        return value == null || value.isNull() ? null : value;
    }

    /**
     * Replaces the value at this path.
     *
     * @throws InvalidOverrideException when the path doesn't exist in the request
     */
    public void set(ObjectNode request, JsonNode value) {
        JsonNode parent = parent(request);
        if (parent instanceof ArrayNode list) {
            list.set(index(list), value);
        } else {
            ((ObjectNode) parent).set(last(), value);
        }
    }

    private JsonNode parent(ObjectNode request) {
        JsonNode node = request;
        for (String segment : segments.subList(0, segments.size() - 1)) {
            node = child(node, segment);
        }
        child(node, last());
        return node;
    }

    private JsonNode child(JsonNode node, String segment) {
        JsonNode child = node.isArray() && isIndex(segment) ? node.path(Integer.parseInt(segment)) : node.path(segment);
        if (child.isMissingNode()) {
            throw notFound(segment);
        }
        return child;
    }

    private int index(ArrayNode list) {
        if (!isIndex(last()) || Integer.parseInt(last()) >= list.size()) {
            throw notFound(last());
        }
        return Integer.parseInt(last());
    }

    private String last() {
        return segments.get(segments.size() - 1);
    }

    private static boolean isIndex(String segment) {
        return segment.length() < 4 && segment.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private InvalidOverrideException notFound(String segment) {
        return new InvalidOverrideException(
                "The cluster configuration has no '%s': '%s' does not exist".formatted(path, segment));
    }

    @Override
    public String toString() {
        return path;
    }
}
