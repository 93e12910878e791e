package io.github.emrlaunch.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/** How this package reads and writes JSON. */
final class Json {
    /** What a state's input, output or result may take, in bytes of UTF-8. */
    static final int PAYLOAD_LIMIT = 256 * 1024;

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The compact text of a value. */
    static String text(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes can always be written", e);
        }
    }

    static boolean exceedsPayloadLimit(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8).length > PAYLOAD_LIMIT;
    }
}
