package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/** A step has exceeded its timeout, and its cancellation was requested. The message has its state. */
public final class StepTimedOutException extends RuntimeException {
    StepTimedOutException(TriedStep tried, JsonNode step) {
        super(
                StepRunningException.message(tried, step)
                        + ", after it took longer than its timeout and EMR was asked to cancel it. Its YARN application may run on in the cluster");
    }
}
