package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The retry policy for the delivery of an event to a target, see <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html">Event retry policy</a>. The documentation
 * describes the limits and an exponential back-off. The pauses are believed: with them, both limits are reached at about the same time.
 *
 * @param maximumAge the maximum age of an event
 * @param maximumRetries the maximum number of retries
 */
record RetryPolicy(Duration maximumAge, int maximumRetries) {
    private static final int MAX_AGE_SECONDS = 86_400;
    private static final int MIN_AGE_SECONDS = 60;
    private static final int MAX_RETRIES = 185;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(8);

    /**
     * Parses the policy of a target in the format of CloudFormation.
     *
     * @throws IllegalArgumentException with the member that PutTargets rejects
     */
    static RetryPolicy parse(JsonNode target) {
        JsonNode policy = target.path("RetryPolicy");
        return new RetryPolicy(
                Duration.ofSeconds(
                        number(policy, "MaximumEventAgeInSeconds", MAX_AGE_SECONDS, MIN_AGE_SECONDS, MAX_AGE_SECONDS)),
                number(policy, "MaximumRetryAttempts", MAX_RETRIES, 0, MAX_RETRIES));
    }

    private static int number(JsonNode policy, String member, int otherwise, int minimum, int maximum) {
        int value = policy.path(member).asInt(otherwise);
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(
                    "RetryPolicy.%s must be from %d to %d, got: %d".formatted(member, minimum, maximum, value));
        }
        return value;
    }

    /**
     * Returns the reason to stop the retries after a failed attempt, for the dead-letter queue; empty when the event is sent again.
     *
     * @param begun the time of the first attempt
     * @param now the time of the next attempt
     * @param retries the number of retries so far
     */
    Optional<String> exhausted(Instant begun, Instant now, int retries) {
        if (retries >= maximumRetries) {
            return Optional.of("MaximumRetryAttempts");
        }
        return now.isAfter(begun.plus(maximumAge)) ? Optional.of("MaximumEventAgeInSeconds") : Optional.empty();
    }

    /** Returns the pause before the next attempt. */
    static Duration pause(int retries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(retries, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
