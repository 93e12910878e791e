package io.github.emrlaunch.core.profile;

/**
 * What EMR may refuse, or ignore, in a security configuration.
 *
 * @param id the id by which an app acknowledges it
 * @param message names the member
 */
record SecurityConfigurationWarning(String id, String message) {}
