/** Patterns and schedules, without a stand-in around them. */
@NullMarked
package io.github.emrlaunch.local.internal.events;

import org.jspecify.annotations.NullMarked;
