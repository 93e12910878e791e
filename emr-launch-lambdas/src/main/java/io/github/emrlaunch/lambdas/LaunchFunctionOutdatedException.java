package io.github.emrlaunch.lambdas;

/** A stored definition asks for something that the deployed state machine wouldn't do. Nothing of it is dropped silently. */
public final class LaunchFunctionOutdatedException extends RuntimeException {
    LaunchFunctionOutdatedException(String definition, String what) {
        super("%s has changed since the launch function was deployed: %s. Deploy the launch function again"
                .formatted(definition, what));
    }
}
