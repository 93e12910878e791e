package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;

/** A call to AWS failed temporarily: throttling, a fault of the service, or no response. State machines retry it. */
public final class AwsUnavailableException extends RuntimeException {
    AwsUnavailableException(String message) {
        super(message);
    }

    /** Returns the exception for a failed call: this one if a retry may succeed, otherwise the failure itself. */
    static RuntimeException ifTransient(AwsCallFailedException e) {
        return e.isTransient() ? new AwsUnavailableException(e.getMessage()) : e;
    }
}
