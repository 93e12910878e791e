package io.github.emrlaunch.core.cluster;

import java.util.Locale;

/**
 * The strategies by which EMR chooses the instance types of On-Demand Instances.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-instance-fleet.html">Instance fleets</a>
 */
public enum OnDemandAllocationStrategy {
    /** The cheapest type first. */
    LOWEST_PRICE,
    /** The type with the highest priority first. */
    PRIORITIZED;

    String emrName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
