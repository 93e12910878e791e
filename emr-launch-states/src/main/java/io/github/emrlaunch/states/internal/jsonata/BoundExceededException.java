package io.github.emrlaunch.states.internal.jsonata;

/** An expression that takes more depth, memory or steps than an evaluation may. */
final class BoundExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BoundExceededException(String bound) {
        super(bound);
    }
}
