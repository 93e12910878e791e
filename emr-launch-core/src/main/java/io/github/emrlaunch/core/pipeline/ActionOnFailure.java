package io.github.emrlaunch.core.pipeline;

/** The action that EMR takes when a step fails. */
public enum ActionOnFailure {
    /** Continues with the next step. The only action on clusters that run several steps at a time. */
    CONTINUE,
    /** Cancels the pending steps and keeps the cluster. */
    CANCEL_AND_WAIT,
    /** Terminates the cluster, unless termination protection is on. */
    TERMINATE_CLUSTER
}
