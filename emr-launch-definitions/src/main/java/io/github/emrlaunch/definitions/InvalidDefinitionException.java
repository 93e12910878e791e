package io.github.emrlaunch.definitions;

/** A stored document isn't what it should be: no JSON, or a member that is missing or has another type. */
public final class InvalidDefinitionException extends EmrLaunchException {
    /** What is wrong, and where. */
    public InvalidDefinitionException(String message) {
        super(message);
    }

    InvalidDefinitionException(String message, Throwable cause) {
        super(message, cause);
    }
}
