package io.github.emrlaunch.local;

import org.jspecify.annotations.Nullable;

/**
 * A permission that a call of a role was checked for, and what its policies said. A call may need several.
 *
 * @param roleName the role that called
 * @param action such as {@code elasticmapreduce:RunJobFlow}
 * @param resource the ARN that the permission was needed for, or {@code *} for an action that knows no resources
 * @param policy the policy that decided: of an inline policy its name, of a managed one its ARN; null when no statement is
 *     about the call, or the permissions boundary doesn't allow it
 * @param statement the statement of that policy, by its {@code Sid} or else its index, such as {@code [0]}
 */
public record Authorization(
        String roleName,
        String action,
        String resource,
        boolean allowed,
        @Nullable String policy,
        @Nullable String statement) {}
