package io.github.emrlaunch.lambdas;

/** EMR refused to start the cluster, for a reason that doesn't pass: the message has EMR's own, without any secret. */
public final class ClusterRefusedException extends RuntimeException {
    ClusterRefusedException(String message) {
        super("EMR refused the cluster: " + message);
    }
}
