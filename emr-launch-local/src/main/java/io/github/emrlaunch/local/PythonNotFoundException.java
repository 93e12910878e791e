package io.github.emrlaunch.local;

/** No Python can run the functions. The message lists the interpreters that were tried and the remedy. */
public final class PythonNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PythonNotFoundException(String message) {
        super(message);
    }
}
