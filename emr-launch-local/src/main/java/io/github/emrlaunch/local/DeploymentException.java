package io.github.emrlaunch.local;

/** A cloud assembly cannot be deployed. The message names the stack, the resource, the location in the template and the reason. */
public final class DeploymentException extends RuntimeException {
    public DeploymentException(String message) {
        super(message);
    }

    public DeploymentException(String message, Throwable cause) {
        super(message, cause);
    }
}
