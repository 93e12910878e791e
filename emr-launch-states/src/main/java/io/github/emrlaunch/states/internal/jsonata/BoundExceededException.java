package io.github.emrlaunch.states.internal.jsonata;

/** An expression exceeds the limit for depth, memory or steps of an evaluation. */
final class BoundExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BoundExceededException(String bound) {
        super(bound);
    }
}
