package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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

/**
 * The members of a RunJobFlow request and the types of their values, from the model of EMR's API in the AWS SDK for Python. EMR
 * may have more members now: an unknown member is not necessarily an error.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public final class RunJobFlowShape {
    private static final String INPUT = "RunJobFlowInput";

    private final JsonNode data;

    private RunJobFlowShape(JsonNode data) {
        this.data = data;
    }

    /** Loads the model. */
    public static RunJobFlowShape load() {
        try (InputStream in = RunJobFlowShape.class.getResourceAsStream("emr-request-shapes.json")) {
            return new RunJobFlowShape(
                    Json.parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("The model of EMR's requests can't be read", e);
        }
    }

    /** Returns the source of the model, such as {@code botocore 1.44.8 of 2026-11-20}. */
    public String source() {
        return data.path("source").asText().replaceAll(" \\(.*", "");
    }

    /** The kind of a deviation from the model. */
    public enum Kind {
        /** The value has another type. */
        TYPE,
        /** The member is required, but missing. */
        MISSING,
        /** The value is too long, too short, too large, too small, or has other characters. */
        CONSTRAINT,
        /** The model does not have the member. EMR may have added it since. */
        MEMBER,
        /** The model does not have the value of the member. EMR may have added it since. */
        VALUE
    }

    /**
     * A member, or an element of a list, that deviates from the model.
     *
     * @param path member names and list indexes from 0, joined by dots
     * @param value its value; a missing node if the member is missing
     * @param kind the kind of deviation
     * @param rule the rule for the value, as text after "must"; empty for unknown members and values
     * @param known the known members or values; empty otherwise
     */
    public record Deviation(String path, JsonNode value, Kind kind, String rule, List<String> known) {
        /** Returns whether the value must be an object or a list. */
        public boolean expectsMembers() {
            return List.of(Type.LIST.rule(), Type.STRUCTURE.rule()).contains(rule);
        }

        /** Returns the member or value that was probably intended. */
        public Optional<String> nearest() {
            return NearestName.find(
                    kind == Kind.VALUE ? value.asText() : path.substring(path.lastIndexOf('.') + 1), known);
        }
    }

    /** Returns the deviations of a request from the model, in the order of the request. Members that are null count as unset. */
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
                deviations.add(new Deviation(child, member.getValue(), Kind.MEMBER, "", known));
            }
        }
        for (JsonNode required : shape(shape).path("required")) {
            if (!structure.hasNonNull(required.asText())) {
                deviations.add(new Deviation(
                        path.isEmpty() ? required.asText() : path + "." + required.asText(),
                        MissingNode.getInstance(),
                        Kind.MISSING,
                        "be there",
                        List.of()));
            }
        }
    }

    private void add(String shape, JsonNode value, String path, List<Deviation> deviations) {
        JsonNode description = shape(shape);
        Type type = Type.of(description.path("type").asText());
        if (!type.matches(value)) {
            deviations.add(new Deviation(path, value, Kind.TYPE, type.rule(), List.of()));
        } else if (type == Type.STRUCTURE) {
            addMembers(shape, value, path, deviations);
        } else if (type == Type.LIST) {
            for (int i = 0; i < value.size(); i++) {
                add(description.path("element").asText(), value.get(i), path + "." + i, deviations);
            }
        } else if (type == Type.MAP) {
            addEntries(description, value, path, deviations);
        } else {
            addValue(description, type, value, path, deviations);
        }
    }

    private void addEntries(JsonNode description, JsonNode map, String path, List<Deviation> deviations) {
        List<String> keys = knownValues(shape(description.path("key").asText()));
        map.properties().forEach(entry -> {
            String child = path + "." + entry.getKey();
            if (!keys.isEmpty() && !keys.contains(entry.getKey())) {
                deviations.add(new Deviation(child, entry.getValue(), Kind.MEMBER, "", keys));
            }
            add(description.path("element").asText(), entry.getValue(), child, deviations);
        });
    }

    /** Returns the values of an enumeration; empty for any other shape. */
    private static List<String> knownValues(JsonNode description) {
        List<String> known = new ArrayList<>();
        description.path("enum").forEach(one -> known.add(one.asText()));
        return known;
    }

    private static void addValue(
            JsonNode description, Type type, JsonNode value, String path, List<Deviation> deviations) {
        List<String> known = knownValues(description);
        if (value.isTextual() && !known.isEmpty() && !known.contains(value.textValue())) {
            deviations.add(new Deviation(path, value, Kind.VALUE, "", known));
        }
        if (type == Type.INTEGER && !value.canConvertToInt()) {
            String rule = value.bigIntegerValue().signum() < 0
                    ? "be at least " + Integer.MIN_VALUE
                    : "be at most " + Integer.MAX_VALUE;
            deviations.add(new Deviation(path, value, Kind.CONSTRAINT, rule, List.of()));
        }
        ShapeConstraints constraints = new ShapeConstraints(description);
        Optional<String> broken = value.isTextual()
                ? constraints.brokenBy(value.textValue())
                : value.isNumber() ? constraints.brokenBy(value.doubleValue()) : Optional.empty();
        broken.ifPresent(rule -> deviations.add(new Deviation(path, value, Kind.CONSTRAINT, rule, List.of())));
    }

    private JsonNode shape(String name) {
        return data.path("shapes").path(name);
    }

    private enum Type {
        STRUCTURE("an object"),
        MAP("an object"),
        LIST("a list"),
        STRING("a string"),
        INTEGER("an integer"),
        LONG("an integer"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        OTHER("a string, a number, true or false");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        /** Returns the rule as text after "must". */
        String rule() {
            return "be " + words;
        }

        static Type of(String type) {
            return switch (type) {
                case "structure" -> STRUCTURE;
                case "map" -> MAP;
                case "list" -> LIST;
                case "string" -> STRING;
                case "integer" -> INTEGER;
                case "long" -> LONG;
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
                case INTEGER, LONG -> value.isIntegralNumber();
                case NUMBER -> value.isNumber();
                case BOOLEAN -> value.isBoolean();
                case OTHER -> value.isValueNode();
            };
        }
    }
}
