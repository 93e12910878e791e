package io.github.emrlaunch.core.internal;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.LambdaRuntimeProps;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.RuntimeFamily;
import software.constructs.Construct;

/**
 * The features of Lambda in a region. If the region is not known at synthesis, all features are assumed. Context keys override this:
 * {@value #SNAP_START_CONTEXT} ({@code true} or {@code false}), {@value #RUNTIME_CONTEXT} (such as {@code java21}) and
 * {@value #ARCHITECTURE_CONTEXT} ({@code arm64} or {@code x86_64}).
 *
 * @param snapStart whether versions start from a snapshot
 * @param runtime the runtime of the library's functions
 * @param architecture the processors of the library's functions
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html">Lambda SnapStart, supported Regions</a>
 */
record RegionFeatures(boolean snapStart, Runtime runtime, Architecture architecture) {
    static final String SNAP_START_CONTEXT = "emr-launch:snap-start";
    static final String RUNTIME_CONTEXT = "emr-launch:lambda-runtime";
    static final String ARCHITECTURE_CONTEXT = "emr-launch:lambda-architecture";

    /** From rule E2530 of cfn-lint. docs/regions.md lists the same regions. */
    static final Set<String> WITHOUT_SNAP_START = Set.of(
            "ap-east-2",
            "ap-southeast-6",
            "cn-north-1",
            "cn-northwest-1",
            "eu-isoe-west-1",
            "eusc-de-east-1",
            "us-gov-east-1",
            "us-gov-west-1",
            "us-iso-east-1",
            "us-iso-west-1",
            "us-isob-east-1",
            "us-isob-west-1",
            "us-isof-east-1",
            "us-isof-south-1");

    /** Returns the features of the region of a scope's stack. */
    static RegionFeatures of(Construct scope, String region) {
        // Isolated regions receive runtimes and processors years after the others.
        boolean isolated = region.contains("-iso");
        return new RegionFeatures(snapStart(scope, region), runtime(scope, isolated), architecture(scope, isolated));
    }

    private static boolean snapStart(Construct scope, String region) {
        String setting = context(scope, SNAP_START_CONTEXT);
        if (setting == null) {
            return Token.isUnresolved(region) || !WITHOUT_SNAP_START.contains(region);
        }
        if (!setting.equals("true") && !setting.equals("false")) {
            throw new IllegalArgumentException(
                    "The context key '%s' must be true or false, got: '%s'".formatted(SNAP_START_CONTEXT, setting));
        }
        return setting.equals("true");
    }

    private static Runtime runtime(Construct scope, boolean isolated) {
        String setting = context(scope, RUNTIME_CONTEXT);
        if (setting == null) {
            return isolated ? Runtime.JAVA_21 : Runtime.JAVA_25;
        }
        if (!setting.matches("java(17|2[1-9]|[3-9][0-9])")) {
            throw new IllegalArgumentException(
                    "The context key '%s' must be java17 or a later runtime of Java, got: '%s'"
                            .formatted(RUNTIME_CONTEXT, setting));
        }
        return new Runtime(
                setting,
                RuntimeFamily.JAVA,
                LambdaRuntimeProps.builder().supportsSnapStart(true).build());
    }

    private static Architecture architecture(Construct scope, boolean isolated) {
        String setting = context(scope, ARCHITECTURE_CONTEXT);
        if (setting == null) {
            return isolated ? Architecture.X86_64 : Architecture.ARM_64;
        }
        return switch (setting) {
            case "arm64" -> Architecture.ARM_64;
            case "x86_64" -> Architecture.X86_64;
            default ->
                throw new IllegalArgumentException("The context key '%s' must be arm64 or x86_64, got: '%s'"
                        .formatted(ARCHITECTURE_CONTEXT, setting));
        };
    }

    private static @Nullable String context(Construct scope, String key) {
        Object setting = scope.getNode().tryGetContext(key);
        return setting == null ? null : setting.toString();
    }
}
