package io.github.emrlaunch.local.internal.emr;

/** The states of a step, in the order of its lifecycle. */
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

    /** Returns whether the step counts as one of the concurrent steps of the cluster. */
    boolean isUnderWay() {
        return this == RUNNING || this == CANCEL_PENDING;
    }
}
