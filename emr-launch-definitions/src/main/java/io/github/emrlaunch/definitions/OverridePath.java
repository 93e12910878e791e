package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A location in a RunJobFlow request: member names and list indexes from 0, joined by dots, such as
 * {@code Instances.InstanceGroups.1.InstanceCount}.
 */
public final class OverridePath {
    private static final String INSTANCES = "Instances.";
    private static final String TAGS = "Tags";

    /** The members that the profile sets, so that no launch can change them. */
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

    /** The members that a launch sets. */
    private static final List<String> DECIDED_BY_LAUNCH =
            List.of("Instances", "Name", "Steps", "Tags", "Instances.KeepJobFlowAliveWhenNoSteps");

    /** The security-relevant members. An object that contains such a member is treated as the member itself. */
    private static final List<SecurityMember> SECURITY = List.of(
            SecurityMember.of("BootstrapActions", SecurityConsequence.CODE),
            SecurityMember.of("CustomAmiId", SecurityConsequence.CODE),
            SecurityMember.of("Configurations", SecurityConsequence.CODE),
            SecurityMember.of("Instances.InstanceGroups.*.CustomAmiId", SecurityConsequence.CODE),
            SecurityMember.of("Instances.InstanceGroups.*.Configurations", SecurityConsequence.CODE),
            SecurityMember.of("Instances.InstanceFleets.*.InstanceTypeConfigs.*.CustomAmiId", SecurityConsequence.CODE),
            SecurityMember.of(
                    "Instances.InstanceFleets.*.InstanceTypeConfigs.*.Configurations", SecurityConsequence.CODE),
            // Some serve notebooks or queries to everybody who can access them.
            SecurityMember.of("Applications", SecurityConsequence.CODE),
            SecurityMember.of("SupportedProducts", SecurityConsequence.CODE),
            SecurityMember.of("NewSupportedProducts", SecurityConsequence.CODE),
            SecurityMember.of("AdditionalInfo", SecurityConsequence.CODE),
            SecurityMember.of("SessionEnabled", SecurityConsequence.CODE),
            SecurityMember.of("AmiVersion", SecurityConsequence.SYSTEM),
            SecurityMember.of("OSReleaseLabel", SecurityConsequence.SYSTEM),
            SecurityMember.of("RepoUpgradeOnBoot", SecurityConsequence.SYSTEM),
            SecurityMember.of("Instances.Ec2KeyName", SecurityConsequence.ACCESS),
            SecurityMember.of("Instances.Ec2SubnetId", SecurityConsequence.ACCESS),
            SecurityMember.of("Instances.Ec2SubnetIds", SecurityConsequence.ACCESS),
            SecurityMember.of("Instances.AdditionalMasterSecurityGroups", SecurityConsequence.ACCESS),
            SecurityMember.of("Instances.AdditionalSlaveSecurityGroups", SecurityConsequence.ACCESS),
            // Reserved: its effect is not documented.
            SecurityMember.of("Instances.InstanceFleets.*.Context", SecurityConsequence.ACCESS),
            SecurityMember.of("VisibleToAllUsers", SecurityConsequence.ACCESS),
            SecurityMember.of("StepExecutionRoleArn", SecurityConsequence.PERMISSIONS),
            SecurityMember.of(TAGS, SecurityConsequence.PERMISSIONS),
            SecurityMember.of("LogEncryptionKmsKeyId", SecurityConsequence.LOGS),
            SecurityMember.of("MonitoringConfiguration", SecurityConsequence.LOGS));

    /** @param segments the member names; {@code *} is any index */
    private record SecurityMember(List<String> segments, SecurityConsequence consequence) {
        static SecurityMember of(String path, SecurityConsequence consequence) {
            return new SecurityMember(OverridePath.segments(path), consequence);
        }
    }

    private final String path;
    private final List<String> segments;

    private OverridePath(String path, List<String> segments) {
        this.path = path;
        this.segments = segments;
    }

    /**
     * Parses a path.
     *
     * @throws InvalidOverrideException when it is empty or malformed, or refers to a setting of the profile
     */
    public static OverridePath parse(String path) {
        List<String> segments = segments(path);
        if (segments.contains("")) {
            throw new InvalidOverrideException(
                    "'%s' is not a path of member names and list indexes, joined by dots".formatted(path));
        }
        for (String decided : DECIDED_BY_PROFILE) {
            // An object that contains a member of the profile is treated as the member itself.
            if (isWithin(path, decided) || isWithin(decided, path)) {
                throw new InvalidOverrideException(
                        "'%s' can't be overridden: '%s' is set by the EMR profile".formatted(path, decided));
            }
        }
        return new OverridePath(path, segments);
    }

    private static List<String> segments(String path) {
        return List.of(path.split("\\.", -1));
    }

    /**
     * Returns the consequence of control over the value at this path; empty if neither the path nor its parents or children are
     * security-relevant. Case is ignored.
     */
    public Optional<SecurityConsequence> securityConsequence() {
        return SECURITY.stream()
                .filter(member -> meets(member.segments()))
                .map(SecurityMember::consequence)
                .findFirst();
    }

    /** Returns whether this is the path of tags. */
    public boolean isTags() {
        return segments.get(0).equalsIgnoreCase(TAGS);
    }

    /** Returns whether this is the path of the cluster's name. */
    public boolean isName() {
        return path.equalsIgnoreCase("Name");
    }

    /** Returns whether one path is a prefix of the other. */
    private boolean meets(List<String> member) {
        for (int i = 0; i < Math.min(segments.size(), member.size()); i++) {
            if (!member.get(i).equals("*") && !member.get(i).equalsIgnoreCase(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Checks that the security-relevant members of a request are unchanged, except those that may change. Null and an empty list or object
     * are
     * equal to a missing member.
     *
     * @param loaded the request of the deployment
     * @param overridden the changed request
     * @param mayChange the paths that may change, including everything under them
     * @throws InvalidOverrideException when another member has changed; the message has its path
     */
    public static void requireSecurity(JsonNode loaded, JsonNode overridden, List<String> mayChange) {
        for (SecurityMember member : SECURITY) {
            Map<String, JsonNode> before = new LinkedHashMap<>();
            Map<String, JsonNode> after = new LinkedHashMap<>();
            collect(loaded, member.segments(), "", before);
            collect(overridden, member.segments(), "", after);
            Stream.concat(after.keySet().stream(), before.keySet().stream())
                    .filter(path -> !Objects.equals(before.get(path), after.get(path)))
                    // Tags have separate rules.
                    .filter(path -> !path.equals(TAGS))
                    .filter(path -> mayChange.stream().noneMatch(one -> isWithin(path, one)))
                    .findFirst()
                    .ifPresent(path -> {
                        throw new InvalidOverrideException(
                                ("'%s' is security-relevant, so an override function cannot change it. Build the launch function with "
                                                + "overrideFunctionMayChange(\"%s\") to allow it")
                                        .formatted(path, path));
                    });
        }
    }

    /** Collects the values of a member by path, ignoring case. */
    private static void collect(JsonNode node, List<String> member, String path, Map<String, JsonNode> values) {
        if (member.isEmpty()) {
            if (!node.isNull() && !(node.isContainerNode() && node.isEmpty())) {
                values.put(path, node);
            }
            return;
        }
        String first = member.get(0);
        List<String> rest = member.subList(1, member.size());
        if (first.equals("*")) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.path(i), rest, child(path, String.valueOf(i)), values);
            }
        } else {
            node.properties().stream()
                    .filter(one -> one.getKey().equalsIgnoreCase(first))
                    .forEach(one -> collect(one.getValue(), rest, child(path, one.getKey()), values));
        }
    }

    private static String child(String path, String member) {
        return path.isEmpty() ? member : path + "." + member;
    }

    /** Returns whether a path is equal to another or under it, ignoring case: it is not documented whether EMR distinguishes case. */
    private static boolean isWithin(String path, String other) {
        return (path + ".").regionMatches(true, 0, other + ".", 0, other.length() + 1);
    }

    /**
     * Checks that the settings of the profile in a request are unchanged: the same values, or still missing.
     *
     * @param loaded the request with the settings of the profile
     * @param overridden the changed request
     * @throws InvalidOverrideException when a setting has changed; the message has its path
     */
    public static void requireDecidedByProfile(JsonNode loaded, JsonNode overridden) {
        for (String decided : DECIDED_BY_PROFILE) {
            if (!Objects.equals(valueAt(decided, loaded), valueAt(decided, overridden))) {
                throw new InvalidOverrideException(
                        "'%s' can't be overridden: it is set by the EMR profile".formatted(decided));
            }
        }
    }

    /**
     * Checks that no member of a request has the name of a member that profile or launch set, in another case: it is not documented whether
     * EMR distinguishes case.
     *
     * @throws InvalidOverrideException when there is one; the message has its path
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
     * Returns the value at this path, or null if the request has the member without a value.
     *
     * @throws InvalidOverrideException when the path does not exist in the request
     */
    public @Nullable JsonNode get(ObjectNode request) {
        JsonNode parent = parent(request);
        JsonNode value = parent instanceof ArrayNode list ? list.get(index(list)) : parent.get(last());
        return value == null || value.isNull() ? null : value;
    }

    /**
     * Replaces the value at this path.
     *
     * @throws InvalidOverrideException when the path does not exist in the request
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
