/** Policies, evaluated without a local emulator around them. */
@NullMarked
package io.github.emrlaunch.local.internal.iam;

import org.jspecify.annotations.NullMarked;
