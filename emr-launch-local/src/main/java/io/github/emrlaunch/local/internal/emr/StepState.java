package io.github.emrlaunch.local.internal.emr;

/** The states of a step, in the order in which it can pass them. */
enum StepState {
    PENDING,
    RUNNING,
    CANCEL_PENDING,
    COMPLETED,
    CANCELLED,
    FAILED;

    boolean hasEnded() {
        return compareTo(COMPLETED) >= 0;
    }

    /** Whether the step takes one of the places that the cluster has for concurrent steps. */
    boolean isUnderWay() {
        return this == RUNNING || this == CANCEL_PENDING;
    }
}
