package io.github.emrlaunch.core.internal.states;

import java.util.List;
import java.util.stream.Stream;

/**
 * The names of the errors of failed function invocations.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke, Errors</a>
 */
public final class LambdaErrors {
    /** Lambda did not invoke the function, or reports that a retry may succeed. */
    public static final List<String> OF_LAMBDA = List.of(
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

    /** The same errors, and the library's error for throttling and faults of AWS. */
    public static final List<String> TRANSIENT = Stream.concat(
                    OF_LAMBDA.stream(), Stream.of("io.github.emrlaunch.lambdas.AwsUnavailableException"))
            .toList();

    /** A version that was not invoked for two weeks has lost its snapshot. Creating another takes minutes. */
    public static final List<String> NO_SNAPSHOT = List.of("Lambda.SnapStartNotReadyException");

    /** Invocations that ended with unknown progress. */
    public static final List<String> LOST =
            List.of("Sandbox.Timedout", "Lambda.Unknown", "Runtime.ExitError", "States.Timeout");

    private LambdaErrors() {}
}
