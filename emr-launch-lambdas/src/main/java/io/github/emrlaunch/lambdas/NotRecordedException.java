package io.github.emrlaunch.lambdas;

/** The function was asked for something that no execution of its state machine asks for. */
public final class NotRecordedException extends RuntimeException {
    NotRecordedException(String message) {
        super(message);
    }
}
