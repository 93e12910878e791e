package io.github.emrlaunch.core.internal.states;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A retrier of a state. The time before each attempt grows by a factor, by default up to a minute.
 *
 * @param errors the names of the errors after which the state is retried
 * @param intervalSeconds the time before the first attempt
 * @param maxAttempts the number of attempts after the first failure
 * @param backoffRate the factor by which the time grows
 * @param jitter whether the time is random, up to that time
 * @param maxDelaySeconds the longest time before an attempt; null for no limit
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html">Handling errors</a>
 */
public record Retrier(
        List<String> errors,
        int intervalSeconds,
        int maxAttempts,
        double backoffRate,
        boolean jitter,
        @Nullable Integer maxDelaySeconds) {
    private static final int MAX_DELAY_SECONDS = 60;

    /** A retrier for idempotent states, for all errors. */
    public static final Retrier IDEMPOTENT =
            of(List.of("States.TaskFailed"), 5, 5).withJitter();

    /** Returns a retrier without jitter. */
    public static Retrier of(List<String> errors, int intervalSeconds, int maxAttempts) {
        return new Retrier(List.copyOf(errors), intervalSeconds, maxAttempts, 2, false, MAX_DELAY_SECONDS);
    }

    /** Returns this retrier with random times, so that many executions do not retry at the same time. */
    public Retrier withJitter() {
        return new Retrier(errors, intervalSeconds, maxAttempts, backoffRate, true, maxDelaySeconds);
    }

    /** Returns this retrier with the same time before each attempt. */
    public Retrier withoutBackoff() {
        return new Retrier(errors, intervalSeconds, maxAttempts, 1, jitter, maxDelaySeconds);
    }

    /** Returns this retrier with another factor, without a limit. */
    public Retrier growingBy(double factor) {
        return new Retrier(errors, intervalSeconds, maxAttempts, factor, jitter, null);
    }

    ObjectNode toJson() {
        ObjectNode retrier = Json.object();
        errors.forEach(retrier.putArray("ErrorEquals")::add);
        retrier.put("IntervalSeconds", intervalSeconds).put("MaxAttempts", maxAttempts);
        // As an integer if possible.
        retrier.set(
                "BackoffRate",
                backoffRate == Math.rint(backoffRate)
                        ? IntNode.valueOf((int) backoffRate)
                        : DoubleNode.valueOf(backoffRate));
        if (maxDelaySeconds != null) {
            retrier.put("MaxDelaySeconds", maxDelaySeconds);
        }
        return retrier.put("JitterStrategy", jitter ? "FULL" : "NONE");
    }
}
