package io.github.emrlaunch.lambdas;

/** A call to AWS failed for a reason that passes: throttling, or a fault of the service. State machines retry it. */
public final class AwsUnavailableException extends RuntimeException {
    AwsUnavailableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
