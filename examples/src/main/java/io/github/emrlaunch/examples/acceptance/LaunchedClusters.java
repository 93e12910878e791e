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
 * The clusters that the example's state machines launched while the kit ran, identified by the tag with their execution.
 *
 * @param stateMachines the names of the state machines
 * @param since the start of the kit
 * @param pause the poll interval
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

    /** Returns the active clusters, including those that are terminating. */
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
     * Terminates the clusters, and waits until they have terminated, because they use networks and roles until then.
     *
     * @return the IDs of the clusters that were active, including those that were already terminating
     * @throws IllegalStateException if a cluster does not terminate
     */
    List<String> terminate() throws InterruptedException {
        List<Cluster> active = active();
        for (Cluster cluster : active) {
            if (cluster.status().state() == ClusterState.TERMINATING) {
                // EMR no longer accepts changes of it.
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
