package io.github.emrlaunch.local.internal.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a {@code .sync} task waits for its job: it looks every minute at first, and less often later. */
public final class Polling {
    private static final Duration OFTEN = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final Duration AT_FIRST = Duration.ofMinutes(10);

    private Polling() {}

    /** Looks at the job: empty as long as it has to be waited for. */
    @FunctionalInterface
    public interface Check {
        Optional<JsonNode> result() throws StatesError;
    }

    /**
     * Waits for a job.
     *
     * @param cancel asks the job to end; what comes of it is not waited for
     */
    public static JsonNode await(TaskAttempt attempt, Check check, Runnable cancel)
            throws StatesError, InterruptedException {
        try {
            return await(attempt, check);
        } catch (InterruptedException e) {
            // A job outlives its execution's time, but not its being stopped.
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
