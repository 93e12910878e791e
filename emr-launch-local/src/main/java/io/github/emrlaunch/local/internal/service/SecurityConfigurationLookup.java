package io.github.emrlaunch.local.internal.service;

/** Which EMR security configurations there are. */
@FunctionalInterface
public interface SecurityConfigurationLookup {
    boolean hasSecurityConfiguration(String name);
}
