package io.github.emrlaunch.states;

/** An error of the States Language: a name that Retry and Catch match, and a cause for people. */
public final class StatesError extends Exception {
    private final String error;
    private final String cause;

    public StatesError(String error, String cause) {
        super(error + ": " + cause);
        this.error = error;
        this.cause = cause;
    }

    /** Returns the name of the error, such as {@code States.Timeout} or the qualified class name of a Java exception. */
    public String error() {
        return error;
    }

    /** Returns the cause as a sentence or JSON text; empty when there is none. */
    public String cause() {
        return cause;
    }
}
