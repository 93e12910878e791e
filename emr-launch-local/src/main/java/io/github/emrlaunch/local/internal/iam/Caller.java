package io.github.emrlaunch.local.internal.iam;

import java.util.Set;

/**
 * All names of the caller in resource-based policies: {@code AWS:} and an ARN or an account id, or {@code Service:} and a service
 * principal.
 *
 * @param itself the names of the session or the service
 * @param role the names of the session's role
 * @param account the names of the session's account
 */
record Caller(Set<String> itself, Set<String> role, Set<String> account) {
    Caller {
        itself = Set.copyOf(itself);
        role = Set.copyOf(role);
        account = Set.copyOf(account);
    }

    /** Returns a service with the names of its service principals. */
    static Caller service(Set<String> names) {
        return new Caller(names, Set.of(), Set.of());
    }
}
