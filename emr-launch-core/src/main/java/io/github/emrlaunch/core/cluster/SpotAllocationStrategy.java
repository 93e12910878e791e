package io.github.emrlaunch.core.cluster;

import java.util.Locale;

/**
 * The strategies by which EMR chooses the instance types of Spot Instances.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-instance-fleet.html">Instance fleets</a>
 */
public enum SpotAllocationStrategy {
    /** By capacity, then by price: few interruptions at a low price. */
    PRICE_CAPACITY_OPTIMIZED,
    /** By capacity: the fewest interruptions. */
    CAPACITY_OPTIMIZED,
    /** By capacity, with the priorities of the types on a best-effort basis. */
    CAPACITY_OPTIMIZED_PRIORITIZED,
    /** By price: the most interruptions. */
    LOWEST_PRICE,
    /** Distributed over all types. */
    DIVERSIFIED;

    String emrName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
