package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The cancellation of a step that exceeded its timeout was requested, but it is still pending or running. The state machine polls again
 * later.
 */
public final class StepCancellingException extends RuntimeException {
    StepCancellingException(TriedStep tried, JsonNode step) {
        super(StepRunningException.message(tried, step) + ", after EMR was asked to cancel it");
    }
}
