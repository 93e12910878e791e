package io.github.emrlaunch.local.internal.service;

import java.util.Optional;

/** A service that knows which of its resources are there. */
@FunctionalInterface
public interface ReferenceCheck {
    /**
     * The line that declares a resource which is not there, such as {@code existing.bucket("data")}; empty for one that is there or
     * is of another service.
     */
    Optional<String> declarationOfMissing(String arn);
}
