package io.github.emrlaunch.local;

import org.jspecify.annotations.Nullable;

/**
 * A permission check of a role's call and its result. One call can need several permissions.
 *
 * @param roleName the role that made the call
 * @param action such as {@code elasticmapreduce:RunJobFlow}
 * @param resource the ARN that the permission was checked for, or {@code *} for an action without resource-level permissions
 * @param policy the policy that decided: the name of an inline policy or the ARN of a managed policy; null when no statement
 *     matches the call, or when the permissions boundary doesn't allow it
 * @param statement the statement of that policy: its {@code Sid}, or its index, such as {@code [0]}
 */
public record Authorization(
        String roleName,
        String action,
        String resource,
        boolean allowed,
        @Nullable String policy,
        @Nullable String statement) {}
