package io.github.emrlaunch.states.internal.definition;

import io.github.emrlaunch.states.internal.query.Assignments;
import io.github.emrlaunch.states.internal.query.DataFlow;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The Retry and Catch fields of a state. */
public record ErrorHandling(List<Retrier> retriers, List<Catcher> catchers) {
    public ErrorHandling {
        retriers = List.copyOf(retriers);
        catchers = List.copyOf(catchers);
    }

    /**
     * A retrier.
     *
     * @param maxDelaySeconds the maximum delay; null for no limit
     * @param fullJitter whether a delay is drawn at random between zero and the computed delay
     */
    public record Retrier(
            List<String> errorEquals,
            int intervalSeconds,
            int maxAttempts,
            double backoffRate,
            @Nullable Integer maxDelaySeconds,
            boolean fullJitter) {
        public Retrier {
            errorEquals = List.copyOf(errorEquals);
        }

        /**
         * Returns the delay before the next retry.
         *
         * @param retries the number of previous retries of this retrier
         */
        public Duration delay(int retries, Random random) {
            double seconds = intervalSeconds * Math.pow(backoffRate, retries);
            double limited = maxDelaySeconds == null ? seconds : Math.min(seconds, maxDelaySeconds);
            double drawn = fullJitter ? limited * random.nextDouble() : limited;
            return Duration.ofMillis(Math.round(Math.min(drawn, Limits.MAXIMUM_SECONDS) * 1000));
        }
    }

    /**
     * A catcher.
     *
     * @param flow the data flow of the catcher; its result is the error output
     */
    public record Catcher(List<String> errorEquals, DataFlow flow, Assignments assignments, String next) {
        public Catcher {
            errorEquals = List.copyOf(errorEquals);
        }
    }

    public Optional<Retrier> retrierFor(String error) {
        return retriers.stream()
                .filter(retrier -> matches(retrier.errorEquals, error))
                .findFirst();
    }

    public Optional<Catcher> catcherFor(String error) {
        return catchers.stream()
                .filter(catcher -> matches(catcher.errorEquals, error))
                .findFirst();
    }

    private static boolean matches(List<String> errorEquals, String error) {
        return switch (error) {
            // This error cannot be handled: it always ends the execution.
            case ErrorNames.RUNTIME -> false;
            case ErrorNames.DATA_LIMIT_EXCEEDED -> errorEquals.contains(error);
            case ErrorNames.TIMEOUT -> containsAny(errorEquals, error, ErrorNames.ALL);
            case ErrorNames.HEARTBEAT_TIMEOUT ->
                containsAny(errorEquals, error, ErrorNames.TIMEOUT, ErrorNames.TASK_FAILED, ErrorNames.ALL);
            default -> containsAny(errorEquals, error, ErrorNames.TASK_FAILED, ErrorNames.ALL);
        };
    }

    private static boolean containsAny(List<String> errorEquals, String... names) {
        return List.of(names).stream().anyMatch(errorEquals::contains);
    }
}
