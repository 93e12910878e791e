package io.github.emrlaunch.lambdas;

import java.time.Instant;
import java.util.List;

/** Ends what an execution has started and left. */
final class LaunchCleanUp {
    private final EmrClusters emrClusters;
    private final Runnable pause;

    /**
     * @param pause before looking a second time
     */
    LaunchCleanUp(EmrClusters emrClusters, Runnable pause) {
        this.emrClusters = emrClusters;
        this.pause = pause;
    }

    /**
     * Terminates an execution's clusters. When there are none, it looks again after a pause: RunJobFlow may have been on its way
     * when the execution ended, and EMR lists a cluster some seconds after it has accepted it.
     *
     * @return their ids
     */
    List<String> terminateClustersOf(String executionArn, Instant executionStart) {
        List<String> clusters = idsOf(executionArn, executionStart);
        if (clusters.isEmpty()) {
            pause.run();
            clusters = idsOf(executionArn, executionStart);
        }
        clusters.forEach(emrClusters::terminate);
        return clusters;
    }

    private List<String> idsOf(String executionArn, Instant executionStart) {
        return emrClusters
                .ofExecution(executionArn, executionStart)
                .map(cluster -> cluster.path("Id").asText())
                .toList();
    }
}
