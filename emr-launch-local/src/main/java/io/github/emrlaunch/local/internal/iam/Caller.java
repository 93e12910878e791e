package io.github.emrlaunch.local.internal.iam;

import java.util.Set;

/**
 * All names by which the policy of a resource can mean the one who asks, as {@code AWS:} and an ARN or the id of an account,
 * or {@code Service:} and a service principal.
 *
 * @param itself the session or the service
 * @param role the role of a session
 * @param account the account of a session
 */
record Caller(Set<String> itself, Set<String> role, Set<String> account) {
    Caller {
        itself = Set.copyOf(itself);
        role = Set.copyOf(role);
        account = Set.copyOf(account);
    }

    /** A service, by the names of its service principals. */
    static Caller service(Set<String> names) {
        return new Caller(names, Set.of(), Set.of());
    }
}
