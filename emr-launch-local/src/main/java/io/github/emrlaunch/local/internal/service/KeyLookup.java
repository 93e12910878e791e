package io.github.emrlaunch.local.internal.service;

import io.github.emrlaunch.local.internal.aws.RequiredPermission;

/** What services that encrypt see of KMS. */
@FunctionalInterface
public interface KeyLookup {
    /**
     * The permission to use a key. Its resource is the key, also where an alias names it: a policy statement whose resource is
     * an alias grants nothing.
     *
     * @param action such as {@code kms:Decrypt}
     * @param key the key's id or ARN, or the name or ARN of an alias
     */
    RequiredPermission use(String action, String key);
}
