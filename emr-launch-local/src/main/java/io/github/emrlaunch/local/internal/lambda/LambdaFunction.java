package io.github.emrlaunch.local.internal.lambda;

import java.util.Map;

/**
 * A function as it was deployed.
 *
 * @param version {@code $LATEST} or a number
 * @param source its code and its layers
 * @param runtime such as {@code java21} or {@code python3.13}; empty for a container image
 * @param description empty without one
 * @param logGroup such as {@code /aws/lambda/loader}
 * @param snapStart whether published versions start from a snapshot
 */
public record LambdaFunction(
        String name,
        String arn,
        String version,
        FunctionSource source,
        String runtime,
        String handler,
        Map<String, String> environment,
        String roleArn,
        int timeoutSeconds,
        int memoryMegabytes,
        String description,
        String logGroup,
        boolean snapStart) {
    public static final String LATEST = "$LATEST";

    public LambdaFunction {
        environment = Map.copyOf(environment);
    }

    /** Whether the process of this function starts from a snapshot, which must not hold credentials. */
    boolean startsFromSnapshot() {
        return snapStart && !version.equals(LATEST);
    }

    /** The ARN with the version, or without one for what is deployed now. */
    String qualifiedArn() {
        return version.equals(LATEST) ? arn : arn + ":" + version;
    }

    /** The number of the version, 0 for what is deployed now. */
    int number() {
        return version.equals(LATEST) ? 0 : Integer.parseInt(version);
    }

    LambdaFunction withVersion(String number) {
        return new LambdaFunction(
                name,
                arn,
                number,
                source,
                runtime,
                handler,
                environment,
                roleArn,
                timeoutSeconds,
                memoryMegabytes,
                description,
                logGroup,
                snapStart);
    }
}
