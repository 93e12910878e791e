package io.github.emrlaunch.definitions;

/**
 * A large definition was read while it was written: its head and its parts are from different deployments. A later attempt reads a
 * consistent definition.
 */
public final class DefinitionIncompleteException extends EmrLaunchException {
    DefinitionIncompleteException(String message) {
        super(message);
    }

    /** The stack trace is not needed: readers retry. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
