/** Notifications of the ends of executions. */
@NullMarked
package io.github.emrlaunch.core.notification;

import org.jspecify.annotations.NullMarked;
