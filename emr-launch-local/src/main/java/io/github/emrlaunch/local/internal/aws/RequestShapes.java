package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The shapes of a service's requests, from botocore's model of the service. Checks requests against them.
 *
 * <p>AWS doesn't document whether a service such as EMR rejects unknown members or ignores them. A JSON null is an unset member: the
 * requests that the createCluster task of Step Functions sends in production contain nulls.
 */
public final class RequestShapes {
    private final JsonNode data;
    private final Map<String, RequestShape> shapes;
    private final boolean ignoresUnknownMembers;

    private RequestShapes(JsonNode data, Map<String, RequestShape> shapes, boolean ignoresUnknownMembers) {
        this.data = data;
        this.shapes = shapes;
        this.ignoresUnknownMembers = ignoresUnknownMembers;
    }

    /** Reads the shapes from a data file, which {@code .ci/emr_request_shapes.py} writes. */
    public static RequestShapes of(String resource) {
        try (InputStream in = RequestShapes.class.getResourceAsStream(resource)) {
            JsonNode data = AwsJson.parse(Objects.requireNonNull(in, resource).readAllBytes());
            Map<String, RequestShape> shapes = new HashMap<>();
            data.path("shapes")
                    .properties()
                    .forEach(shape -> shapes.put(shape.getKey(), RequestShape.of(shape.getValue())));
            return new RequestShapes(data, shapes, false);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }

    /** Returns a copy for a service that ignores unknown members. */
    public RequestShapes ignoringUnknownMembers() {
        return new RequestShapes(data, shapes, true);
    }

    /**
     * Checks a request completely.
     *
     * @param operation such as {@code RunJobFlow}
     * @return a copy of the request without the members that the service ignores
     * @throws AwsException with the path of the first invalid member
     */
    public ObjectNode read(String operation, ObjectNode request) {
        JsonNode description = data.path("operations").path(operation);
        return new Reader(description.path("modelsInvalidRequest").asBoolean())
                .structure(description.path("input").asText(), request, "");
    }

    /** Returns the paths of all members of an operation's request, such as {@code Instances.Ec2KeyName}; a recursion is followed once. */
    public Set<String> members(String operation) {
        Set<String> paths = new LinkedHashSet<>();
        addMembers(data.path("operations").path(operation).path("input").asText(), "", List.of(), paths);
        return paths;
    }

    private void addMembers(String name, String path, List<String> outer, Set<String> paths) {
        RequestShape shape = shape(name);
        if (outer.contains(name)) {
            return;
        }
        List<String> within = new ArrayList<>(outer);
        within.add(name);
        if (!shape.element().isEmpty()) {
            addMembers(shape.element(), path, within, paths);
        }
        shape.members().forEach((member, of) -> {
            String inner = path.isEmpty() ? member : path + "." + member;
            paths.add(inner);
            addMembers(of, inner, within, paths);
        });
    }

    private RequestShape shape(String name) {
        return Objects.requireNonNull(shapes.get(name), name);
    }

    /** Reads one request. */
    private final class Reader {
        private final boolean modelsInvalidRequest;

        Reader(boolean modelsInvalidRequest) {
            this.modelsInvalidRequest = modelsInvalidRequest;
        }

        ObjectNode structure(String name, JsonNode node, String path) {
            RequestShape shape = shape(name);
            ObjectNode read = AwsJson.object();
            node.properties().forEach(property -> {
                String where = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
                String member = shape.members().get(property.getKey());
                if (member != null) {
                    read.set(property.getKey(), value(member, property.getValue(), where));
                } else if (!ignoresUnknownMembers) {
                    throw AwsException.validation("Unknown member '" + where + "': " + name + " has the members "
                            + shape.members().keySet());
                }
            });
            for (String member : shape.required()) {
                if (!node.hasNonNull(member)) {
                    throw constraint("null", path.isEmpty() ? member : path + "." + member, "Member must not be null");
                }
            }
            return read;
        }

        private JsonNode value(String name, JsonNode node, String where) {
            RequestShape shape = shape(name);
            if (node.isNull()) {
                return node;
            }
            switch (shape.type()) {
                case "structure" -> {
                    require(node.isObject(), "a structure", node, where);
                    return structure(name, node, where);
                }
                case "list" -> {
                    require(node.isArray(), "a list", node, where);
                    return list(shape, node, where);
                }
                case "map" -> {
                    require(node.isObject(), "a map", node, where);
                    ObjectNode read = AwsJson.object();
                    node.properties()
                            .forEach(entry -> read.set(
                                    entry.getKey(),
                                    value(shape.element(), entry.getValue(), where + "." + entry.getKey())));
                    return read;
                }
                case "string" -> require(node.isTextual(), "a string", node, where);
                case "boolean" -> require(node.isBoolean(), "a boolean", node, where);
                case "integer", "long" -> require(node.isIntegralNumber(), "an integer", node, where);
                case "timestamp" -> require(node.isNumber() || node.isTextual(), "a timestamp", node, where);
                default -> require(node.isNumber(), "a number", node, where);
            }
            return scalar(shape, node, where);
        }

        private ArrayNode list(RequestShape shape, JsonNode node, String where) {
            List<String> allowed = shape(shape.element()).values();
            if (modelsInvalidRequest && !allowed.isEmpty()) {
                List<String> unknown = node.valueStream()
                        .map(JsonNode::asText)
                        .filter(value -> !allowed.contains(value))
                        .toList();
                if (!unknown.isEmpty()) {
                    throw invalid(words(where) + " " + unknown + " are not valid.");
                }
            }
            ArrayNode read = AwsJson.array();
            for (int i = 0; i < node.size(); i++) {
                read.add(value(shape.element(), node.get(i), where + "[" + i + "]"));
            }
            return read;
        }

        private JsonNode scalar(RequestShape shape, JsonNode node, String where) {
            if (!shape.values().isEmpty() && !shape.values().contains(node.asText())) {
                throw modelsInvalidRequest
                        ? invalid(words(where) + " '" + node.asText() + "' is not valid.")
                        : constraint(
                                "'" + node.asText() + "'",
                                where,
                                "Member must satisfy enum value set: [" + String.join(",", shape.values()) + "]");
            }
            if (node.isTextual() || node.isNumber()) {
                shape.brokenRule(node).ifPresent(rule -> {
                    throw constraint("'" + node.asText() + "'", where, rule);
                });
            }
            return node;
        }
    }

    private static AwsException invalid(String message) {
        return AwsException.client("InvalidRequestException", message, Map.of("ErrorCode", "InvalidRequest"));
    }

    private static void require(boolean condition, String expected, JsonNode node, String where) {
        if (!condition) {
            throw AwsException.client(
                    "SerializationException",
                    "'" + where + "' must be " + expected + ", got "
                            + node.getNodeType().toString().toLowerCase(Locale.ROOT));
        }
    }

    /** Returns the last member of a path as words, such as {@code Cluster states}. */
    private static String words(String where) {
        String member = where.substring(where.lastIndexOf('.') + 1);
        return member.charAt(0)
                + member.substring(1).replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    /** Returns the message of AWS: members in lower camel case, list elements counted from 1. */
    private static AwsException constraint(String value, String where, String rule) {
        StringBuilder path = new StringBuilder();
        for (String part : where.split("\\.", -1)) {
            int bracket = part.indexOf('[');
            String name = bracket < 0 ? part : part.substring(0, bracket);
            path.append(path.isEmpty() ? "" : ".");
            if (!name.isEmpty()) {
                path.append(name.substring(0, 1).toLowerCase(Locale.ROOT)).append(name.substring(1));
            }
            if (bracket >= 0) {
                int index = Integer.parseInt(part.substring(bracket + 1, part.length() - 1));
                path.append('.').append(index + 1).append(".member");
            }
        }
        return AwsException.validation("1 validation error detected: Value " + value + " at '" + path
                + "' failed to satisfy constraint: " + rule);
    }
}
