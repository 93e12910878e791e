package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.states.LambdaErrors;
import io.github.emrlaunch.core.internal.states.Retrier;
import java.util.List;

/** The retriers of a launch's states. */
final class LaunchRetries {
    /** Loading and checking change nothing, so they can be repeated any number of times. */
    static final List<Retrier> LOADING = List.of(
            Retrier.of(LambdaErrors.TRANSIENT, 2, 6).withJitter(),
            Retrier.of(LambdaErrors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retrier.of(LambdaErrors.LOST, 2, 3).withJitter(),
            // Until a deployment has written all parts of a definition.
            Retrier.of(List.of("io.github.emrlaunch.definitions.DefinitionIncompleteException"), 15, 20)
                    .withoutBackoff());

    /** The function belongs to the user. Its effects are unknown, and its own errors are not errors of Lambda. */
    static final List<Retrier> OVERRIDING = List.of(
            Retrier.of(LambdaErrors.OF_LAMBDA, 2, 6).withJitter(),
            Retrier.of(LambdaErrors.NO_SNAPSHOT, 20, 45).withoutBackoff());

    /** Without jitter, which may retry at once: EMR lists a cluster only some seconds after it has accepted it. */
    static final List<Retrier> STARTING = List.of(
            Retrier.of(LambdaErrors.TRANSIENT, 15, 6),
            Retrier.of(LambdaErrors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retrier.of(LambdaErrors.LOST, 15, 3));

    /** For more than ten minutes: a cluster that is not terminated costs money. */
    static final List<Retrier> TERMINATING = List.of(
            Retrier.of(LambdaErrors.TRANSIENT, 5, 14),
            Retrier.of(LambdaErrors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retrier.of(LambdaErrors.LOST, 5, 6));

    private LaunchRetries() {}
}
