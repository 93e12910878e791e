/**
 * The interfaces of a service of the emulator, and the registry of services. A service is a package. Only the public package depends on
 * it.
 */
@NullMarked
package io.github.emrlaunch.local.internal.service;

import org.jspecify.annotations.NullMarked;
