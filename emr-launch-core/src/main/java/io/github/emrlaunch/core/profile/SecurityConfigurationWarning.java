package io.github.emrlaunch.core.profile;

/**
 * A warning about a security configuration that EMR may refuse or ignore in part.
 *
 * @param id the id to acknowledge it with
 * @param message the message, which names the member
 */
record SecurityConfigurationWarning(String id, String message) {}
