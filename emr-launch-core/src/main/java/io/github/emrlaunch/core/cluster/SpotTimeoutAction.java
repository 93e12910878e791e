package io.github.emrlaunch.core.cluster;

/** The actions of EMR if it cannot provision Spot Instances in time. */
public enum SpotTimeoutAction {
    /** Provisions the rest as On-Demand Instances. */
    SWITCH_TO_ON_DEMAND,
    /** Terminates the cluster. */
    TERMINATE_CLUSTER
}
