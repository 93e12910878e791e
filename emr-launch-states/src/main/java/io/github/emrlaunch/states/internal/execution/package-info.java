/** The execution of state machines: branches, tasks, maps, retries, the history and redrive. */
@NullMarked
package io.github.emrlaunch.states.internal.execution;

import org.jspecify.annotations.NullMarked;
