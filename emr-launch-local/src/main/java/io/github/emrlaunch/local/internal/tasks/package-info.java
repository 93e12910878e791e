/** The service integrations of Task states in state machines. */
@NullMarked
package io.github.emrlaunch.local.internal.tasks;

import org.jspecify.annotations.NullMarked;
