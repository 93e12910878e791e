package io.github.emrlaunch.core.cluster;

/** The purchasing options of instances. */
public enum Market {
    /** On-Demand Instances at the listed price, until terminated. */
    ON_DEMAND,
    /** Spot Instances: spare capacity at a lower price, which EC2 may reclaim. */
    SPOT
}
