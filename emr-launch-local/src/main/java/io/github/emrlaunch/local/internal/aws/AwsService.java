package io.github.emrlaunch.local.internal.aws;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service as a table of operations.
 *
 * @param name the prefix of its IAM actions, such as {@code elasticmapreduce}
 * @param targetPrefix what {@code X-Amz-Target} begins with in the JSON protocols; null where the service speaks another
 * @param accessDenied its error for calls that are not allowed
 * @param operations operations by name, such as {@code RunJobFlow}
 */
public record AwsService(
        String name, @Nullable String targetPrefix, AccessDenied accessDenied, Map<String, Operation> operations) {
    public AwsService {
        operations = Map.copyOf(operations);
    }
}
