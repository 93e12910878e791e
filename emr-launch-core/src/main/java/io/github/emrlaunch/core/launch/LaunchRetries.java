package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.states.Retrier;
import java.util.List;
import java.util.stream.Stream;

/** Which errors of a launch's states are worth another try, how often and when. */
final class LaunchRetries {
    /** Loading and checking change nothing, so they may be done any number of times. */
    static final List<Retrier> LOADING = List.of(
            Retrier.of(Errors.TRANSIENT, 2, 6).withJitter(),
            Retrier.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retrier.of(Errors.LOST, 2, 3).withJitter(),
            // Until a deployment has written all parts of a definition.
            Retrier.of(List.of("io.github.emrlaunch.definitions.DefinitionIncompleteException"), 15, 20)
                    .withoutBackoff());

    /** The function is the user's: nobody knows what it does, and its own errors are no errors of Lambda. */
    static final List<Retrier> OVERRIDING = List.of(
            Retrier.of(Errors.OF_LAMBDA, 2, 6).withJitter(),
            Retrier.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff());

    /** Without jitter, which may retry at once: EMR lists a cluster only moments after it has accepted it. */
    static final List<Retrier> STARTING = List.of(
            Retrier.of(Errors.TRANSIENT, 15, 6),
            Retrier.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retrier.of(Errors.LOST, 15, 3));

    /** For ten minutes and more: what is not terminated costs money. */
    static final List<Retrier> TERMINATING = List.of(
            Retrier.of(Errors.TRANSIENT, 5, 14),
            Retrier.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retrier.of(Errors.LOST, 5, 6));

    private LaunchRetries() {}

    /**
     * Names of errors.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke, Errors</a>
     */
    private static final class Errors {
        /** Lambda did not get as far as to invoke the function, or says that another try may help. */
        static final List<String> OF_LAMBDA = List.of(
                "Lambda.ServiceException",
                "Lambda.AWSLambdaException",
                "Lambda.SdkClientException",
                "Lambda.TooManyRequestsException",
                "Lambda.ClientExecutionTimeoutException",
                "Lambda.SnapStartException",
                "Lambda.SnapStartTimeoutException",
                "Lambda.ResourceNotReadyException",
                "Lambda.ResourceConflictException",
                "Lambda.EC2ThrottledException",
                "Lambda.EC2UnexpectedException",
                "Lambda.ENILimitReachedException");

        static final List<String> TRANSIENT = and(OF_LAMBDA, "io.github.emrlaunch.lambdas.AwsUnavailableException");

        /** A version that was not invoked for two weeks has lost its snapshot; making another takes minutes. */
        static final List<String> NO_SNAPSHOT = List.of("Lambda.SnapStartNotReadyException");

        /** Ends of an invocation of which nobody knows how far it came. */
        static final List<String> LOST =
                List.of("Sandbox.Timedout", "Lambda.Unknown", "Runtime.ExitError", "States.Timeout");

        private Errors() {}

        private static List<String> and(List<String> errors, String error) {
            return Stream.concat(errors.stream(), Stream.of(error)).toList();
        }
    }
}
