/**
 * What a service of the emulator consists of, and the registry that finds services. A service is a package; no other package
 * but the public one depends on it.
 */
@NullMarked
package io.github.emrlaunch.local.internal.service;

import org.jspecify.annotations.NullMarked;
