package io.github.emrlaunch.client.cli;

/** A step with the given id or name does not exist. */
final class NoSuchStepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchStepException(String message) {
        super(message);
    }
}
