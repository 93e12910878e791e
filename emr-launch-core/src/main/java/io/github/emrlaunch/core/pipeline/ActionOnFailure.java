package io.github.emrlaunch.core.pipeline;

/** What EMR does to a cluster when a step fails. */
public enum ActionOnFailure {
    /** Goes on with the next step. The only one for clusters that run several steps at a time. */
    CONTINUE,
    /** Cancels the steps that wait, and keeps the cluster. */
    CANCEL_AND_WAIT,
    /** Terminates the cluster, unless it is protected. */
    TERMINATE_CLUSTER
}
