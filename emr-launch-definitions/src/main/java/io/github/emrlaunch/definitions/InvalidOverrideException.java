package io.github.emrlaunch.definitions;

/**
 * An override is not allowed, is out of bounds, has the wrong type or no target. Retry and Catch of a state
 * machine refer to the qualified name of this class.
 */
public final class InvalidOverrideException extends EmrLaunchException {
    /** Creates an exception with a message that has the received value and the valid ones. */
    public InvalidOverrideException(String message) {
        super(message);
    }
}
