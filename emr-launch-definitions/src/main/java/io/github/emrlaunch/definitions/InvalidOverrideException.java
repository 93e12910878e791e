package io.github.emrlaunch.definitions;

/**
 * An override that isn't allowed, is out of bounds, has the wrong type or reaches nothing. Its qualified name is what a state
 * machine's Retry and Catch match.
 */
public final class InvalidOverrideException extends EmrLaunchException {
    /** What was asked for and what would be right. */
    public InvalidOverrideException(String message) {
        super(message);
    }
}
