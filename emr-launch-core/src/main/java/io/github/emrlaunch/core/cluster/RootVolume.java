package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import org.jspecify.annotations.Nullable;

/**
 * The root volume of each instance. EMR's default applies to a component that is null.
 *
 * @param sizeInGiB up to 100 GiB; at least 15 from release 6.10.0 on, at least 10 before. EMR's default is the minimum
 * @param iops I/O operations per second, 3,000 to 16,000, at most 500 for each GiB; from release 6.15.0. EMR's default:
 *     3,000
 * @param throughput MiB per second, 125 to 1,000, at most a quarter of the IOPS; from release 6.15.0. EMR's default:
 *     125
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-custom-ami-root-volume-size.html">Root volume</a>
 */
public record RootVolume(
        @Nullable Number sizeInGiB,
        @Nullable Number iops,
        @Nullable Number throughput) {
    /** Checks that the numbers are whole. */
    public RootVolume {
        sizeInGiB = GivenNumbers.wholeOrNull("sizeInGiB", sizeInGiB);
        iops = GivenNumbers.wholeOrNull("iops", iops);
        throughput = GivenNumbers.wholeOrNull("throughput", throughput);
    }

    /** Creates a root volume of this size. */
    public static RootVolume of(Number sizeInGiB) {
        return new RootVolume(Validation.required("sizeInGiB", sizeInGiB), null, null);
    }

    /** Returns a copy with other IOPS. */
    public RootVolume withIops(Number newIops) {
        return new RootVolume(sizeInGiB, newIops, throughput);
    }

    /** Returns a copy with another throughput, in MiB per second. */
    public RootVolume withThroughput(Number newThroughput) {
        return new RootVolume(sizeInGiB, iops, newThroughput);
    }

    void addTo(ObjectNode request) {
        new RequestMembers(request)
                .add("EbsRootVolumeSize", sizeInGiB)
                .add("EbsRootVolumeIops", iops)
                .add("EbsRootVolumeThroughput", throughput);
    }
}
