/** What runs a state machine: branches, tasks, maps, retries, the history and redrive. */
@NullMarked
package io.github.emrlaunch.states.internal.execution;

import org.jspecify.annotations.NullMarked;
