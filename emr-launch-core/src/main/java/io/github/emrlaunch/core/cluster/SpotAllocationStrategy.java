package io.github.emrlaunch.core.cluster;

import java.util.Locale;

/**
 * The strategies by which EMR chooses the instance types of Spot Instances.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-instance-fleet.html">Instance fleets</a>
 */
public enum SpotAllocationStrategy {
    /** By capacity and then price: few interruptions at a good price. */
    PRICE_CAPACITY_OPTIMIZED,
    /** By capacity: the fewest interruptions. */
    CAPACITY_OPTIMIZED,
    /** By capacity, looking at the types' priorities where it can. */
    CAPACITY_OPTIMIZED_PRIORITIZED,
    /** By price: the most interruptions. */
    LOWEST_PRICE,
    /** Spread over all types. */
    DIVERSIFIED;

    String emrName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
