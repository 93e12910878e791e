package io.github.emrlaunch.definitions;

/**
 * The input of an execution isn't what a launch function takes. Its qualified name is what a state machine's Retry and Catch
 * match.
 */
public final class InvalidLaunchInputException extends EmrLaunchException {
    /** What was given and what would be right. */
    public InvalidLaunchInputException(String message) {
        super(message);
    }
}
