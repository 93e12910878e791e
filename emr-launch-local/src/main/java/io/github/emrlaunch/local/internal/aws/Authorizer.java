package io.github.emrlaunch.local.internal.aws;

import java.util.Optional;

/** Authorizes calls. */
@FunctionalInterface
public interface Authorizer {
    /**
     * Checks whether a principal has the permission that a call requires.
     *
     * @return empty when the call is allowed; otherwise the message of AWS
     */
    Optional<String> refusal(Principal principal, RequiredPermission permission);

    /** Returns whether a principal has the permission that a call requires. */
    default boolean allows(Principal principal, RequiredPermission permission) {
        return refusal(principal, permission).isEmpty();
    }
}
