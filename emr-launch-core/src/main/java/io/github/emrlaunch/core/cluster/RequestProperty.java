package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverridePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.Token;

/** A member of the request that is set by its path, for members without a builder method. */
final class RequestProperty {
    private final String path;
    private final List<String> segments;
    private final JsonNode value;

    RequestProperty(String path, Object value) {
        Validation.required("name", path);
        Validation.required("value", value);
        try {
            OverridePath.parse(path);
        } catch (InvalidOverrideException e) {
            throw new IllegalArgumentException("property: " + e.getMessage(), e);
        }
        if (path.split("\\.", 2)[0].equalsIgnoreCase("Steps")) {
            throw new IllegalArgumentException(
                    "property: 'Steps' can't be part of a cluster configuration: Step Functions adds steps once the "
                            + "cluster runs");
        }
        if (path.equalsIgnoreCase("Name")) {
            throw new IllegalArgumentException(
                    "property: 'Name' is decided by the launch function: its 'clusterName', which is the name of the configuration "
                            + "unless it is set");
        }
        this.path = path;
        this.segments = List.of(path.split("\\.", -1));
        this.value = json(path, value);
    }

    private static JsonNode json(String path, Object value) {
        try {
            return Json.of(plain(path, value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("property: " + e.getMessage(), e);
        }
    }

    /** Returns whether the property sets the clusters' subnets. */
    boolean isOfSubnets() {
        return path.matches("(?i)Instances\\.Ec2SubnetIds?(\\..*)?");
    }

    /** Converts values as the CDK's constructs do: a value that is resolved at deployment is a token in a string. */
    private static Object plain(String path, @Nullable Object value) {
        if (value instanceof IResolvable resolvable) {
            return Token.asString(resolvable);
        }
        if (value instanceof Number number) {
            return GivenNumbers.any(path, number);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Object[] array) {
            return plain(path, Arrays.asList(array));
        }
        if (value instanceof Collection<?> elements) {
            List<Object> list = new ArrayList<>();
            for (Object element : elements) {
                list.add(plain(path + "." + list.size(), element));
            }
            return list;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> members = new LinkedHashMap<>();
            map.forEach((key, member) ->
                    members.put(key, member == null ? NullNode.getInstance() : plain(path + "." + key, member)));
            return members;
        }
        if (!(value instanceof CharSequence || value instanceof Boolean || value instanceof JsonNode)) {
            throw new IllegalArgumentException("'%s' must be a string, number, boolean, list or map, got: %s"
                    .formatted(path, value == null ? null : value.getClass().getName()));
        }
        return value;
    }

    void addTo(ObjectNode request) {
        JsonNode parent = request;
        for (String segment : segments.subList(0, segments.size() - 1)) {
            parent = child(parent, segment);
        }
        String last = segments.get(segments.size() - 1);
        if (parent instanceof ArrayNode array) {
            child(array, last);
            array.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
    }

    /** Returns the object or list at a segment. Creates an object that does not exist. */
    private JsonNode child(JsonNode parent, String segment) {
        if (parent instanceof ObjectNode object && !object.hasNonNull(segment)) {
            return object.putObject(segment);
        }
        JsonNode child = parent.isArray() && segment.matches("\\d{1,3}")
                ? parent.path(Integer.parseInt(segment))
                : parent.path(segment);
        if (child.isMissingNode() || !(child.isContainerNode() || parent.isArray())) {
            throw new IllegalArgumentException(
                    "property: the request has no '%s': '%s' does not exist".formatted(path, segment));
        }
        return child;
    }
}
