package io.github.emrlaunch.core.cluster;

/** The purchasing options of instances. */
public enum Market {
    /** At the listed price, until terminated. */
    ON_DEMAND,
    /** Spare capacity at a lower price, which EC2 may take back. */
    SPOT
}
