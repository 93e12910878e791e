package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/** A step has exceeded its timeout, and is still pending or running. The state machine cancels it. */
public final class StepOverdueException extends RuntimeException {
    StepOverdueException(TriedStep tried, JsonNode step) {
        super(StepRunningException.message(tried, step) + " and has taken longer than its timeout");
    }
}
