package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.PrimaryNodes;
import io.github.emrlaunch.definitions.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules for applications, steps, placement and idle times. */
final class SoftwareRules {
    private static final int MAX_STEP_CONCURRENCY = 256;
    private static final int MIN_IDLE_SECONDS = 60;
    private static final int MAX_IDLE_SECONDS = 604_800;
    /**
     * The known applications of EMR, to find misspelt names. Any other name passes, since it may be newer.
     * https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-release-app-versions-7.x.html and those of 5.x and 6.x,
     * 2026-11-29.
     */
    private static final List<String> APPLICATIONS = List.of(
            "AmazonCloudWatchAgent",
            "Delta",
            "Flink",
            "Ganglia",
            "HBase",
            "HCatalog",
            "Hadoop",
            "Hive",
            "Hudi",
            "Hue",
            "Iceberg",
            "JupyterEnterpriseGateway",
            "JupyterHub",
            "Livy",
            "MXNet",
            "Mahout",
            "Oozie",
            "Phoenix",
            "Pig",
            "Presto",
            "PrestoSQL",
            "Spark",
            "Sqoop",
            "TensorFlow",
            "Tez",
            "Trino",
            "Zeppelin",
            "ZooKeeper");

    private SoftwareRules() {}

    static void check(RequestNode request) {
        request.get("StepConcurrencyLevel").requireBetween(1, MAX_STEP_CONCURRENCY, "");
        request.get("AutoTerminationPolicy")
                .get("IdleTimeout")
                .requireBetween(MIN_IDLE_SECONDS, MAX_IDLE_SECONDS, "seconds (7 days)");
        if (request.get("AutoTerminationPolicy").isGiven() && isHighlyAvailable(request.get("Instances"))) {
            throw request.get("AutoTerminationPolicy")
                    .conflicts("has no effect on a cluster of three primary nodes: EMR protects it from termination");
        }
        request.get("Applications").elements().forEach(SoftwareRules::checkApplication);
        if (request.get("RepoUpgradeOnBoot").isSet()
                && !request.get("CustomAmiId").isSet()) {
            throw request.get("RepoUpgradeOnBoot").conflicts("has no effect without a custom AMI");
        }
        for (RequestNode placement : request.get("PlacementGroupConfigs").elements()) {
            checkPlacement(placement, mayBeHighlyAvailable(request.get("Instances")));
        }
    }

    /** Returns whether there are three primary nodes, or their number is a token. */
    private static boolean mayBeHighlyAvailable(RequestNode instances) {
        return Stream.of("InstanceGroups", "InstanceFleets")
                        .flatMap(list -> instances.get(list).elements().stream())
                        .flatMap(one -> Stream.of(
                                one.get("InstanceRole"),
                                one.get("InstanceFleetType"),
                                one.get("InstanceCount"),
                                one.get("TargetOnDemandCapacity")))
                        .anyMatch(RequestNode::isUnresolved)
                || isHighlyAvailable(instances);
    }

    /** Returns whether there are known to be three primary nodes. */
    static boolean isHighlyAvailable(RequestNode instances) {
        return PrimaryNodes.areSeveral(instances.json());
    }

    private static void checkPlacement(RequestNode placement, boolean highlyAvailable) {
        RequestNode role = placement.get("InstanceRole");
        RequestNode strategy = placement.get("PlacementStrategy");
        if (!(role.is(InstanceRole.MASTER) || role.isUnresolved())
                || (strategy.isSet() && !strategy.is(PlacementGroup.Strategy.SPREAD) && !strategy.isUnresolved())) {
            throw placement.violates("must be SPREAD for MASTER: EMR supports no other placement");
        }
        if (!highlyAvailable) {
            throw placement.conflicts("spreads the primary nodes, which requires three of them");
        }
    }

    private static void checkApplication(RequestNode application) {
        RequestNode name = application.get("Name");
        String text = name.text();
        if (text.isEmpty() || APPLICATIONS.stream().anyMatch(text::equalsIgnoreCase)) {
            return;
        }
        Optional<String> meant = NearestName.find(text, APPLICATIONS);
        if (meant.isPresent()) {
            throw name.violates("is not an application of EMR; '%s' is".formatted(meant.get()));
        }
    }
}
