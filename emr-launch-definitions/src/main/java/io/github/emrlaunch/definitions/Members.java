package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a JSON object one by one. A missing or null member is null, a member of another type is an error with
 * its path, and the members that were not read are {@link #rest()}.
 */
final class Members {
    private final ObjectNode remaining;
    private final String path;

    Members(JsonNode json, String path) {
        if (!(json instanceof ObjectNode object)) {
            throw wrongType(path, "an object", json);
        }
        this.remaining = object.deepCopy();
        this.path = path;
    }

    /** Returns the members of a document, whose own path is empty. */
    static Members ofDocument(ObjectNode json) {
        return new Members(json, "");
    }

    @Nullable String string(String key) {
        return take(key, "a string", JsonNode::isTextual, JsonNode::textValue);
    }

    String requiredString(String key) {
        return required(key, string(key));
    }

    /**
     * Returns a string that is checked if it is present.
     *
     * @param check the check, which throws an IllegalArgumentException whose message follows the member's path
     */
    @Nullable String string(String key, Consumer<String> check) {
        String text = string(key);
        if (text != null) {
            try {
                check.accept(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidDefinitionException("'%s' %s".formatted(child(key), e.getMessage()), e);
            }
        }
        return text;
    }

    String requiredString(String key, Consumer<String> check) {
        return required(key, string(key, check));
    }

    @Nullable Boolean bool(String key) {
        return take(key, "true or false", JsonNode::isBoolean, JsonNode::booleanValue);
    }

    /** Also accepts {@code "true"} and {@code "false"}, from callers that write only strings. */
    @Nullable Boolean boolOrText(String key) {
        return take(
                key,
                "true or false",
                node -> node.isBoolean() || "true".equals(node.textValue()) || "false".equals(node.textValue()),
                node -> node.isBoolean() ? node.booleanValue() : Boolean.parseBoolean(node.textValue()));
    }

    @Nullable BigDecimal decimal(String key) {
        return unwrittenWhenUnset(key, k -> take(k, "a number", JsonNode::isNumber, JsonNode::decimalValue));
    }

    <E extends Enum<E>> @Nullable E constant(String key, Class<E> type) {
        String name = unwrittenWhenUnset(key, this::string);
        if (name == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "'%s' must be one of %s, got: %s".formatted(child(key), List.of(type.getEnumConstants()), name), e);
        }
    }

    /** Returns a member that is not written if it is unset: an explicit null remains in the rest. */
    <T> @Nullable T unwrittenWhenUnset(String key, Function<String, @Nullable T> reader) {
        JsonNode node = remaining.get(key);
        return node == null || node.isNull() ? null : reader.apply(key);
    }

    @Nullable JsonNode any(String key) {
        return take(key, "a value", node -> true, Function.identity());
    }

    /** Returns the elements of a list of any values; empty if it is missing. */
    List<JsonNode> values(String key) {
        JsonNode array = unwrittenWhenUnset(key, k -> take(k, "a list", JsonNode::isArray, Function.identity()));
        List<JsonNode> values = new ArrayList<>();
        if (array != null) {
            array.forEach(values::add);
        }
        return values;
    }

    @Nullable ObjectNode object(String key) {
        return take(key, "an object", JsonNode::isObject, node -> (ObjectNode) node);
    }

    ObjectNode requiredObject(String key) {
        return required(key, object(key));
    }

    <T> T required(String key, Function<Members, T> reader) {
        return reader.apply(new Members(requiredObject(key), child(key)));
    }

    <T> @Nullable List<T> list(String key, Function<Members, T> reader) {
        JsonNode array = take(key, "a list", JsonNode::isArray, Function.identity());
        if (array == null) {
            return null;
        }
        List<T> list = new ArrayList<>();
        for (JsonNode element : array) {
            list.add(reader.apply(new Members(element, child(key) + "." + list.size())));
        }
        return List.copyOf(list);
    }

    <T> @Nullable Map<String, T> map(String key, Function<Members, T> reader) {
        ObjectNode object = object(key);
        return object == null ? null : new Members(object, child(key)).remainingObjects(reader);
    }

    /** Reads all remaining members, each an object. */
    <T> Map<String, T> remainingObjects(Function<Members, T> reader) {
        Map<String, T> map = new LinkedHashMap<>();
        remaining
                .properties()
                .forEach(entry ->
                        map.put(entry.getKey(), reader.apply(new Members(entry.getValue(), child(entry.getKey())))));
        remaining.removeAll();
        return map;
    }

    DefinitionName requiredDefinitionName(String key) {
        return required(key, definitionName(key));
    }

    @Nullable DefinitionName definitionName(String key) {
        String text = string(key);
        try {
            return text == null ? null : DefinitionName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException("'%s': %s".formatted(child(key), e.getMessage()), e);
        }
    }

    /** Returns the members that were not read. */
    ObjectNode rest() {
        return remaining;
    }

    private <T> @Nullable T take(
            String key, String expected, Function<JsonNode, Boolean> hasType, Function<JsonNode, T> value) {
        JsonNode node = remaining.remove(key);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!hasType.apply(node)) {
            throw wrongType(child(key), expected, node);
        }
        return value.apply(node);
    }

    <T> T required(String key, @Nullable T value) {
        if (value == null) {
            throw new InvalidDefinitionException("'%s' is missing".formatted(child(key)));
        }
        return value;
    }

    /** Returns the path of a member. */
    String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static InvalidDefinitionException wrongType(String path, String expected, JsonNode node) {
        return new InvalidDefinitionException("'%s' must be %s, got %s"
                .formatted(path, expected, node.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
}
