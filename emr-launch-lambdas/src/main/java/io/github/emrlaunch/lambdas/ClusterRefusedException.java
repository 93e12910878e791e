package io.github.emrlaunch.lambdas;

/**
 * EMR refused to start the cluster, for a reason that doesn't pass. The message has EMR's code and message; where the launch has secrets,
 * the code and where to read the message.
 */
public final class ClusterRefusedException extends RuntimeException {
    ClusterRefusedException(String message) {
        super("EMR refused the cluster: " + message);
    }
}
