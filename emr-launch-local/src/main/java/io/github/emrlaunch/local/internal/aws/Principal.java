package io.github.emrlaunch.local.internal.aws;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller of an operation.
 *
 * @param arn the ARN of the account's root user or of the session of an assumed role
 * @param userId the unique id that STS returns
 * @param session the session; null for the account
 */
public record Principal(String arn, String userId, @Nullable Session session) {

    /**
     * A session of a role.
     *
     * @param name the name of the session
     * @param tags the session tags that were passed when the role was assumed, or inherited from the session that assumed it
     * @param transitiveTagKeys the keys of the tags that sessions of further roles inherit
     * @param issued the start of the session
     * @param execution the ARN of the execution for which the session currently makes calls; null for none
     */
    public record Session(
            String roleName,
            String name,
            Map<String, String> tags,
            Set<String> transitiveTagKeys,
            Instant issued,
            Supplier<@Nullable String> execution) {
        public Session {
            tags = Map.copyOf(tags);
            transitiveTagKeys = Set.copyOf(transitiveTagKeys);
        }
    }

    /** Returns the account, which has full permissions. */
    public static Principal root(Account account) {
        return new Principal(account.globalArn("iam", "root"), account.id(), null);
    }

    /** Returns the role of the session; null for the account. */
    public @Nullable String roleName() {
        return session == null ? null : session.roleName();
    }

    public boolean isRoot() {
        return session == null;
    }

    /** Returns the ARN of the execution for which it currently makes calls: as its task, or as a function that its task invoked. */
    public @Nullable String execution() {
        return session == null ? null : session.execution().get();
    }

    /** Returns a copy of the session that makes calls for an execution. */
    public Principal callingFor(Supplier<@Nullable String> execution) {
        return session == null
                ? this
                : new Principal(
                        arn,
                        userId,
                        new Session(
                                session.roleName(),
                                session.name(),
                                session.tags(),
                                session.transitiveTagKeys(),
                                session.issued(),
                                execution));
    }
}
