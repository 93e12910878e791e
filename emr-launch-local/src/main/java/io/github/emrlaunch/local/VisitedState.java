package io.github.emrlaunch.local;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a state by an execution.
 *
 * @param state the state's name
 * @param status {@code succeeded}, {@code error caught}, {@code failed}, {@code timed out}, {@code aborted} or {@code running}
 * @param entered in virtual time
 * @param left null when the execution has not left it
 * @param input JSON text
 * @param output JSON text, null without one
 * @param attempts of a task: the parameters of each attempt, JSON texts; empty for other states
 * @param error null without one
 * @param cause null without one
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
    /** Keeps the attempts as they are. */
    public VisitedState {
        attempts = List.copyOf(attempts);
    }
}
