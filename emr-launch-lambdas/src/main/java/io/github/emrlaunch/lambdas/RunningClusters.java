package io.github.emrlaunch.lambdas;

import java.util.function.Supplier;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterState;

/** Looks through the clusters that run, or are about to. */
final class RunningClusters {
    private final Supplier<EmrClient> emr;

    RunningClusters(Supplier<EmrClient> emr) {
        this.emr = emr;
    }

    /**
     * Makes sure that no cluster of this name runs. EMR can't filter by name, so all pages are read.
     *
     * @throws ClusterAlreadyRunningException when one does
     */
    void requireNone(String clusterName) {
        emr
                .get()
                .listClustersPaginator(request -> request.clusterStates(
                        ClusterState.STARTING, ClusterState.BOOTSTRAPPING, ClusterState.RUNNING, ClusterState.WAITING))
                .stream()
                .flatMap(page -> page.clusters().stream())
                .filter(cluster -> clusterName.equals(cluster.name()))
                .findFirst()
                .ifPresent(cluster -> {
                    throw new ClusterAlreadyRunningException(
                            clusterName, cluster.id(), cluster.status().stateAsString());
                });
    }
}
