package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.EmrRelease;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Rules for EBS volumes.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_VolumeSpecification.html">VolumeSpecification</a> for types, sizes
 *     and throughput, looked up on 2026-11-29
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html">EbsBlockDevice</a> for IOPS, looked up on
 *     2026-11-28
 */
final class VolumeRules {
    private static final List<String> TYPES = List.of("gp3", "gp2", "io1", "st1", "sc1", "standard");

    private static final int MAX_SIZE = 1_024;
    private static final int MIN_SIZE_OPTIMIZED = 10;
    private static final int MIN_SIZE_CORE = 5;
    private static final int MIN_SIZE_HDD = 125;
    private static final int MAX_VOLUMES = 25;
    private static final int MIN_IOPS_GP3 = 3_000;
    private static final int MAX_IOPS_GP3 = 80_000;
    private static final int MIN_IOPS_IO1 = 100;
    private static final int MAX_IOPS_IO1 = 64_000;
    private static final int IOPS_PER_GIB_GP3 = 500;
    private static final int IOPS_PER_GIB_IO1 = 50;
    private static final int MIN_THROUGHPUT = 125;
    private static final int MAX_THROUGHPUT = 1_000;
    private static final int IOPS_PER_THROUGHPUT = 4;

    private static final int MAX_ROOT_SIZE = 100;
    private static final int MIN_ROOT_SIZE = 10;
    private static final int MIN_ROOT_SIZE_LATER = 15;
    private static final EmrRelease LARGER_ROOT = new EmrRelease(6, 10, 0);
    private static final int MAX_ROOT_IOPS = 16_000;

    private VolumeRules() {}

    static void check(RequestNode configuration, boolean core) {
        long volumes = 0;
        boolean optimized = configuration.get("EbsOptimized").isTrue();
        for (RequestNode device : configuration.get("EbsBlockDeviceConfigs").elements()) {
            RequestNode count = device.get("VolumesPerInstance");
            count.requireBetween(1, MAX_VOLUMES, "");
            volumes += count.number().orElse(1);
            RequestNode specification = device.get("VolumeSpecification");
            int minimum = optimized ? MIN_SIZE_OPTIMIZED : core ? MIN_SIZE_CORE : 1;
            RequestNode type = specification.get("VolumeType");
            if (TYPES.contains(type.text())) {
                checkVolume(specification, type.text(), minimum);
            } else {
                checkAnyVolume(specification);
            }
        }
        if (volumes > MAX_VOLUMES) {
            throw configuration
                    .get("EbsBlockDeviceConfigs")
                    .conflicts("has %d volumes for an instance, EMR allows %d".formatted(volumes, MAX_VOLUMES));
        }
    }

    /** Returns warnings about volume types that this version of the library does not know. */
    static List<String> warnings(RequestNode request) {
        RequestNode instances = request.get("Instances");
        return Stream.concat(
                        instances.get("InstanceGroups").elements().stream(),
                        instances.get("InstanceFleets").elements().stream()
                                .flatMap(fleet -> fleet.get("InstanceTypeConfigs").elements().stream()))
                .flatMap(one -> one.get("EbsConfiguration").get("EbsBlockDeviceConfigs").elements().stream())
                .map(device -> device.get("VolumeSpecification").get("VolumeType"))
                .filter(type -> !type.text().isEmpty() && !TYPES.contains(type.text()))
                .map(type ->
                        "'%s' is %s, and EMR's known volume types are %s. It is sent unchanged, and EMR may refuse it"
                                .formatted(type.path(), type.text(), String.join(", ", TYPES)))
                .toList();
    }

    /** Checks the limits of all volume types. */
    private static void checkAnyVolume(RequestNode specification) {
        RequestNode type = specification.get("VolumeType");
        TYPES.stream().filter(type.text()::equalsIgnoreCase).findFirst().ifPresent(meant -> {
            throw type.violates("must be %s, as EMR writes it".formatted(meant));
        });
        specification.get("SizeInGB").requireBetween(1, MAX_SIZE, "GiB");
        specification.get("Throughput").requireBetween(MIN_THROUGHPUT, MAX_THROUGHPUT, "MiB per second");
    }

    private static void checkVolume(RequestNode specification, String type, int minimum) {
        boolean hdd = type.equals("st1") || type.equals("sc1");
        RequestNode size = specification.get("SizeInGB");
        size.requireBetween(hdd ? MIN_SIZE_HDD : minimum, MAX_SIZE, "GiB");
        RequestNode iops = specification.get("Iops");
        switch (type) {
            case "gp3" -> iops.requireBetween(MIN_IOPS_GP3, MAX_IOPS_GP3, "");
            case "io1" -> {
                if (!iops.isSet()) {
                    throw iops.conflicts("is required for io1 volumes");
                }
                iops.requireBetween(MIN_IOPS_IO1, MAX_IOPS_IO1, "");
            }
            default -> {
                if (iops.isSet()) {
                    throw iops.conflicts("can't be given for %s volumes, only for gp3 and io1".formatted(type));
                }
            }
        }
        if (type.equals("io1")) {
            requireRatio(iops, size, size.numberOr(0), IOPS_PER_GIB_IO1, MIN_IOPS_IO1);
        } else {
            requireRatio(iops, size, size.numberOr(0), IOPS_PER_GIB_GP3, MIN_IOPS_GP3);
        }
        checkThroughput(specification.get("Throughput"), iops, type);
    }

    private static void checkThroughput(RequestNode throughput, RequestNode iops, String type) {
        if (!throughput.isSet()) {
            return;
        }
        if (!type.equals("gp3")) {
            throw throughput.conflicts("can't be given for %s volumes, only for gp3".formatted(type));
        }
        throughput.requireBetween(MIN_THROUGHPUT, MAX_THROUGHPUT, "MiB per second");
        OptionalLong effective = iops.numberOr(MIN_IOPS_GP3);
        if (effective.isPresent() && throughput.isAbove(effective.getAsLong() / IOPS_PER_THROUGHPUT)) {
            throw throughput.violates("must be at most a quarter of the IOPS (%d)".formatted(effective.getAsLong()));
        }
    }

    /**
     * Checks the ratio of IOPS to size. A small volume may have the minimum of its type: 3,000 IOPS for gp3, 100 for
     * io1.
     */
    private static void requireRatio(RequestNode iops, RequestNode size, OptionalLong known, int perGiB, int minimum) {
        if (known.isPresent() && iops.isAbove(Math.max(minimum, known.getAsLong() * perGiB))) {
            throw iops.violates(
                    "must be at most %d for each GiB of '%s' (%d)".formatted(perGiB, size.path(), known.getAsLong()));
        }
    }

    static void checkRoot(RequestNode request) {
        boolean larger = EmrRelease.parse(request.get("ReleaseLabel").text())
                .filter(release -> !release.isBefore(LARGER_ROOT))
                .isPresent();
        int minimum = larger ? MIN_ROOT_SIZE_LATER : MIN_ROOT_SIZE;
        RequestNode size = request.get("EbsRootVolumeSize");
        size.requireBetween(minimum, MAX_ROOT_SIZE, "GiB");
        RequestNode iops = request.get("EbsRootVolumeIops");
        iops.requireBetween(MIN_IOPS_GP3, MAX_ROOT_IOPS, "");
        requireRatio(iops, size, size.numberOr(minimum), IOPS_PER_GIB_GP3, MIN_IOPS_GP3);
        checkThroughput(request.get("EbsRootVolumeThroughput"), iops, "gp3");
    }
}
