/** Tests of the registry of services, with fake services. */
@NullMarked
package io.github.emrlaunch.local.internal.service;

import org.jspecify.annotations.NullMarked;
