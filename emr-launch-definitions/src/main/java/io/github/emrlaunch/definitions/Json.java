package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON, with strict parsing and exact numbers. */
public final class Json {
    // Only trees: data binding by reflection would dominate the cold start of a Lambda function.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** The largest exponent of a double. */
    static final int MAX_EXPONENT = 308;

    /** CloudFormation accepts 05 and .5 as numbers, and inserts them unchanged into stored documents. */
    private static final ObjectReader STORED = MAPPER.reader()
            .withFeatures(
                    JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS);

    private Json() {}

    /** Returns a new, empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Converts plain data to JSON: strings, numbers, booleans, lists, maps with string keys, and JSON itself.
     *
     * @throws IllegalArgumentException when it contains a value of another type
     */
    public static JsonNode of(Object value) {
        if (value instanceof JsonNode json) {
            return json.deepCopy();
        }
        if (value instanceof CharSequence text) {
            return TextNode.valueOf(text.toString());
        }
        if (value instanceof Boolean bool) {
            return BooleanNode.valueOf(bool);
        }
        if (value instanceof Number number) {
            return ofNumber(number);
        }
        if (value instanceof Iterable<?> elements) {
            ArrayNode array = MAPPER.createArrayNode();
            elements.forEach(element -> array.add(of(element)));
            return array;
        }
        if (value instanceof Map<?, ?> members) {
            ObjectNode object = object();
            members.forEach((key, member) -> object.set(String.valueOf(key), of(member)));
            return object;
        }
        throw new IllegalArgumentException("Not a string, number, boolean, list or map: %s"
                .formatted(value == null ? "null" : value.getClass().getName()));
    }

    /**
     * Returns a number as the parser would return it for its text, so that both are equal. A number beyond the range of a double is
     * unchanged.
     */
    private static JsonNode ofNumber(Number number) {
        BigDecimal decimal = new BigDecimal(number.toString());
        if (Math.abs((long) decimal.scale()) > MAX_EXPONENT) {
            return DecimalNode.valueOf(decimal);
        }
        if (decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0) {
            BigInteger integer = decimal.toBigInteger();
            return integer.bitLength() < Integer.SIZE
                    ? IntNode.valueOf(integer.intValue())
                    : integer.bitLength() < Long.SIZE
                            ? LongNode.valueOf(integer.longValue())
                            : BigIntegerNode.valueOf(integer);
        }
        return DecimalNode.valueOf(decimal);
    }

    /**
     * Parses any JSON value.
     *
     * @throws InvalidDefinitionException when the text is not JSON; the message has line and column, but not the text
     */
    public static JsonNode parse(String text) {
        return parse(MAPPER.reader(), text);
    }

    private static JsonNode parse(ObjectReader reader, String text) {
        try {
            return reader.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidDefinitionException("not JSON: " + e.getOriginalMessage() + at(e.getLocation()), e);
        }
    }

    /**
     * Parses a JSON object.
     *
     * @throws InvalidDefinitionException when the text isn't JSON or isn't an object
     */
    public static ObjectNode parseObject(String text) {
        return object(parse(text));
    }

    private static ObjectNode object(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidDefinitionException("not a JSON object");
    }

    /**
     * Parses a JSON object with numbers that CloudFormation inserted, which may have leading zeros and no digits on one side
     * of the point.
     *
     * @throws InvalidDefinitionException when the text is not such an object
     */
    public static ObjectNode parseStored(String text) {
        return object(parse(STORED, text));
    }

    /**
     * Parses a JSON object in any Unicode encoding of JSON: UTF-8, UTF-16 or UTF-32, with or without a byte order mark.
     *
     * @throws InvalidDefinitionException when the bytes aren't JSON or aren't an object
     */
    public static ObjectNode parseObject(byte[] bytes) {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new InvalidDefinitionException("not JSON, or in no encoding of Unicode", e);
        }
        throw new InvalidDefinitionException("not a JSON object");
    }

    /** Returns compact text. */
    public static String write(JsonNode json) {
        return write(json, false);
    }

    /** Returns indented text. */
    public static String writePretty(JsonNode json) {
        return write(json, true);
    }

    private static String write(JsonNode json, boolean pretty) {
        try {
            return (pretty ? MAPPER.writerWithDefaultPrettyPrinter() : MAPPER.writer()).writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes can always be written", e);
        }
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "" : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }
}
