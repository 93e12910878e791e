package io.github.emrlaunch.core.internal.states;

import java.util.List;
import java.util.stream.Stream;

/**
 * Names of the errors with which the invocation of a function fails.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke, Errors</a>
 */
public final class LambdaErrors {
    /** Lambda did not get as far as to invoke the function, or says that another try may help. */
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

    /** The same, and what a function of the library says when AWS was too busy for it. */
    public static final List<String> TRANSIENT = Stream.concat(
                    OF_LAMBDA.stream(), Stream.of("io.github.emrlaunch.lambdas.AwsUnavailableException"))
            .toList();

    /** A version that was not invoked for two weeks has lost its snapshot; making another takes minutes. */
    public static final List<String> NO_SNAPSHOT = List.of("Lambda.SnapStartNotReadyException");

    /** Ends of an invocation of which nobody knows how far it came. */
    public static final List<String> LOST =
            List.of("Sandbox.Timedout", "Lambda.Unknown", "Runtime.ExitError", "States.Timeout");

    private LambdaErrors() {}
}
