package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An execution that has ended.
 *
 * @param status SUCCEEDED, FAILED, TIMED_OUT or ABORTED
 * @param input JSON text
 * @param output JSON text, null unless it succeeded
 * @param error null unless it failed or was stopped with one
 * @param history the events, each in the shape of GetExecutionHistory
 */
public record LocalExecution(
        String arn,
        String status,
        String input,
        @Nullable String output,
        @Nullable String error,
        @Nullable String cause,
        List<JsonNode> history) {
    public LocalExecution {
        history = List.copyOf(history);
    }

    /** Whether the status is {@code SUCCEEDED}. */
    public boolean succeeded() {
        return status.equals("SUCCEEDED");
    }
}
