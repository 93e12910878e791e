package io.github.emrlaunch.local.internal.emr;

/** The states of a cluster, in the order in which it can pass them. */
enum ClusterState {
    STARTING,
    BOOTSTRAPPING,
    RUNNING,
    WAITING,
    TERMINATING,
    TERMINATED,
    TERMINATED_WITH_ERRORS;

    /** Whether the cluster has ended or is about to. */
    boolean isEnding() {
        return compareTo(TERMINATING) >= 0;
    }

    /** Whether steps can run. */
    boolean isUp() {
        return this == RUNNING || this == WAITING;
    }

    boolean hasEnded() {
        return compareTo(TERMINATED) >= 0;
    }
}
