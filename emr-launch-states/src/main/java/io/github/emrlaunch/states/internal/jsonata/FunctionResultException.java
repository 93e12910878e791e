package io.github.emrlaunch.states.internal.jsonata;

/** A result is or contains a function, which JSON cannot represent. */
final class FunctionResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
