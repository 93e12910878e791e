package io.github.emrlaunch.local;

/** A cloud assembly that cannot be deployed: says which stack and resource, where in the template, and why. */
public final class DeploymentException extends RuntimeException {
    public DeploymentException(String message) {
        super(message);
    }

    public DeploymentException(String message, Throwable cause) {
        super(message, cause);
    }
}
