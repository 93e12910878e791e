package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/** EMR reports that a step failed, and it can be added again. */
public final class StepFailedAgainException extends RuntimeException {
    StepFailedAgainException(TriedStep tried, JsonNode step) {
        super(StepFailedException.message(tried, step));
    }
}
