package io.github.emrlaunch.local.internal.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A visit of a state by an execution.
 *
 * @param state the name of the state
 * @param from the previous state; null for the first state of the state machine, a branch or an iteration
 * @param iteration the index of the iteration of the enclosing Map state; null without one
 * @param left the time of exit; null when the execution has not left it, or ended in it
 * @param input the input as JSON text
 * @param output the output as JSON text; null without one
 * @param assigned the variables that it assigned, as JSON texts by name
 */
record Visit(
        String state,
        @Nullable String from,
        @Nullable Integer iteration,
        Status status,
        Instant entered,
        @Nullable Instant left,
        String input,
        @Nullable String output,
        Map<String, String> assigned,
        List<Attempt> attempts,
        @Nullable String error,
        @Nullable String cause) {

    Visit {
        assigned = Map.copyOf(assigned);
        attempts = List.copyOf(attempts);
    }

    /** The status of a visit. */
    enum Status {
        SUCCEEDED("succeeded"),
        /** The state failed, and a catcher handled the error. */
        CAUGHT("error caught"),
        FAILED("failed"),
        TIMED_OUT("timed out"),
        /** The state was aborted: by another branch, or because the execution was stopped. */
        ABORTED("aborted"),
        RUNNING("running");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * An attempt of a task.
     *
     * @param resource such as {@code lambda:invoke}
     * @param parameters the parameters as JSON text
     * @param submitted the immediate response of the service when the task continues after it; null for other tasks
     * @param output the output as JSON text; null unless it succeeded
     * @param error the error; null unless it failed
     */
    record Attempt(
            String resource,
            Instant scheduled,
            String parameters,
            @Nullable String submitted,
            @Nullable String output,
            @Nullable String error,
            @Nullable String cause) {}
}
