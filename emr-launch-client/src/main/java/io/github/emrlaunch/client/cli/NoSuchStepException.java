package io.github.emrlaunch.client.cli;

/** There is no step of that id or name. */
final class NoSuchStepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchStepException(String message) {
        super(message);
    }
}
