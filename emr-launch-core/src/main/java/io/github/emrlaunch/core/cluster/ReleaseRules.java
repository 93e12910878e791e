package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.core.internal.ReleaseRange;
import java.util.List;
import java.util.Optional;

/** Rules for members that earlier EMR releases do not support. */
final class ReleaseRules {
    /** Patch releases of existing releases added these. */
    private static final ReleaseRange HIGHLY_AVAILABLE_FLEETS =
            ReleaseRange.since("6.12.0").withPatches("5.36.1", "6.8.1", "6.9.1", "6.10.1", "6.11.1");

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
        // https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html, 2026-11-28: AmiVersion is for
        // releases before 4.0.
        if (request.get("AmiVersion").isSet()) {
            throw request.get("AmiVersion")
                    .conflicts("and 'ReleaseLabel' are both given: releases have labels since 4.0.0");
        }
        checkRequest(request, release.get());
        checkInstances(request.get("Instances"), release.get());
    }

    private static void checkRequest(RequestNode request, EmrRelease release) {
        RequestNode concurrency = request.get("StepConcurrencyLevel");
        if (concurrency.isAbove(1)) {
            require(concurrency, "more than one step at a time", release, ReleaseRange.since("5.28.0"));
        }
        // An empty policy requests EMR's default idle time.
        if (request.get("AutoTerminationPolicy").isGiven()) {
            require(
                    request.get("AutoTerminationPolicy"),
                    "auto-termination",
                    release,
                    ReleaseRange.since("5.30.0", "6.1.0"));
        }
        if (request.get("ManagedScalingPolicy").isGiven()) {
            require(
                    request.get("ManagedScalingPolicy"),
                    "managed scaling",
                    release,
                    ReleaseRange.since("5.30.0", "6.1.0"));
        }
        requireIfSet(
                request.get("ManagedScalingPolicy").get("UtilizationPerformanceIndex"),
                "the advanced scaling strategy",
                release,
                ReleaseRange.since("7.0.0"));
        requireIfSet(
                request.get("LogEncryptionKmsKeyId"),
                "encryption of logs",
                release,
                ReleaseRange.since("5.30.0", "6.1.0"));
        requireIfSet(
                request.get("EbsRootVolumeIops"), "IOPS of the root volume", release, ReleaseRange.since("6.15.0"));
        requireIfSet(
                request.get("EbsRootVolumeThroughput"),
                "throughput of the root volume",
                release,
                ReleaseRange.since("6.15.0"));
        requireIfSet(
                request.get("OSReleaseLabel"),
                "a fixed operating system",
                release,
                ReleaseRange.since("5.36.0", "6.6.0"));
        requireIfSet(
                request.get("StepExecutionRoleArn"), "runtime roles of steps", release, ReleaseRange.since("6.7.0"));
        requireIfSet(request.get("PlacementGroupConfigs"), "placement groups", release, ReleaseRange.since("5.23.0"));
        requireIfSet(request.get("CustomAmiId"), "custom AMIs", release, ReleaseRange.since("5.7.0"));
        checkScaleDown(request.get("ScaleDownBehavior"), release);
    }

    private static void checkScaleDown(RequestNode behavior, EmrRelease release) {
        if (behavior.is(ScaleDownBehavior.TERMINATE_AT_INSTANCE_HOUR)
                && (release.isBefore(new EmrRelease(5, 1, 0)) || !release.isBefore(new EmrRelease(5, 10, 0)))) {
            throw behavior.conflicts(
                    "is TERMINATE_AT_INSTANCE_HOUR, which releases 5.1.0 to 5.9.1 support and %s does not"
                            .formatted(release));
        }
        if (behavior.is(ScaleDownBehavior.TERMINATE_AT_TASK_COMPLETION)) {
            require(behavior, "termination at task completion", release, ReleaseRange.since("4.1.0"));
        }
    }

    private static void checkInstances(RequestNode instances, EmrRelease release) {
        for (RequestNode group : instances.get("InstanceGroups").elements()) {
            requireIfSet(group.get("CustomAmiId"), "custom AMIs", release, ReleaseRange.since("5.7.0"));
            if (isMaster(group.get("InstanceRole"))
                    && group.get("InstanceCount").isAbove(1)) {
                require(group.get("InstanceCount"), "three primary nodes", release, ReleaseRange.since("5.23.0"));
            }
        }
        RequestNode fleets = instances.get("InstanceFleets");
        requireIfSet(fleets, "instance fleets", release, ReleaseRange.since("4.8.0", "5.1.0"));
        for (RequestNode fleet : fleets.elements()) {
            RequestNode launch = fleet.get("LaunchSpecifications");
            for (String kind : List.of("SpotSpecification", "OnDemandSpecification")) {
                requireIfSet(
                        launch.get(kind).get("AllocationStrategy"),
                        "allocation strategies",
                        release,
                        ReleaseRange.since("5.12.1"));
            }
            for (RequestNode type : fleet.get("InstanceTypeConfigs").elements()) {
                requireIfSet(type.get("CustomAmiId"), "custom AMIs", release, ReleaseRange.since("5.7.0"));
            }
            RequestNode capacity = fleet.get("TargetOnDemandCapacity");
            if (isMaster(fleet.get("InstanceFleetType")) && capacity.isAbove(1)) {
                require(capacity, "three primary nodes in a fleet", release, HIGHLY_AVAILABLE_FLEETS);
            }
        }
    }

    private static boolean isMaster(RequestNode role) {
        return role.is(InstanceRole.MASTER);
    }

    private static void requireIfSet(RequestNode node, String feature, EmrRelease release, ReleaseRange since) {
        if (node.isSet()) {
            require(node, feature, release, since);
        }
    }

    private static void require(RequestNode node, String feature, EmrRelease release, ReleaseRange since) {
        if (!since.has(release)) {
            throw node.conflicts("requests %s, which requires release %s; 'ReleaseLabel' is emr-%s"
                    .formatted(feature, since, release));
        }
    }
}
