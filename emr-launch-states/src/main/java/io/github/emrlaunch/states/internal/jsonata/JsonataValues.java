package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Converts between JSON and the values of the JSONata library, in which {@code null} is undefined. */
final class JsonataValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final double FIRST_ROUNDED = 1e15;
    private static final double FIRST_WITH_EXPONENT = 1e21;
    private static final MathContext SIGNIFICANT = new MathContext(15);

    private JsonataValues() {}

    /** Returns the library's value for JSON. Numbers are IEEE 754 doubles, unless they are whole and fit a long. */
    static Object of(JsonNode json) {
        if (json.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            json.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
            return members;
        }
        if (json.isArray()) {
            List<Object> items = new ArrayList<>(json.size());
            json.forEach(item -> items.add(of(item)));
            return items;
        }
        if (json.isNumber()) {
            return number(json);
        }
        if (json.isBoolean()) {
            return json.booleanValue();
        }
        return json.isTextual() ? json.textValue() : Jsonata.NULL_VALUE;
    }

    private static Number number(JsonNode json) {
        if (json.isIntegralNumber() && json.canConvertToInt()) {
            return json.intValue();
        }
        return json.isIntegralNumber() && json.canConvertToLong() ? json.longValue() : json.doubleValue();
    }

    /**
     * Returns the JSON of a result.
     *
     * @return the JSON; null when the result is undefined
     * @throws FunctionResultException when the result contains a function
     */
    static @Nullable JsonNode json(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value == Jsonata.NULL_VALUE) {
            return NullNode.getInstance();
        }
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        if (value instanceof Number number) {
            return json(number);
        }
        if (value instanceof List<?> list && !Utils.isFunction(value)) {
            ArrayNode items = NODES.arrayNode(list.size());
            list.stream().map(JsonataValues::json).forEach(item -> {
                if (item != null) {
                    items.add(item);
                }
            });
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode members = NODES.objectNode();
            map.forEach((key, member) -> {
                JsonNode json = json(member);
                if (json != null) {
                    members.set(String.valueOf(key), json);
                }
            });
            return members;
        }
        throw new FunctionResultException();
    }

    /** Returns the value with large whole numbers as {@code $string} writes them: 15 digits, then zeros, and no exponent below 1e21. */
    static @Nullable Object withoutExponents(@Nullable Object value) {
        return mapped(value, JsonataValues::withoutExponent);
    }

    private static @Nullable Object withoutExponent(@Nullable Object value) {
        if (value instanceof Long || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            double size = Math.abs(number);
            return size >= FIRST_ROUNDED && size < FIRST_WITH_EXPONENT
                    ? new BigDecimal(number).round(SIGNIFICANT).toBigInteger()
                    : value;
        }
        return value;
    }

    /** Returns a copy of a value, including its null members and items. */
    static @Nullable Object copy(@Nullable Object value) {
        return mapped(value, leaf -> leaf);
    }

    private static @Nullable Object mapped(@Nullable Object value, UnaryOperator<@Nullable Object> leaves) {
        if (value instanceof List<?> list && !Utils.isFunction(value)) {
            List<@Nullable Object> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(mapped(item, leaves)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> members = new LinkedHashMap<>();
            map.forEach((key, member) -> members.put(key, mapped(member, leaves)));
            return members;
        }
        return leaves.apply(value);
    }

    private static JsonNode json(Number number) {
        if (number instanceof Integer integer) {
            return NODES.numberNode(integer.intValue());
        }
        return number instanceof Long whole
                ? NODES.numberNode(whole.longValue())
                : NODES.numberNode(number.doubleValue());
    }
}
