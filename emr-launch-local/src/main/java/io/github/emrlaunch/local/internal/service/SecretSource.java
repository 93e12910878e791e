package io.github.emrlaunch.local.internal.service;

import java.util.Collection;

/** A service that stores secrets. */
public interface SecretSource {
    /** Returns every value that the service ever stored, as its users set it. */
    Collection<String> secretValues();
}
