package io.github.emrlaunch.lambdas;

/** A stored definition differs from the one for which the launch function was deployed. No part of it is ignored silently. */
public final class LaunchFunctionOutdatedException extends RuntimeException {
    LaunchFunctionOutdatedException(String definition, String what) {
        super(
                "%s has changed since the launch function was deployed: %s. If that is intended, deploy the launch function again"
                        .formatted(definition, what));
    }
}
