package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long and how often EventBridge tries to deliver an event to a target, see <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html">Event retry policy</a>. The documentation
 * names the limits and exponential back-off; the pauses themselves are believed: with them, both limits come to the same.
 *
 * @param maximumAge how old an event may get
 * @param maximumRetries how often it is sent again
 */
record RetryPolicy(Duration maximumAge, int maximumRetries) {
    private static final int MAX_AGE_SECONDS = 86_400;
    private static final int MIN_AGE_SECONDS = 60;
    private static final int MAX_RETRIES = 185;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(8);

    /**
     * Reads the policy of a target as CloudFormation has it.
     *
     * @throws IllegalArgumentException naming the member that PutTargets refuses
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
     * What ends the retries of an event after a failed attempt, as the dead-letter queue is told; empty when it is sent again.
     *
     * @param begun when it was first sent
     * @param now when it would be sent again
     * @param retries how often it was sent again
     */
    Optional<String> exhausted(Instant begun, Instant now, int retries) {
        if (retries >= maximumRetries) {
            return Optional.of("MaximumRetryAttempts");
        }
        return now.isAfter(begun.plus(maximumAge)) ? Optional.of("MaximumEventAgeInSeconds") : Optional.empty();
    }

    /** The pause before the next attempt. */
    static Duration pause(int retries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(retries, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
