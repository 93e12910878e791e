/** Virtual time: waits cost nothing, what happens on the way still happens in order. */
@NullMarked
package io.github.emrlaunch.states.time;

import org.jspecify.annotations.NullMarked;
