/** EventBridge: event buses, rules, schedules, and what is delivered to their targets. */
@NullMarked
package io.github.emrlaunch.local.internal.events;

import org.jspecify.annotations.NullMarked;
