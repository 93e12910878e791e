package io.github.emrlaunch.local.internal.service;

import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What services that encrypt see of KMS. */
@FunctionalInterface
public interface KeyLookup {
    /**
     * The permission to use a key for a caller of a service; empty for a key that AWS manages, which everybody in the account may
     * use. The resource is the key, also where an alias names it: a policy statement whose resource is an alias grants nothing.
     *
     * @param action such as {@code kms:Decrypt}
     * @param key the key's id or ARN, or the name or ARN of an alias; null for the service's own key
     * @param service on whose behalf the key is used, such as {@code ssm}
     */
    Optional<RequiredPermission> use(String action, @Nullable String key, String service);
}
