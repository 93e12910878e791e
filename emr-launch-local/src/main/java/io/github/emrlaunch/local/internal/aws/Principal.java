package io.github.emrlaunch.local.internal.aws;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call.
 *
 * @param arn the account's root or an assumed role's session
 * @param userId the unique id that STS shows
 * @param session null for the account itself
 */
public record Principal(String arn, String userId, @Nullable Session session) {

    /**
     * The session of a role.
     *
     * @param name the session's
     * @param tags that were passed when the role was assumed, or are inherited from the session that assumed it
     * @param transitiveTagKeys of those that sessions of further roles inherit
     * @param issued when it began
     * @param execution the ARN of the execution for which it calls at the moment, null for none
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

    /** The account itself, which may do everything. */
    public static Principal root(Account account) {
        return new Principal(account.globalArn("iam", "root"), account.id(), null);
    }

    /** The role behind a session, null for the account itself. */
    public @Nullable String roleName() {
        return session == null ? null : session.roleName();
    }

    public boolean isRoot() {
        return session == null;
    }

    /** The ARN of the execution for which it calls at the moment: of a task's, or of a function's that a task invoked. */
    public @Nullable String execution() {
        return session == null ? null : session.execution().get();
    }

    /** The same session, which calls for an execution. */
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
