package io.github.emrlaunch.local.internal.aws;

import java.util.Optional;

/** Decides who may do what. */
@FunctionalInterface
public interface Authorizer {
    /**
     * Asks whether a principal may do what a call demands.
     *
     * @return empty when it may, else why not in AWS's words
     */
    Optional<String> refusal(Principal principal, Demand demand);

    /** Whether a principal may do what a call demands. */
    default boolean allows(Principal principal, Demand demand) {
        return refusal(principal, demand).isEmpty();
    }
}
