package io.github.emrlaunch.examples.acceptance;

import io.github.emrlaunch.definitions.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;

/**
 * The clusters that the example's state machines launched while the kit ran: those whose tag names an execution of one of them.
 *
 * @param stateMachines the names of the machines
 * @param since when the kit began
 * @param pause between two looks
 */
record LaunchedClusters(EmrClient emr, List<String> stateMachines, Instant since, Duration pause) {
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final List<ClusterState> ACTIVE = List.of(
            ClusterState.STARTING,
            ClusterState.BOOTSTRAPPING,
            ClusterState.RUNNING,
            ClusterState.WAITING,
            ClusterState.TERMINATING);

    LaunchedClusters {
        stateMachines = List.copyOf(stateMachines);
    }

    /** Those that go on, also while they terminate. */
    List<Cluster> active() {
        return emr
                .listClustersPaginator(request ->
                        request.createdAfter(since.minus(CLOCKS_DIFFER_BY)).clusterStates(ACTIVE))
                .clusters()
                .stream()
                .map(ClusterSummary::id)
                .map(id -> emr.describeCluster(request -> request.clusterId(id)).cluster())
                .filter(this::isOurs)
                .toList();
    }

    private boolean isOurs(Cluster cluster) {
        return cluster.tags().stream()
                .filter(tag -> tag.key().equals(Tag.EXECUTION_KEY))
                .anyMatch(tag -> stateMachines.stream()
                        .anyMatch(machine -> tag.value().contains(":execution:" + machine + ":")));
    }

    /**
     * Terminates them, and waits for their ends: networks and roles are theirs until then.
     *
     * @return the ids of those that went on, also of those that were terminating already
     * @throws IllegalStateException when one goes on
     */
    List<String> terminate() throws InterruptedException {
        List<Cluster> active = active();
        for (Cluster cluster : active) {
            if (cluster.status().state() == ClusterState.TERMINATING) {
                // EMR lets nobody change it any more.
                continue;
            }
            emr.setTerminationProtection(
                    request -> request.jobFlowIds(cluster.id()).terminationProtected(false));
            emr.terminateJobFlows(request -> request.jobFlowIds(cluster.id()));
        }
        List<Cluster> left = active;
        for (Duration waited = Duration.ZERO; !left.isEmpty(); waited = waited.plus(pause)) {
            if (waited.compareTo(LONGEST) > 0) {
                throw new IllegalStateException("These clusters don't end: " + ids(left));
            }
            Thread.sleep(pause.toMillis());
            left = active();
        }
        return ids(active);
    }

    private static List<String> ids(List<Cluster> clusters) {
        return clusters.stream().map(Cluster::id).toList();
    }
}
