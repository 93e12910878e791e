package io.github.emrlaunch.local;

/** There is no Python that can run functions; the message says what was looked at, and what to do. */
public final class PythonNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PythonNotFoundException(String message) {
        super(message);
    }
}
