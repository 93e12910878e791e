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

/** Text to tree and back, the same way everywhere: strict about what is read, numbers kept to the digit. */
public final class Json {
    // Trees only: binding to classes by reflection would cost a Lambda function's cold start more than its work does.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** The exponents of a double. */
    static final int MAX_EXPONENT = 308;

    /** CloudFormation takes 05 and .5 for numbers, and puts them into stored documents as they are. */
    private static final ObjectReader STORED = MAPPER.reader()
            .withFeatures(
                    JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS);

    private Json() {}

    /** A new, empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Plain data as JSON: strings, numbers, booleans, lists, maps with string keys, and JSON itself.
     *
     * @throws IllegalArgumentException when there is anything else in it
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

    /** A number as parsing its text would give it, so that both are equal; one beyond those of a double stays as it is written. */
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
     * @throws InvalidDefinitionException when the text isn't JSON, with line and column, without the text
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
     * Parses a JSON object that CloudFormation may have put numbers into, which it takes with leading zeros and without digits on one side
     * of the point.
     *
     * @throws InvalidDefinitionException when the text is neither that nor JSON, or isn't an object
     */
    public static ObjectNode parseStored(String text) {
        return object(parse(STORED, text));
    }

    /**
     * Parses a JSON object in any encoding that JSON had: UTF-8, UTF-16 or UTF-32, with or without a byte order mark.
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

    /** Compact text. */
    public static String write(JsonNode json) {
        return write(json, false);
    }

    /** Indented text, for people. */
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
