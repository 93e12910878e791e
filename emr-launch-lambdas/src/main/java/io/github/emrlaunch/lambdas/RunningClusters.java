package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.definitions.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;

/** Looks through the clusters that run, or are about to. */
final class RunningClusters {
    /** By how much EMR's clock may be behind that of Step Functions. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final Supplier<EmrClient> emr;

    RunningClusters(Supplier<EmrClient> emr) {
        this.emr = emr;
    }

    /**
     * Makes sure that no cluster of this name runs.
     *
     * @throws ClusterAlreadyRunningException when one does
     */
    void requireNone(String clusterName) {
        createdAfter(null)
                .filter(cluster -> clusterName.equals(cluster.name()))
                .findFirst()
                .ifPresent(cluster -> {
                    throw new ClusterAlreadyRunningException(
                            clusterName, cluster.id(), cluster.status().stateAsString());
                });
    }

    /** The ids of the clusters that an execution has launched, one call of DescribeCluster for each that might be one. */
    Stream<String> ofExecution(String executionArn, Instant executionStart) {
        return createdAfter(executionStart.minus(CLOCK_SKEW))
                .map(ClusterSummary::id)
                .filter(id -> isOf(executionArn, id));
    }

    /** The same where the clusters' name is known, which saves most of the calls. */
    Stream<String> ofExecution(String executionArn, Instant executionStart, String clusterName) {
        return createdAfter(executionStart.minus(CLOCK_SKEW))
                .filter(cluster -> clusterName.equals(cluster.name()))
                .map(ClusterSummary::id)
                .filter(id -> isOf(executionArn, id));
    }

    /** EMR can filter by neither name nor tag, so all pages are read. */
    private Stream<ClusterSummary> createdAfter(@Nullable Instant time) {
        return emr
                .get()
                .listClustersPaginator(request -> request.createdAfter(time)
                        .clusterStates(
                                ClusterState.STARTING,
                                ClusterState.BOOTSTRAPPING,
                                ClusterState.RUNNING,
                                ClusterState.WAITING))
                .stream()
                .flatMap(page -> page.clusters().stream());
    }

    private boolean isOf(String executionArn, String clusterId) {
        return emr.get().describeCluster(request -> request.clusterId(clusterId)).cluster().tags().stream()
                .anyMatch(tag -> Tag.EXECUTION_KEY.equals(tag.key()) && executionArn.equals(tag.value()));
    }
}
