package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;

/** A call to AWS failed for a reason that passes: throttling, a fault of the service, no answer. State machines retry it. */
public final class AwsUnavailableException extends RuntimeException {
    AwsUnavailableException(String message) {
        super(message);
    }

    /** What a handler throws for a failed call: this, when it is worth another try, else the failure itself. */
    static RuntimeException ifTransient(AwsCallFailedException e) {
        return e.isTransient() ? new AwsUnavailableException(e.getMessage()) : e;
    }
}
