/** Unit tests of patterns and schedules. */
@NullMarked
package io.github.emrlaunch.local.internal.events;

import org.jspecify.annotations.NullMarked;
