package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** Which errors of a launch's states are worth another try, how often and when. */
final class LaunchRetries {
    /** Loading and checking change nothing, so they may be done any number of times. */
    static final LaunchRetries LOADING = new LaunchRetries(
            Retry.of(Errors.TRANSIENT, 2, 6).withJitter(),
            Retry.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retry.of(Errors.LOST, 2, 3).withJitter(),
            // Until a deployment has written all parts of a definition.
            Retry.of(List.of("io.github.emrlaunch.definitions.DefinitionIncompleteException"), 15, 20)
                    .withoutBackoff());

    /** The function is the user's: nobody knows what it does, and its own errors are no errors of Lambda. */
    static final LaunchRetries OVERRIDING = new LaunchRetries(
            Retry.of(Errors.OF_LAMBDA, 2, 6).withJitter(),
            Retry.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff());

    /** Without jitter, which may retry at once: EMR lists a cluster only moments after it has accepted it. */
    static final LaunchRetries STARTING = new LaunchRetries(
            Retry.of(Errors.TRANSIENT, 15, 6),
            Retry.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retry.of(Errors.LOST, 15, 3));

    /** For ten minutes and more: what is not terminated costs money. */
    static final LaunchRetries TERMINATING = new LaunchRetries(
            Retry.of(Errors.TRANSIENT, 5, 14),
            Retry.of(Errors.NO_SNAPSHOT, 20, 45).withoutBackoff(),
            Retry.of(Errors.LOST, 5, 6));

    /** Whatever keeps SNS from taking a message. */
    static final LaunchRetries NOTIFYING =
            new LaunchRetries(Retry.of(List.of("States.TaskFailed"), 2, 5).withJitter());

    private final List<Retry> retries;

    private LaunchRetries(Retry... retries) {
        this.retries = List.of(retries);
    }

    /** Adds the field Retry to a state. */
    void addTo(ObjectNode state) {
        retries.forEach(retry -> retry.write(state.withArray("/Retry").addObject()));
    }

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

    /** One retrier: the time before each try is twice the one before it, and at most a minute. */
    private record Retry(List<String> errors, int intervalSeconds, int maxAttempts, double backoffRate, String jitter) {
        static Retry of(List<String> errors, int intervalSeconds, int maxAttempts) {
            return new Retry(errors, intervalSeconds, maxAttempts, 2, "NONE");
        }

        Retry withJitter() {
            return new Retry(errors, intervalSeconds, maxAttempts, backoffRate, "FULL");
        }

        Retry withoutBackoff() {
            return new Retry(errors, intervalSeconds, maxAttempts, 1, jitter);
        }

        void write(ObjectNode retrier) {
            errors.forEach(retrier.putArray("ErrorEquals")::add);
            retrier.put("IntervalSeconds", intervalSeconds)
                    .put("MaxAttempts", maxAttempts)
                    .put("BackoffRate", backoffRate)
                    .put("MaxDelaySeconds", 60)
                    .put("JitterStrategy", jitter);
        }
    }
}
