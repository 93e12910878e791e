/** The registry of services, with services that a test makes up. */
@NullMarked
package io.github.emrlaunch.local.internal.service;

import org.jspecify.annotations.NullMarked;
