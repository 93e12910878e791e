package io.github.emrlaunch.local.internal.service;

/** Finds EMR security configurations. */
@FunctionalInterface
public interface SecurityConfigurationLookup {
    boolean hasSecurityConfiguration(String name);
}
