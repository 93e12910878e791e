/** What services offer to the Task states of state machines. */
@NullMarked
package io.github.emrlaunch.local.internal.tasks;

import org.jspecify.annotations.NullMarked;
