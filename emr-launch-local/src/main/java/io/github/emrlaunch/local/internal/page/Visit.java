package io.github.emrlaunch.local.internal.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a state by an execution.
 *
 * @param state the state's name
 * @param from the state that led to it, null for the first one of the machine, a branch or an iteration
 * @param iteration the index of the iteration of the Map state around it, null without one
 * @param left null when the execution has not left it, or ended in it
 * @param input JSON text
 * @param output JSON text, null without one
 * @param assigned the variables that it assigned, JSON texts by name
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

    /** How a visit ended. */
    enum Status {
        SUCCEEDED("succeeded"),
        /** It failed, and the error led to another state. */
        CAUGHT("error caught"),
        FAILED("failed"),
        TIMED_OUT("timed out"),
        /** Something else ended it: another branch, or whoever stopped the execution. */
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
     * One try of a task.
     *
     * @param resource such as {@code lambda:invoke}
     * @param parameters JSON text
     * @param submitted what the service answered at once when the task goes on after it; null for other tasks
     * @param output JSON text, null unless it succeeded
     * @param error null unless it failed
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
