package io.github.emrlaunch.states.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Reads and writes JSON. A number keeps its value and its decimal places: 1.0 stays 1.0, and 1000.0 is not 1E+3. */
public final class JsonValues {
    /** The largest payload of Step Functions, in bytes of UTF-8. */
    public static final int PAYLOAD_LIMIT = 256 * 1024;

    /** The maximum nesting of objects and arrays; the limit of Jackson for reading and writing. */
    public static final int MAXIMUM_DEPTH = 1000;

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .nodeFactory(new ExactNumbers())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonValues() {}

    /**
     * Parses JSON text.
     *
     * @throws JsonProcessingException when the text is not JSON, has a duplicate key, or is nested too deep
     */
    public static JsonNode read(String text) throws JsonProcessingException {
        JsonNode value = MAPPER.readTree(text);
        if (value.isMissingNode()) {
            throw new EmptyTextException();
        }
        return value;
    }

    /** Returns the compact text of a value. */
    public static String text(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A value that passed a size check can always be written", e);
        }
    }

    /**
     * Returns whether a value exceeds the payload limit.
     *
     * @throws TooDeepException when the value is nested deeper than {@link #MAXIMUM_DEPTH}
     */
    public static boolean exceedsPayloadLimit(JsonNode value) {
        try (BoundedOutput output = new BoundedOutput()) {
            MAPPER.writeValue(output, value);
            return false;
        } catch (JsonProcessingException e) {
            throw new TooDeepException(e);
        } catch (IOException e) {
            return true;
        }
    }

    /** An output stream with the payload limit. */
    private static final class BoundedOutput extends OutputStream {
        private int size;

        @Override
        public void write(int b) throws IOException {
            count(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            count(length);
        }

        private void count(int length) throws IOException {
            size += length;
            if (size > PAYLOAD_LIMIT) {
                throw new IOException("The payload is too large");
            }
        }
    }

    /**
     * Returns the size of a value's compact text, in bytes of UTF-8.
     *
     * @throws TooDeepException when the value is nested deeper than {@link #MAXIMUM_DEPTH}
     */
    public static long size(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8).length;
        } catch (JsonProcessingException e) {
            throw new TooDeepException(e);
        }
    }

    /** A value is nested too deep to be written. */
    public static final class TooDeepException extends RuntimeException {
        TooDeepException(Throwable cause) {
            super("JSON must not be nested deeper than %d levels.".formatted(MAXIMUM_DEPTH), cause);
        }
    }

    private static final class EmptyTextException extends JsonProcessingException {
        EmptyTextException() {
            super("an empty string is not JSON");
        }
    }

    private static final class ExactNumbers extends JsonNodeFactory {
        private static final int LONGEST_WITHOUT_EXPONENT = 30;

        /** A negative scale would be written with an exponent. */
        @Override
        public ValueNode numberNode(BigDecimal number) {
            boolean expand = number.scale() < 0 && number.precision() - number.scale() <= LONGEST_WITHOUT_EXPONENT;
            return DecimalNode.valueOf(expand ? number.setScale(0) : number);
        }
    }
}
