/** Notifications about the end of executions. */
@NullMarked
package io.github.emrlaunch.core.notification;

import org.jspecify.annotations.NullMarked;
