package io.github.emrlaunch.local.internal.lambda;

import java.util.Map;

/**
 * A deployed function.
 *
 * @param version {@code $LATEST} or a number
 * @param source the code and the layers
 * @param runtime such as {@code java21} or {@code python3.13}; empty for a container image
 * @param description the description; empty without one
 * @param logGroup such as {@code /aws/lambda/loader}
 * @param snapStart whether SnapStart is enabled for published versions
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

    /** Returns whether the process of this function starts from a snapshot. A snapshot must not contain credentials. */
    boolean startsFromSnapshot() {
        return snapStart && !version.equals(LATEST);
    }

    /** Returns the ARN with the version, or the unqualified ARN for {@code $LATEST}. */
    String qualifiedArn() {
        return version.equals(LATEST) ? arn : arn + ":" + version;
    }

    /** Returns the number of the version; 0 for {@code $LATEST}. */
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
