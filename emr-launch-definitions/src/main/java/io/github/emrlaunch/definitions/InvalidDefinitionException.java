package io.github.emrlaunch.definitions;

/** A stored document is invalid: not JSON, or a member is missing or has another type. */
public final class InvalidDefinitionException extends EmrLaunchException {
    /** Creates an exception with a message that has the error and its location. */
    public InvalidDefinitionException(String message) {
        super(message);
    }

    InvalidDefinitionException(String message, Throwable cause) {
        super(message, cause);
    }
}
