package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of an execution.
 *
 * @param status the final status
 * @param output the output; present only when the execution succeeded
 * @param error the name of the error; absent when the execution succeeded, or was stopped without an error
 * @param cause the cause of the error; absent when there is none
 * @param stopTime the end time, in virtual time
 */
public record ExecutionResult(
        Status status,
        @Nullable JsonNode output,
        @Nullable String error,
        @Nullable String cause,
        Instant stopTime) {

    /** The final status of an execution. */
    public enum Status {
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        ABORTED
    }
}
