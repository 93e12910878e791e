package io.github.emrlaunch.local.internal.aws;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a call.
 *
 * @param arn the account's root or an assumed role's session
 * @param userId the unique id that STS shows
 * @param roleName the role behind a session, null for the account itself
 */
public record Principal(String arn, String userId, @Nullable String roleName) {
    /** The account itself, which may do everything. */
    public static Principal root(Account account) {
        return new Principal(account.globalArn("iam", "root"), account.id(), null);
    }

    public boolean isRoot() {
        return roleName == null;
    }
}
