package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    private Json() {}

    /** A new, empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Parses any JSON value.
     *
     * @throws InvalidDefinitionException when the text isn't JSON, with line and column, without the text
     */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
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
        if (parse(text) instanceof ObjectNode object) {
            return object;
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
