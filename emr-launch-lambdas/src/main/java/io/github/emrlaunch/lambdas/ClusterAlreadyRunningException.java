package io.github.emrlaunch.lambdas;

/** The launch was to fail while a cluster of the same name runs, and one does. */
public final class ClusterAlreadyRunningException extends RuntimeException {
    ClusterAlreadyRunningException(String clusterName, String clusterId, String state) {
        super(
                "Cluster '%s' is already running: %s is %s. Terminate it, or start the launch with FailIfClusterRunning false"
                        .formatted(clusterName, clusterId, state));
    }
}
