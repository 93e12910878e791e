package io.github.emrlaunch.local.internal.aws;

import java.util.Optional;

/** Decides who may do what. */
@FunctionalInterface
public interface Authorizer {
    /**
     * Asks whether a principal may do what a call requires.
     *
     * @return empty when it may, else why not in AWS's words
     */
    Optional<String> refusal(Principal principal, RequiredPermission permission);

    /** Whether a principal may do what a call requires. */
    default boolean allows(Principal principal, RequiredPermission permission) {
        return refusal(principal, permission).isEmpty();
    }
}
