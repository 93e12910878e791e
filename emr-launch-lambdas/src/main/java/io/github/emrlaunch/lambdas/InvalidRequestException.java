package io.github.emrlaunch.lambdas;

/** A request to a function is not valid. */
public final class InvalidRequestException extends RuntimeException {
    InvalidRequestException(String message) {
        super("The request is not valid: " + message);
    }
}
