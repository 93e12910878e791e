package io.github.emrlaunch.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.nio.charset.StandardCharsets;

/** The input of an execution. */
public final class ExecutionInput {
    private ExecutionInput() {}

    /**
     * Parses an input. A number keeps its decimal places: 1.0 stays 1.0.
     *
     * @param text JSON text of at most 262,144 bytes in UTF-8, nested at most 1,000 levels deep
     * @throws IllegalArgumentException when the text is larger, is not JSON, has a duplicate key, or is nested deeper
     */
    public static JsonNode parse(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > JsonValues.PAYLOAD_LIMIT) {
            throw new IllegalArgumentException(
                    "The input must not have more than %d bytes, got: %d".formatted(JsonValues.PAYLOAD_LIMIT, bytes));
        }
        try {
            return JsonValues.read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
