package io.github.emrlaunch.local.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits for the job of a {@code .sync} task: polls every minute at first, and less often later. */
public final class Polling {
    private static final Duration OFTEN = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final Duration AT_FIRST = Duration.ofMinutes(10);

    private Polling() {}

    /** Polls the job. Empty while the job is running. */
    @FunctionalInterface
    public interface Check {
        Optional<JsonNode> result() throws StatesError;
    }

    /**
     * Waits for a job.
     *
     * @param cancel requests the end of the job; the result is not awaited
     */
    public static JsonNode await(TaskAttempt attempt, Check check, Runnable cancel)
            throws StatesError, InterruptedException {
        try {
            return await(attempt, check);
        } catch (InterruptedException e) {
            // A job continues after the timeout of its execution, but not after the execution is stopped.
            if (!attempt.executionTimedOut()) {
                cancel.run();
            }
            throw e;
        }
    }

    private static JsonNode await(TaskAttempt attempt, Check check) throws StatesError, InterruptedException {
        Instant often = attempt.now().plus(AT_FIRST);
        Optional<JsonNode> result = Optional.empty();
        while (result.isEmpty()) {
            attempt.sleepUntil(attempt.now().plus(attempt.now().isBefore(often) ? OFTEN : SELDOM));
            result = check.result();
        }
        return result.get();
    }
}
