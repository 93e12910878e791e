package io.github.emrlaunch.states;

/** An error as the States Language knows it: a name that Retry and Catch match, and a cause for people. */
public final class StatesError extends Exception {
    private final String error;
    private final String cause;

    public StatesError(String error, String cause) {
        super(error + ": " + cause);
        this.error = error;
        this.cause = cause;
    }

    /** The error name, such as {@code States.Timeout} or a Java exception's qualified class name. */
    public String error() {
        return error;
    }

    /** What happened, in words or as a JSON text; empty when there is nothing to say. */
    public String cause() {
        return cause;
    }
}
