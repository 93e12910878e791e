package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;

/**
 * The handling of a step's failure.
 *
 * @param retries the number of times that the step is added again after EMR has reported that it failed, 0 to 10
 * @param timeoutSeconds the timeout of one attempt of the step, from 60 seconds to 365 days, including the time in
 *     EMR's queue; null for none
 * @param continues whether the following steps run after a failure, which is reported when they have finished
 */
public record StepFailureRules(int retries, @Nullable Integer timeoutSeconds, boolean continues) {
    /** A step that is attempted once, has no timeout, and whose failure fails its phase. */
    public static final StepFailureRules NONE = new StepFailureRules(0, null, false);

    private static final int MAX_RETRIES = 10;
    private static final int MIN_TIMEOUT = 60;
    /** The longest execution of a standard state machine. */
    private static final int MAX_TIMEOUT = 365 * 24 * 60 * 60;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException when a number is out of bounds
     */
    public StepFailureRules {
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException(
                    "'retries' of a step must be 0 to %d, got: %d".formatted(MAX_RETRIES, retries));
        }
        if (timeoutSeconds != null && (timeoutSeconds < MIN_TIMEOUT || timeoutSeconds > MAX_TIMEOUT)) {
            throw new IllegalArgumentException(
                    "'timeout' of a step must be 1 minute to 365 days, got: %d seconds".formatted(timeoutSeconds));
        }
    }

    StepFailureRules withRetries(int number) {
        GivenNumbers.known("retries", number, "they are states of the pipeline");
        return new StepFailureRules(number, timeoutSeconds, continues);
    }

    StepFailureRules withTimeout(Duration timeout) {
        if (Boolean.TRUE.equals(Validation.required("timeout", timeout).isUnresolved())) {
            GivenNumbers.knownSeconds("timeout", timeout, "the pipeline waits by it");
        }
        double seconds = Validation.required("timeout", timeout).toSeconds().doubleValue();
        return new StepFailureRules(retries, (int) Math.min(seconds, Integer.MAX_VALUE), continues);
    }

    StepFailureRules continuing() {
        return new StepFailureRules(retries, timeoutSeconds, true);
    }
}
