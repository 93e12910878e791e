package io.github.emrlaunch.local.internal.emr;

/** The states of a cluster, in the order of its lifecycle. */
enum ClusterState {
    STARTING,
    BOOTSTRAPPING,
    RUNNING,
    WAITING,
    TERMINATING,
    TERMINATED,
    TERMINATED_WITH_ERRORS;

    /** Returns whether the cluster is terminated or terminating. */
    boolean isEnding() {
        return compareTo(TERMINATING) >= 0;
    }

    /** Returns whether steps can run. */
    boolean isUp() {
        return this == RUNNING || this == WAITING;
    }

    boolean hasEnded() {
        return compareTo(TERMINATED) >= 0;
    }
}
