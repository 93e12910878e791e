/** Amazon EventBridge: event buses, rules, schedules, and deliveries to targets. */
@NullMarked
package io.github.emrlaunch.local.internal.events;

import org.jspecify.annotations.NullMarked;
