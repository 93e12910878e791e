/** Patterns and schedules, without a local emulator around them. */
@NullMarked
package io.github.emrlaunch.local.internal.events;

import org.jspecify.annotations.NullMarked;
