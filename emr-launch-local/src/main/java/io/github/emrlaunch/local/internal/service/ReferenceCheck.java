package io.github.emrlaunch.local.internal.service;

import java.util.Optional;

/** Tells whether a resource of a service exists. */
@FunctionalInterface
public interface ReferenceCheck {
    /**
     * The line that declares a resource which is not there, such as {@code existing.bucket("data")}; empty for one that is there or
     * is of another service.
     */
    Optional<String> declarationOfMissing(String arn);
}
