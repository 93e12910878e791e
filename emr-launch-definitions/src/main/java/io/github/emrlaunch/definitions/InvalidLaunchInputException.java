package io.github.emrlaunch.definitions;

/**
 * The input of a launch function's execution is invalid. Retry and Catch of a state machine refer to the qualified name of this class.
 */
public final class InvalidLaunchInputException extends EmrLaunchException {
    /** Creates an exception with a message that has the received value and the valid ones. */
    public InvalidLaunchInputException(String message) {
        super(message);
    }
}
