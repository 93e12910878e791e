package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/** A step is pending or running. The state machine polls again later. */
public final class StepRunningException extends RuntimeException {
    StepRunningException(TriedStep tried, JsonNode step) {
        super(message(tried, step));
    }

    /** Returns the message for a step that has not ended. It starts with the id: the state machine reads it to cancel the step. */
    static String message(TriedStep tried, JsonNode step) {
        return "Step %s ('%s') of cluster %s is %s"
                .formatted(step.path("Id").asText(), tried.name(), tried.clusterId(), EmrSteps.state(step));
    }
}
