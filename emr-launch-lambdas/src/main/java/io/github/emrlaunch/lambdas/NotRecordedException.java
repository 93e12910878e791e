package io.github.emrlaunch.lambdas;

/** The request does not come from an execution of the function's state machine. */
public final class NotRecordedException extends RuntimeException {
    NotRecordedException(String message) {
        super(message);
    }
}
