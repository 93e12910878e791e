package io.github.emrlaunch.lambdas;

/** The request for a cluster has a member that RunJobFlow doesn't know, or one of the wrong type: the message has its path. */
public final class InvalidClusterRequestException extends RuntimeException {
    InvalidClusterRequestException(String path, String problem) {
        super("'%s' %s. It comes from the cluster configuration or from an override".formatted(path, problem));
    }
}
