package io.github.emrlaunch.local.internal.service;

import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds KMS keys for services that encrypt. */
@FunctionalInterface
public interface KeyLookup {
    /**
     * Returns the permission that a caller of a service needs to use a key; empty for an AWS managed key, which every principal of the
     * account may use. The resource is the key, even when an alias names it: a policy statement whose resource is an alias grants
     * nothing.
     *
     * @param action such as {@code kms:Decrypt}
     * @param key the id or ARN of the key, or the name or ARN of an alias; null for the AWS managed key of the service
     * @param service the service that uses the key, such as {@code ssm}
     */
    Optional<RequiredPermission> use(String action, @Nullable String key, String service);
}
