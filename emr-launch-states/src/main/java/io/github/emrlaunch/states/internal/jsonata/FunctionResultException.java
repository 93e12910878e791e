package io.github.emrlaunch.states.internal.jsonata;

/** A result that is, or holds, a function, which JSON has no value for. */
final class FunctionResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
