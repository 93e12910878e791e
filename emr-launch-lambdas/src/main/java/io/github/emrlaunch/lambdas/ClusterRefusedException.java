package io.github.emrlaunch.lambdas;

/**
 * EMR refused to start the cluster permanently. The message has EMR's code and message. If the launch has secrets,
 * it has the code and the location of the message.
 */
public final class ClusterRefusedException extends RuntimeException {
    ClusterRefusedException(String message) {
        super("EMR refused the cluster: " + message);
    }
}
