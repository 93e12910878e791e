package io.github.emrlaunch.definitions;

/**
 * A large definition was read while it was written: its head and its parts are of two deployments. A later try finds them of one.
 */
public final class DefinitionIncompleteException extends EmrLaunchException {
    DefinitionIncompleteException(String message) {
        super(message);
    }

    /** The stack says nothing: whoever reads tries again. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
