package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/** EMR was asked to cancel a step that took too long, and it waits or runs still. The state machine looks again later. */
public final class StepCancellingException extends RuntimeException {
    StepCancellingException(TriedStep tried, JsonNode step) {
        super(StepRunningException.message(tried, step) + ", after EMR was asked to cancel it");
    }
}
