package io.github.emrlaunch.core.cluster;

import java.util.Locale;

/**
 * The types of EBS volumes that EMR attaches to instances.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_VolumeSpecification.html">VolumeSpecification</a>
 */
public enum EbsVolumeType {
    /** General purpose SSD, current generation. */
    GP3,
    /** General purpose SSD, previous generation. */
    GP2,
    /** Provisioned IOPS SSD. */
    IO1,
    /** Throughput optimized HDD. */
    ST1,
    /** Cold HDD. */
    SC1,
    /** Magnetic, previous generation. */
    STANDARD;

    /** Returns the name in EMR requests. */
    String emrName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
