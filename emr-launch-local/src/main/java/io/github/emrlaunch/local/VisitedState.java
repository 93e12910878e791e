package io.github.emrlaunch.local;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A visit of a state by an execution.
 *
 * @param state the name of the state
 * @param status {@code succeeded}, {@code error caught}, {@code failed}, {@code timed out}, {@code aborted} or {@code running}
 * @param entered the time of entry, in virtual time
 * @param left the time of exit; null when the execution has not left the state
 * @param input the input as JSON text
 * @param output the output as JSON text; null without one
 * @param attempts the parameters of each attempt of a task as JSON texts; empty for other states
 * @param error the error; null without one
 * @param cause the cause; null without one
 */
public record VisitedState(
        String state,
        String status,
        Instant entered,
        @Nullable Instant left,
        String input,
        @Nullable String output,
        List<String> attempts,
        @Nullable String error,
        @Nullable String cause) {
    /** Copies the attempts. */
    public VisitedState {
        attempts = List.copyOf(attempts);
    }
}
