package io.github.emrlaunch.local.internal.service;

/** Tells whether an EMR security configuration exists. */
@FunctionalInterface
public interface SecurityConfigurationLookup {
    boolean hasSecurityConfiguration(String name);
}
