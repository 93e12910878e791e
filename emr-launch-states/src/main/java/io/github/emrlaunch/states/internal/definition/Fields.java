package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of an object in a definition. A problem becomes a diagnostic with its location. */
final class Fields {
    private final ObjectNode node;
    private final String location;

    private Fields(ObjectNode node, String location) {
        this.node = node;
        this.location = location;
    }

    /** Returns the fields of the definition. */
    static Fields ofDefinition(JsonNode node) {
        if (!node.isObject()) {
            throw new InvalidStateMachineException(
                    Reasons.SCHEMA, "Definition must be a valid JSON object", Reasons.NOWHERE);
        }
        return new Fields((ObjectNode) node, "");
    }

    private static Fields of(@Nullable JsonNode node, String location) {
        if (node == null || !node.isObject()) {
            throw InvalidStateMachineException.schema(
                    location,
                    "Expected value of type Object" + (node == null ? "" : ", got: " + JsonValues.text(node)));
        }
        return new Fields((ObjectNode) node, location);
    }

    /** Returns the location of the object, such as {@code /States/Load}. */
    String location() {
        return location.isEmpty() ? "/" : location;
    }

    String location(String field) {
        return location + "/" + field;
    }

    /** Rejects other fields. */
    void allow(Set<String> allowed) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!allowed.contains(field.getKey())) {
                throw invalid("Field '%s' is not supported".formatted(field.getKey()));
            }
        }
    }

    boolean has(String field) {
        return node.has(field);
    }

    /** Returns the names of the fields, in order. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        node.properties().forEach(field -> names.add(field.getKey()));
        return names;
    }

    @Nullable JsonNode get(String field) {
        return node.get(field);
    }

    JsonNode required(String field) {
        requireAll(field);
        return node.required(field);
    }

    void requireAll(String... fields) {
        List<String> missing =
                List.of(fields).stream().filter(field -> !has(field)).toList();
        if (!missing.isEmpty()) {
            throw invalid("These fields are required: [%s]".formatted(String.join(", ", missing)));
        }
    }

    Fields object(String field) {
        return of(required(field), location(field));
    }

    /** Returns the node of the object, for templates. */
    ObjectNode node() {
        return node;
    }

    /** Returns the objects in an array; empty when the field is absent. */
    List<Fields> objects(String field) {
        JsonNode value = node.get(field);
        List<Fields> objects = new ArrayList<>();
        if (value != null) {
            if (!value.isArray()) {
                throw invalid(field, "Expected value of type Array, got: " + JsonValues.text(value));
            }
            for (int i = 0; i < value.size(); i++) {
                objects.add(of(value.get(i), location(field) + "[" + i + "]"));
            }
        }
        return objects;
    }

    List<Fields> someObjects(String field) {
        required(field);
        List<Fields> objects = objects(field);
        if (objects.isEmpty()) {
            throw invalid(field, "Value cannot be empty");
        }
        return objects;
    }

    @Nullable String text(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field, "Expected value of type String, got: " + JsonValues.text(value));
        }
        return value.textValue();
    }

    String requiredText(String field) {
        required(field);
        String text = text(field);
        if (text == null || text.isEmpty()) {
            throw invalid(field, "Value cannot be empty");
        }
        return text;
    }

    boolean bool(String field) {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw invalid(field, "Expected value of type Boolean, got: " + JsonValues.text(value));
        }
        return value.booleanValue();
    }

    /** Returns an integer within the bounds; null when the field is absent. */
    @Nullable Integer integer(String field, int minimum, int maximum) {
        JsonNode value = node.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            throw invalid(field, "Expected value of type Integer, got: " + JsonValues.text(value));
        }
        requireBetween(field, value, minimum, maximum);
        return value.intValue();
    }

    /** Rejects a number out of bounds. */
    void requireBetween(String field, JsonNode value, int minimum, int maximum) {
        if (value.decimalValue().compareTo(BigDecimal.valueOf(minimum)) < 0) {
            throw invalid(field, "Minimum value is %d, got: %s".formatted(minimum, JsonValues.text(value)));
        }
        if (value.decimalValue().compareTo(BigDecimal.valueOf(maximum)) > 0) {
            throw invalid(field, "Maximum value is %d, got: %s".formatted(maximum, JsonValues.text(value)));
        }
    }

    /** Returns one of several texts; null when the field is absent. */
    @Nullable String oneOf(String field, String... values) {
        JsonNode value = node.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || !List.of(values).contains(value.textValue())) {
            throw invalid(
                    field,
                    "Value should be one of the following: [%s], got: %s"
                            .formatted(String.join(", ", values), JsonValues.text(value)));
        }
        return value.textValue();
    }

    /** Returns a parsed text, such as a path. The message of the parser's exception is the problem. */
    <T> T parsed(String field, Function<String, T> parser) {
        String text = requiredText(field);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw invalid(field, String.valueOf(e.getMessage()));
        }
    }

    void requireOneAtMost(String... fields) {
        if (List.of(fields).stream().filter(this::has).count() > 1) {
            throw invalid(
                    "There should only be one of the following fields: [%s]".formatted(String.join(", ", fields)));
        }
    }

    void requireExactlyOne(String... fields) {
        requireOneAtMost(fields);
        if (List.of(fields).stream().noneMatch(this::has)) {
            throw invalid("This object should have only one of the following fields: [%s]"
                    .formatted(String.join(", ", fields)));
        }
    }

    /** Returns the exception for a problem with the object. */
    InvalidStateMachineException invalid(String problem) {
        return InvalidStateMachineException.schema(location(), problem);
    }

    /** Returns the exception for a problem with a field. */
    InvalidStateMachineException invalid(String field, String problem) {
        return InvalidStateMachineException.schema(location(field), problem);
    }
}
