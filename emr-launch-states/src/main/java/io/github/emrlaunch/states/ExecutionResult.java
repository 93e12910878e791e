package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended.
 *
 * @param status the status, in Step Functions' words
 * @param output the output; only of an execution that succeeded
 * @param error the error's name; absent when it succeeded, or was stopped without one
 * @param cause the error's cause; absent when there is nothing to say
 * @param stopTime when it ended, in virtual time
 */
public record ExecutionResult(
        Status status,
        @Nullable JsonNode output,
        @Nullable String error,
        @Nullable String cause,
        Instant stopTime) {

    /** The final statuses of an execution. */
    public enum Status {
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        ABORTED
    }
}
