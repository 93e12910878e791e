package io.github.emrlaunch.local.internal.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of an execution.
 *
 * @param serial identifies the execution, also among executions with the same name that are no longer known
 * @param number the number of the execution among all that were ever started, starting at 1
 * @param definition the definition of the state machine when the execution started
 * @param roleArn the role of the state machine
 * @param status RUNNING until it has ended
 * @param output JSON text; null unless it succeeded
 * @param stopped the end time; null until it has ended
 * @param history the events, each in the format of GetExecutionHistory
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

    /** Returns the time of this snapshot: the end of the execution, or the current virtual time. */
    public Instant until(Instant now) {
        return stopped == null ? now : stopped;
    }
}
