package io.github.emrlaunch.local.internal.service;

import java.util.Optional;

/** Checks whether a resource of a service exists. */
@FunctionalInterface
public interface ReferenceCheck {
    /**
     * Returns the line that declares a missing resource, such as {@code existing.bucket("data")}; empty when the resource exists or
     * belongs to another service.
     */
    Optional<String> declarationOfMissing(String arn);
}
