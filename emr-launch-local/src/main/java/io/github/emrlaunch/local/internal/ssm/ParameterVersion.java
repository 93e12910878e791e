package io.github.emrlaunch.local.internal.ssm;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A version of a parameter.
 *
 * @param type String, StringList or SecureString
 * @param tier Standard or Advanced: the result of Intelligent-Tiering
 * @param keyId the key of a SecureString; null for other types
 * @param modifiedBy the ARN of the principal that put it
 */
record ParameterVersion(
        long number,
        String type,
        String value,
        String tier,
        String dataType,
        @Nullable String description,
        @Nullable String allowedPattern,
        @Nullable String keyId,
        Instant lastModified,
        String modifiedBy,
        Set<String> labels) {
    ParameterVersion {
        labels = Set.copyOf(labels);
    }

    boolean isSecure() {
        return type.equals("SecureString");
    }

    ParameterVersion with(Set<String> more) {
        Set<String> all = new TreeSet<>(labels);
        all.addAll(more);
        return withLabels(all);
    }

    ParameterVersion without(Set<String> fewer) {
        Set<String> rest = new TreeSet<>(labels);
        rest.removeAll(fewer);
        return withLabels(rest);
    }

    private ParameterVersion withLabels(Set<String> changed) {
        return new ParameterVersion(
                number,
                type,
                value,
                tier,
                dataType,
                description,
                allowedPattern,
                keyId,
                lastModified,
                modifiedBy,
                changed);
    }
}
