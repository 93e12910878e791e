package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EBS volumes of one kind that EMR attaches to each instance in addition to its root volume. If there are none, EMR
 * chooses volumes for instance types without instance storage.
 *
 * @param type the volume type
 * @param sizeInGiB the size of each, 1 to 1,024 GiB; at least 125 for {@code st1} and {@code sc1}
 * @param iops I/O operations per second: 3,000 to 80,000 for {@code gp3}, 100 to 64,000 for {@code io1}, which requires
 *     them; null for none or EBS's default
 * @param throughput MiB per second, 125 to 1,000, for {@code gp3} only; null for EBS's default
 * @param count the number of these volumes for each instance; an instance has at most 25 volumes in total
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_EbsBlockDeviceConfig.html">EbsBlockDeviceConfig</a>
 */
public record EbsVolume(
        EbsVolumeType type,
        Number sizeInGiB,
        @Nullable Number iops,
        @Nullable Number throughput,
        Number count) {
    /** Checks that there is a type, and that the numbers are whole. */
    public EbsVolume {
        Validation.required("type", type);
        sizeInGiB = GivenNumbers.whole("sizeInGiB", sizeInGiB);
        iops = GivenNumbers.wholeOrNull("iops", iops);
        throughput = GivenNumbers.wholeOrNull("throughput", throughput);
        count = GivenNumbers.whole("count", count);
    }

    /** Creates one {@code gp3} volume of this size, with EBS's default IOPS and throughput. */
    public static EbsVolume gp3(Number sizeInGiB) {
        return of(EbsVolumeType.GP3, sizeInGiB);
    }

    /** Creates one volume of this type and size. */
    public static EbsVolume of(EbsVolumeType type, Number sizeInGiB) {
        return new EbsVolume(type, sizeInGiB, null, null, 1);
    }

    /** Returns a copy with other IOPS. */
    public EbsVolume withIops(Number newIops) {
        return new EbsVolume(type, sizeInGiB, newIops, throughput, count);
    }

    /** Returns a copy with another throughput, in MiB per second. */
    public EbsVolume withThroughput(Number newThroughput) {
        return new EbsVolume(type, sizeInGiB, iops, newThroughput, count);
    }

    /** Returns a copy with this number of volumes for each instance. */
    public EbsVolume withCount(Number newCount) {
        return new EbsVolume(type, sizeInGiB, iops, throughput, newCount);
    }

    private ObjectNode toJson() {
        ObjectNode specification = new RequestMembers(Json.object())
                .add("SizeInGB", sizeInGiB)
                .add("VolumeType", type.emrName())
                .add("Iops", iops)
                .add("Throughput", throughput)
                .json();
        return Json.object()
                .<ObjectNode>set("VolumeSpecification", specification)
                .set("VolumesPerInstance", Json.of(count));
    }

    /** Adds the member {@code EbsConfiguration}, unless it would be empty. */
    static void addTo(ObjectNode instances, List<EbsVolume> volumes, boolean ebsOptimized) {
        if (volumes.isEmpty()) {
            return;
        }
        ObjectNode configuration = instances.putObject("EbsConfiguration");
        ArrayNode devices = configuration.putArray("EbsBlockDeviceConfigs");
        volumes.forEach(volume -> devices.add(volume.toJson()));
        configuration.put("EbsOptimized", ebsOptimized);
    }
}
