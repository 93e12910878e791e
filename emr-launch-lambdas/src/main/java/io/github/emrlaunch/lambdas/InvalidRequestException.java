package io.github.emrlaunch.lambdas;

/** What a function of the control plane was asked is not valid. */
public final class InvalidRequestException extends RuntimeException {
    InvalidRequestException(String message) {
        super("The request is not valid: " + message);
    }
}
