package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The shapes of EMR's inputs, and whether a document has them: unknown members, missing ones, wrong types. */
public final class Shapes {
    private static final Shapes EMR = new Shapes("shapes.txt");

    /** A member's type, as the table writes it, and whether EMR requires it. */
    private record Member(String type, boolean required) {}

    private final Map<String, Map<String, Member>> shapes;

    private Shapes(String resource) {
        this.shapes = load(resource);
    }

    /**
     * The path of the first member that is no member of a shape, in the parameters of a task: where a name ends with
     * {@code .$}, its value is known only when the task runs.
     *
     * @param shape such as {@code RunJobFlowInput}
     */
    public static Optional<String> unknownMember(String shape, JsonNode parameters) {
        return EMR.unknownMember(shape, parameters, "");
    }

    private Optional<String> unknownMember(String type, JsonNode node, String path) {
        if (node.isArray()) {
            String inner = type.startsWith("[") ? type.substring(1, type.length() - 1) : type;
            return StreamSupport.stream(node.spliterator(), false)
                    .flatMap(element -> unknownMember(inner, element, path).stream())
                    .findFirst();
        }
        if (!node.isObject() || !shapes.containsKey(type)) {
            return Optional.empty();
        }
        return node.properties().stream()
                .flatMap(property -> {
                    String name = property.getKey().replaceFirst("\\.\\$$", "");
                    String where = path.isEmpty() ? name : path + "." + name;
                    Member member = members(type).get(name);
                    return member == null
                            ? Stream.of(where)
                            : unknownMember(member.type(), property.getValue(), where).stream();
                })
                .findFirst();
    }

    /**
     * Checks an input to its leaves. A JSON null stands for an unset member.
     *
     * @param shape such as {@code RunJobFlowInput}
     * @throws AwsException naming the first member that is wrong, and where
     */
    public static void check(String shape, JsonNode input) {
        EMR.checkStructure(shape, input, "");
    }

    private void checkStructure(String shape, JsonNode node, String path) {
        Map<String, Member> members = members(shape);
        node.properties().forEach(property -> {
            Member member = members.get(property.getKey());
            String where = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            if (member == null) {
                throw AwsException.validation(
                        "Unknown member '" + where + "': " + shape + " has the members " + members.keySet());
            }
            if (!property.getValue().isNull()) {
                checkValue(member.type(), property.getValue(), where);
            }
        });
        members.forEach((name, member) -> {
            if (member.required() && !node.hasNonNull(name)) {
                String where = path.isEmpty() ? name : path + "." + name;
                throw constraint("null", where, "Member must not be null");
            }
        });
    }

    private void checkValue(String type, JsonNode node, String where) {
        char kind = type.charAt(0);
        String inner = type.substring(1, type.length() - 1);
        if (kind == '[') {
            require(node.isArray(), "a list", node, where);
            for (int i = 0; i < node.size(); i++) {
                checkValue(inner, node.get(i), where + "[" + i + "]");
            }
        } else if (kind == '<') {
            require(node.isObject(), "a map", node, where);
            node.properties().forEach(entry -> checkValue(inner, entry.getValue(), where + "." + entry.getKey()));
        } else if (kind == '{') {
            require(node.isTextual(), "a string", node, where);
            Set<String> values = Set.of(inner.split(",", -1));
            if (!values.contains(node.asText())) {
                throw constraint(
                        "'" + node.asText() + "'", where, "Member must satisfy enum value set: [" + inner + "]");
            }
        } else {
            checkPlain(type, node, where);
        }
    }

    private void checkPlain(String type, JsonNode node, String where) {
        switch (type) {
            case "String" -> require(node.isTextual(), "a string", node, where);
            case "Boolean" -> require(node.isBoolean(), "a boolean", node, where);
            case "Integer", "Long" -> require(node.isIntegralNumber(), "an integer", node, where);
            case "Double" -> require(node.isNumber(), "a number", node, where);
            default -> {
                require(node.isObject(), "a structure", node, where);
                checkStructure(type, node, where);
            }
        }
    }

    private static void require(boolean condition, String expected, JsonNode node, String where) {
        if (!condition) {
            throw AwsException.client(
                    "SerializationException",
                    "'" + where + "' must be " + expected + ", got "
                            + node.getNodeType().toString().toLowerCase(Locale.ROOT));
        }
    }

    /** EMR's words: members in lower camel case, list members counted from 1. */
    private static AwsException constraint(String value, String where, String rule) {
        StringBuilder path = new StringBuilder();
        for (String part : where.split("\\.", -1)) {
            int bracket = part.indexOf('[');
            String name = bracket < 0 ? part : part.substring(0, bracket);
            path.append(path.isEmpty() ? "" : ".")
                    .append(name.substring(0, 1).toLowerCase(Locale.ROOT))
                    .append(name.substring(1));
            if (bracket >= 0) {
                int index = Integer.parseInt(part.substring(bracket + 1, part.length() - 1));
                path.append('.').append(index + 1).append(".member");
            }
        }
        return AwsException.validation("1 validation error detected: Value " + value + " at '" + path
                + "' failed to satisfy constraint: " + rule);
    }

    private Map<String, Member> members(String shape) {
        return shapes.getOrDefault(shape, Map.of());
    }

    private static Map<String, Map<String, Member>> load(String resource) {
        Map<String, Map<String, Member>> shapes = new HashMap<>();
        try (InputStream in = Shapes.class.getResourceAsStream(resource)) {
            String text = new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] definition = line.split(" = ", 2);
                    Map<String, Member> members = new LinkedHashMap<>();
                    for (String member : definition[1].split("; ", -1)) {
                        String[] parts = member.split(" ", 2);
                        boolean required = parts[0].endsWith("!");
                        members.put(
                                required ? parts[0].substring(0, parts[0].length() - 1) : parts[0],
                                new Member(parts[1], required));
                    }
                    shapes.put(definition[0], members);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
        return shapes;
    }
}
