/** AssertJ assertions about executions on the local emulator. */
@NullMarked
package io.github.emrlaunch.local.assertions;

import org.jspecify.annotations.NullMarked;
