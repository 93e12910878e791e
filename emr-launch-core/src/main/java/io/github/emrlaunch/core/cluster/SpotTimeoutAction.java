package io.github.emrlaunch.core.cluster;

/** What EMR does when it finds no spot capacity in time. */
public enum SpotTimeoutAction {
    /** Buys the rest on demand. */
    SWITCH_TO_ON_DEMAND,
    /** Gives up and terminates the cluster. */
    TERMINATE_CLUSTER
}
