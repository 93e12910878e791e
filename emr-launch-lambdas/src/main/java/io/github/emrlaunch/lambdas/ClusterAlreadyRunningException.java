package io.github.emrlaunch.lambdas;

/** A cluster with the same name is running, and the launch must fail in that case. */
public final class ClusterAlreadyRunningException extends RuntimeException {
    ClusterAlreadyRunningException(String clusterName, String clusterId, String state) {
        super(
                "Cluster '%s' is already running: %s is %s. Terminate it, or start the launch with FailIfClusterRunning false"
                        .formatted(clusterName, clusterId, state));
    }
}
