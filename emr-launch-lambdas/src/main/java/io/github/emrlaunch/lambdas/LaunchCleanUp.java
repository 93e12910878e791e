package io.github.emrlaunch.lambdas;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.emr.EmrClient;

/** Ends what an execution has started and left. */
final class LaunchCleanUp {
    private final Supplier<EmrClient> emr;
    private final RunningClusters runningClusters;
    private final Runnable pause;

    /**
     * @param pause before looking a second time
     */
    LaunchCleanUp(Supplier<EmrClient> emr, Runnable pause) {
        this.emr = emr;
        this.runningClusters = new RunningClusters(emr);
        this.pause = pause;
    }

    /**
     * Terminates an execution's clusters. When there are none, it looks again after a pause: RunJobFlow may have been on its way
     * when the execution ended, and EMR lists a cluster some seconds after it has accepted it.
     *
     * @return their ids
     */
    List<String> terminateClustersOf(String executionArn, Instant executionStart) {
        List<String> clusters =
                runningClusters.ofExecution(executionArn, executionStart).toList();
        if (clusters.isEmpty()) {
            pause.run();
            clusters = runningClusters.ofExecution(executionArn, executionStart).toList();
        }
        clusters.forEach(this::terminate);
        return clusters;
    }

    private void terminate(String clusterId) {
        emr.get().setTerminationProtection(request -> request.jobFlowIds(clusterId)
                .terminationProtected(false));
        emr.get().terminateJobFlows(request -> request.jobFlowIds(clusterId));
    }
}
