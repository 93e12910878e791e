package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.EmrRelease;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules of members that earlier releases of EMR don't have. */
final class ReleaseRules {
    private static final EmrRelease HIGHLY_AVAILABLE_FLEETS_EVERYWHERE = new EmrRelease(6, 12, 0);

    private ReleaseRules() {}

    static void check(RequestNode request) {
        RequestNode label = request.get("ReleaseLabel");
        if (label.text().isEmpty()) {
            return;
        }
        Optional<EmrRelease> release = EmrRelease.parse(label.text());
        if (release.isEmpty()) {
            throw label.violates("must be a release label such as emr-7.12.0, from emr-4.0.0 on, or emr-spark-8.0.0");
        }
        checkRequest(request, release.get());
        checkInstances(request.get("Instances"), release.get());
    }

    private static void checkRequest(RequestNode request, EmrRelease release) {
        RequestNode concurrency = request.get("StepConcurrencyLevel");
        if (concurrency.isAbove(1)) {
            require(concurrency, "more than one step at a time", release, since("5.28.0"));
        }
        requireIfSet(request.get("AutoTerminationPolicy"), "auto-termination", release, since("5.30.0", "6.1.0"));
        requireIfSet(request.get("ManagedScalingPolicy"), "managed scaling", release, since("5.30.0", "6.1.0"));
        requireIfSet(
                request.get("ManagedScalingPolicy").get("UtilizationPerformanceIndex"),
                "the advanced scaling strategy",
                release,
                since("7.0.0"));
        requireIfSet(request.get("LogEncryptionKmsKeyId"), "encryption of logs", release, since("5.30.0", "6.1.0"));
        requireIfSet(request.get("EbsRootVolumeIops"), "IOPS of the root volume", release, since("6.15.0"));
        requireIfSet(request.get("EbsRootVolumeThroughput"), "throughput of the root volume", release, since("6.15.0"));
        requireIfSet(request.get("OSReleaseLabel"), "a fixed operating system", release, since("5.36.0", "6.6.0"));
        requireIfSet(request.get("StepExecutionRoleArn"), "runtime roles of steps", release, since("6.7.0"));
        requireIfSet(request.get("PlacementGroupConfigs"), "placement groups", release, since("5.23.0"));
        requireIfSet(request.get("CustomAmiId"), "custom AMIs", release, since("5.7.0"));
        checkScaleDown(request.get("ScaleDownBehavior"), release);
    }

    private static void checkScaleDown(RequestNode behavior, EmrRelease release) {
        if (behavior.is(ScaleDownBehavior.TERMINATE_AT_INSTANCE_HOUR)
                && (release.isBefore(new EmrRelease(5, 1, 0)) || !release.isBefore(new EmrRelease(5, 10, 0)))) {
            throw behavior.conflicts("is TERMINATE_AT_INSTANCE_HOUR, which releases 5.1.0 to 5.9.1 have and %s hasn't"
                    .formatted(release));
        }
        if (behavior.is(ScaleDownBehavior.TERMINATE_AT_TASK_COMPLETION)) {
            require(behavior, "termination at task completion", release, since("4.1.0"));
        }
    }

    private static void checkInstances(RequestNode instances, EmrRelease release) {
        for (RequestNode group : instances.get("InstanceGroups").elements()) {
            requireIfSet(group.get("CustomAmiId"), "custom AMIs", release, since("5.7.0"));
            if (isMaster(group.get("InstanceRole"))
                    && group.get("InstanceCount").isAbove(1)) {
                require(group.get("InstanceCount"), "three primary nodes", release, since("5.23.0"));
            }
        }
        RequestNode fleets = instances.get("InstanceFleets");
        requireIfSet(fleets, "instance fleets", release, since("4.8.0", "5.1.0"));
        for (RequestNode fleet : fleets.elements()) {
            RequestNode launch = fleet.get("LaunchSpecifications");
            for (String kind : List.of("SpotSpecification", "OnDemandSpecification")) {
                requireIfSet(
                        launch.get(kind).get("AllocationStrategy"), "allocation strategies", release, since("5.12.1"));
            }
            RequestNode capacity = fleet.get("TargetOnDemandCapacity");
            if (isMaster(fleet.get("InstanceFleetType")) && capacity.isAbove(1)) {
                checkHighlyAvailableFleet(capacity, release);
            }
        }
    }

    /** These came with patches of releases that were there already. */
    private static void checkHighlyAvailableFleet(RequestNode capacity, EmrRelease release) {
        boolean patched = release.patch() > 0
                && ((release.major() == 5 && release.minor() == 36) || (release.major() == 6 && release.minor() >= 8));
        if (release.isBefore(HIGHLY_AVAILABLE_FLEETS_EVERYWHERE) && !patched) {
            throw capacity.conflicts(
                    ("asks for three primary nodes in a fleet, which takes release 5.36.1, 6.8.1, 6.9.1, 6.10.1, 6.11.1, "
                                    + "6.12.0 or later; 'ReleaseLabel' is emr-%s")
                            .formatted(release));
        }
    }

    private static boolean isMaster(RequestNode role) {
        return role.is(InstanceRole.MASTER);
    }

    private static void requireIfSet(RequestNode node, String feature, EmrRelease release, List<EmrRelease> since) {
        if (node.isSet()) {
            require(node, feature, release, since);
        }
    }

    private static void require(RequestNode node, String feature, EmrRelease release, List<EmrRelease> since) {
        // Of the series that a feature came to, the newest that isn't newer than the release decides.
        Optional<EmrRelease> first = since.stream()
                .filter(candidate -> candidate.major() <= release.major())
                .reduce((older, newer) -> newer);
        if (first.isEmpty() || release.isBefore(first.get())) {
            throw node.conflicts("asks for %s, which takes release %s or later; 'ReleaseLabel' is emr-%s"
                    .formatted(
                            feature,
                            String.join(
                                    ", ",
                                    since.stream().map(EmrRelease::toString).toList()),
                            release));
        }
    }

    /** The first release that has a feature, in each series that it came to. */
    private static List<EmrRelease> since(String... releases) {
        return Stream.of(releases)
                .flatMap(release -> EmrRelease.parse("emr-" + release).stream())
                .toList();
    }
}
