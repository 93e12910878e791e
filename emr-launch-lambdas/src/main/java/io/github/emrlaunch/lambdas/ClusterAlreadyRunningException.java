package io.github.emrlaunch.lambdas;

/** A cluster with the same name is running, and the launch must fail in that case. */
public final class ClusterAlreadyRunningException extends RuntimeException {
    /** @param always whether the launch function does not let an execution decide */
    ClusterAlreadyRunningException(String clusterName, String clusterId, String state, boolean always) {
        super("Cluster '%s' is already running: %s is %s. %s"
                .formatted(
                        clusterName,
                        clusterId,
                        state,
                        always
                                ? "Terminate it, or wait until it has terminated: the launch function was deployed with"
                                        + " alwaysFailIfClusterRunning(true)"
                                : "Terminate it, or start the launch with FailIfClusterRunning false"));
    }
}
