package io.github.emrlaunch.local.internal.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An execution at one moment.
 *
 * @param serial tells it from every other execution, one of the same name included that was forgotten
 * @param number its place among all that were ever started, from 1
 * @param definition the state machine's definition as it was when the execution started
 * @param roleArn the state machine's role
 * @param status RUNNING while it has not ended
 * @param output JSON text, null unless it succeeded
 * @param stopped null while it has not ended
 * @param history the events, each in the shape of GetExecutionHistory
 */
public record ExecutionSnapshot(
        long serial,
        int number,
        String arn,
        String name,
        String machineName,
        String definition,
        String roleArn,
        String status,
        String input,
        @Nullable String output,
        @Nullable String error,
        @Nullable String cause,
        Instant started,
        @Nullable Instant stopped,
        int redriveCount,
        List<JsonNode> history) {
    public ExecutionSnapshot {
        history = List.copyOf(history);
    }

    /** When it had come this far: its end, or else a moment of virtual time. */
    public Instant until(Instant now) {
        return stopped == null ? now : stopped;
    }
}
