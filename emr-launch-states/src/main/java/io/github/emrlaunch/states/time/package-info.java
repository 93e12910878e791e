/** Virtual time: waits take no real time, and events still happen in order. */
@NullMarked
package io.github.emrlaunch.states.time;

import org.jspecify.annotations.NullMarked;
