package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** A call to AWS failed for a reason that passes: throttling, or a fault of the service. State machines retry it. */
public final class AwsUnavailableException extends RuntimeException {
    AwsUnavailableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** Without a cause, whose message might quote a secret. */
    AwsUnavailableException(String message) {
        super(message);
    }

    /** What a handler throws for a failed call: this, when it is worth another try, else the failure itself. */
    static RuntimeException ifTransient(AwsCallFailedException e) {
        return e.isTransient() ? new AwsUnavailableException(e) : e;
    }

    /** What a handler throws for a failed call: this, when it is worth another try, else the failure itself. */
    static RuntimeException ifTransient(SdkException e) {
        return isTransient(e) ? new AwsUnavailableException(e) : e;
    }

    /** Throttling, a fault of the service, or of the network on the way; not, for one, missing credentials. */
    static boolean isTransient(SdkException e) {
        return e instanceof SdkServiceException service
                ? service.isThrottlingException() || service.statusCode() >= 500
                : e.getCause() instanceof IOException;
    }
}
