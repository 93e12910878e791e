package io.github.emrlaunch.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import software.amazon.awscdk.Stack;

/**
 * The check of the CDK version. The user's build may choose a version that is too old for this library. Without the check, synthesis fails
 * because of a missing
 * class or method.
 */
final class CdkVersion {
    /** The oldest version that the examples were synthesized with, with its versions of jsii and constructs. */
    static final String OLDEST = "2.235.0";

    private static final String PROPERTIES = "/META-INF/maven/software.amazon.awscdk/aws-cdk-lib/pom.properties";

    private CdkVersion() {}

    /**
     * Returns the explanation of a linkage error.
     *
     * @throws LinkageError the error itself, unless the CDK on the class path is too old
     */
    static IllegalStateException explain(LinkageError error) {
        return explain(error, onClassPath());
    }

    static IllegalStateException explain(LinkageError error, Optional<String> version) {
        String old = version.filter(CdkVersion::isTooOld).orElseThrow(() -> error);
        return new IllegalStateException(
                ("aws-cdk-lib %s is too old for EMR Launch for Java, which needs %s or later:"
                                + " raise the version of software.amazon.awscdk:aws-cdk-lib in the build")
                        .formatted(old, OLDEST),
                error);
    }

    private static boolean isTooOld(String version) {
        return Arrays.compare(numbers(version), numbers(OLDEST)) < 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\D+")).mapToInt(Integer::parseInt).toArray();
    }

    /** Returns the version in the CDK's jar; empty if it is repackaged. */
    static Optional<String> onClassPath() {
        try (InputStream stored = Stack.class.getResourceAsStream(PROPERTIES)) {
            if (stored == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(stored);
            return Optional.ofNullable(properties.getProperty("version")).filter(version -> version.matches("\\d.*"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
