package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;

/**
 * What whoever runs a step does about its failure.
 *
 * @param retries how many times the step is added again after EMR has said that it failed, 0 to 10
 * @param timeoutSeconds the time after which one try of the step is cancelled, from 60 seconds to 365 days, of which it may spend a part in
 *     EMR's queue; null for no limit of its own
 * @param continues whether the steps behind it run all the same; the failure is told at the end
 */
public record StepFailureRules(int retries, @Nullable Integer timeoutSeconds, boolean continues) {
    /** A step that is tried once, has no limit of its own, and whose failure is that of its phase. */
    public static final StepFailureRules NONE = new StepFailureRules(0, null, false);

    private static final int MAX_RETRIES = 10;
    private static final int MIN_TIMEOUT = 60;
    /** What an execution of a standard state machine may take. */
    private static final int MAX_TIMEOUT = 365 * 24 * 60 * 60;

    /**
     * Checks.
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
