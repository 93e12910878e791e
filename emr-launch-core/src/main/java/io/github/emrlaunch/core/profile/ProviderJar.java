package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import java.util.regex.Pattern;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * A jar in S3 with a class that provides keys or certificates. Each node downloads it.
 *
 * @param className the fully qualified class name
 * @param object the jar
 */
record ProviderJar(String className, S3Object object) {
    private static final Pattern CLASS_NAME =
            Pattern.compile("[\\p{Alpha}_$][\\w$]*(\\.[\\p{Alpha}_$][\\w$]*)*", Pattern.UNICODE_CHARACTER_CLASS);

    static ProviderJar of(String className, IBucket bucket, String objectKey) {
        Validation.required("className", className);
        if (!Token.isUnresolved(className) && !CLASS_NAME.matcher(className).matches()) {
            throw new IllegalArgumentException(
                    "'className' must be the full name of a class in the jar, got: %s".formatted(className));
        }
        return new ProviderJar(className, S3Object.of(bucket, objectKey));
    }

    ObjectNode addTo(ObjectNode json, String classNameMember) {
        return json.put("S3Object", object.uri()).put(classNameMember, className);
    }
}
