package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The members of a RunJobFlow request and the types of their values, as the model of EMR's API that the AWS SDK for Python has says. EMR
 * may know more today: a member that isn't part of it is no mistake by itself.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public final class RunJobFlowShape {
    private static final String INPUT = "RunJobFlowInput";

    private final JsonNode data;

    private RunJobFlowShape(JsonNode data) {
        this.data = data;
    }

    /** Reads the model. */
    public static RunJobFlowShape load() {
        try (InputStream in = RunJobFlowShape.class.getResourceAsStream("emr-request-shapes.json")) {
            return new RunJobFlowShape(
                    Json.parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("The model of EMR's requests can't be read", e);
        }
    }

    /** Where the model is from, such as {@code botocore 1.44.8 of 2026-11-20}. */
    public String source() {
        return data.path("source").asText().replaceAll(" \\(.*", "");
    }

    /**
     * A member, or an element of a list, that isn't as the model says.
     *
     * @param path member names and list indexes from 0, joined by dots
     * @param value its value
     * @param expected the type that its value must have; empty when it is the member that the model doesn't know
     * @param known the members that the model knows there; empty for a value of another type
     */
    public record Deviation(String path, JsonNode value, Optional<String> expected, List<String> known) {
        /** Whether the value must be an object or a list. */
        public boolean expectsMembers() {
            return expected.filter(type -> type.equals(Type.LIST.words) || type.equals(Type.STRUCTURE.words))
                    .isPresent();
        }

        /** The member that was probably meant. */
        public Optional<String> nearest() {
            return NearestName.find(path.substring(path.lastIndexOf('.') + 1), known);
        }
    }

    /** What of a request isn't as the model says, in the request's order; members that are null count as unset. */
    public List<Deviation> deviations(ObjectNode request) {
        List<Deviation> deviations = new ArrayList<>();
        addMembers(INPUT, request, "", deviations);
        return deviations;
    }

    private void addMembers(String shape, JsonNode structure, String path, List<Deviation> deviations) {
        JsonNode members = shape(shape).path("members");
        for (Map.Entry<String, JsonNode> member : structure.properties()) {
            String child = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            if (member.getValue().isNull()) {
                continue;
            }
            if (members.has(member.getKey())) {
                add(members.get(member.getKey()).asText(), member.getValue(), child, deviations);
            } else {
                List<String> known = new ArrayList<>();
                members.fieldNames().forEachRemaining(known::add);
                deviations.add(new Deviation(child, member.getValue(), Optional.empty(), known));
            }
        }
    }

    private void add(String shape, JsonNode value, String path, List<Deviation> deviations) {
        JsonNode description = shape(shape);
        Type type = Type.of(description.path("type").asText());
        if (!type.matches(value)) {
            deviations.add(new Deviation(path, value, Optional.of(type.words), List.of()));
        } else if (type == Type.STRUCTURE) {
            addMembers(shape, value, path, deviations);
        } else if (type == Type.LIST) {
            for (int i = 0; i < value.size(); i++) {
                add(description.path("element").asText(), value.get(i), path + "." + i, deviations);
            }
        } else if (type == Type.MAP) {
            value.properties()
                    .forEach(entry -> add(
                            description.path("element").asText(),
                            entry.getValue(),
                            path + "." + entry.getKey(),
                            deviations));
        }
    }

    /**
     * Gives members that are texts such a value.
     *
     * @param toText what is made of a number or a boolean
     */
    public void convertTexts(ObjectNode request, UnaryOperator<JsonNode> toText) {
        converted(INPUT, request, toText);
    }

    private JsonNode converted(String shape, JsonNode value, UnaryOperator<JsonNode> toText) {
        JsonNode description = shape(shape);
        Type type = Type.of(description.path("type").asText());
        if (value instanceof ObjectNode object && (type == Type.STRUCTURE || type == Type.MAP)) {
            JsonNode members = description.path("members");
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                JsonNode element = type == Type.MAP ? description.path("element") : members.path(member.getKey());
                if (!element.isMissingNode()) {
                    member.setValue(converted(element.asText(), member.getValue(), toText));
                }
            }
        } else if (value instanceof ArrayNode array && type == Type.LIST) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, converted(description.path("element").asText(), array.get(i), toText));
            }
        } else if (type == Type.STRING && (value.isNumber() || value.isBoolean())) {
            return toText.apply(value);
        }
        return value;
    }

    private JsonNode shape(String name) {
        return data.path("shapes").path(name);
    }

    private enum Type {
        STRUCTURE("an object"),
        MAP("an object"),
        LIST("a list"),
        STRING("a string"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        OTHER("a string, a number, true or false");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        static Type of(String type) {
            return switch (type) {
                case "structure" -> STRUCTURE;
                case "map" -> MAP;
                case "list" -> LIST;
                case "string" -> STRING;
                case "integer", "long" -> INTEGER;
                case "float", "double" -> NUMBER;
                case "boolean" -> BOOLEAN;
                default -> OTHER;
            };
        }

        boolean matches(JsonNode value) {
            return switch (this) {
                case STRUCTURE, MAP -> value.isObject();
                case LIST -> value.isArray();
                case STRING -> value.isTextual();
                case INTEGER -> value.isIntegralNumber();
                case NUMBER -> value.isNumber();
                case BOOLEAN -> value.isBoolean();
                case OTHER -> value.isValueNode();
            };
        }
    }
}
