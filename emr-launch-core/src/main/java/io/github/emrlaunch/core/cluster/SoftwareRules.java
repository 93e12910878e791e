package io.github.emrlaunch.core.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What applications, steps, tags and idle times must be. */
final class SoftwareRules {
    private static final int MAX_STEP_CONCURRENCY = 256;
    private static final int MIN_IDLE_SECONDS = 60;
    private static final int MAX_IDLE_SECONDS = 604_800;
    private static final int SLIP = 2;
    /** What EMR has had so far; another name may be newer than this list. */
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
        if (request.get("AutoTerminationPolicy").isSet() && isHighlyAvailable(request.get("Instances"))) {
            throw request.get("AutoTerminationPolicy")
                    .conflicts("has no effect on a cluster of three primary nodes: EMR protects it from termination");
        }
        request.get("Applications").elements().forEach(SoftwareRules::checkApplication);
        if (request.get("RepoUpgradeOnBoot").isSet()
                && !request.get("CustomAmiId").isSet()) {
            throw request.get("RepoUpgradeOnBoot").conflicts("has no effect without a custom AMI");
        }
        for (RequestNode placement : request.get("PlacementGroupConfigs").elements()) {
            checkPlacement(placement, isHighlyAvailable(request.get("Instances")));
        }
    }

    /** Whether there are three primary nodes. */
    static boolean isHighlyAvailable(RequestNode instances) {
        return instances.get("InstanceGroups").elements().stream()
                        .anyMatch(group -> group.get("InstanceRole").is(InstanceRole.MASTER)
                                && group.get("InstanceCount").integer() > 1)
                || instances.get("InstanceFleets").elements().stream()
                        .anyMatch(fleet -> fleet.get("InstanceFleetType").is(InstanceRole.MASTER)
                                && fleet.get("TargetOnDemandCapacity").integer() > 1);
    }

    private static void checkPlacement(RequestNode placement, boolean highlyAvailable) {
        RequestNode strategy = placement.get("PlacementStrategy");
        if (!placement.get("InstanceRole").is(InstanceRole.MASTER) || !strategy.is(PlacementGroup.Strategy.SPREAD)) {
            throw placement.violates("must be SPREAD for MASTER: EMR supports no other placement");
        }
        if (!highlyAvailable) {
            throw placement.conflicts("spreads the primary nodes, which takes three of them");
        }
    }

    private static void checkApplication(RequestNode application) {
        RequestNode name = application.get("Name");
        String text = name.text();
        if (text.isEmpty() || APPLICATIONS.stream().anyMatch(text::equalsIgnoreCase)) {
            return;
        }
        int slip = Math.min(SLIP, text.length() / 2);
        Optional<String> meant = APPLICATIONS.stream()
                .filter(known -> distance(known.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT)) <= slip)
                .findFirst();
        if (meant.isPresent()) {
            throw name.violates("is no application of EMR; '%s' is".formatted(meant.get()));
        }
    }

    /** Levenshtein's: how many letters differ, are missing or too many. */
    private static int distance(String a, String b) {
        int[] costs = new int[b.length() + 1];
        for (int j = 0; j < costs.length; j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = costs[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                costs[j] = Math.min(replaced, Math.min(above, costs[j - 1]) + 1);
                diagonal = above;
            }
        }
        return costs[b.length()];
    }
}
