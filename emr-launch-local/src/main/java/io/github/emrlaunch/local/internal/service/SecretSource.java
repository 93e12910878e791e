package io.github.emrlaunch.local.internal.service;

import java.util.Collection;

/** A service that keeps secrets. */
public interface SecretSource {
    /** Every value that the service ever kept, as its users gave it. */
    Collection<String> secretValues();
}
