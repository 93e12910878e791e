package io.github.emrlaunch.core.cluster;

import java.util.Locale;

/**
 * By what EMR chooses among instance types on demand.
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
