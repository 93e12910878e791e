/** Virtual time: waits cost nothing, what happens on the way still happens in order. */
@NullMarked
package io.github.emrlaunch.local.time;

import org.jspecify.annotations.NullMarked;
