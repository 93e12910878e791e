package io.github.emrlaunch.lambdas;

/** A stored definition is not what the launch function was deployed for. Nothing of it is dropped silently. */
public final class LaunchFunctionOutdatedException extends RuntimeException {
    LaunchFunctionOutdatedException(String definition, String what) {
        super(
                "%s has changed since the launch function was deployed: %s. If that is meant, deploy the launch function again"
                        .formatted(definition, what));
    }
}
