/** Assertions of AssertJ about what executions on the local emulator did. */
@NullMarked
package io.github.emrlaunch.local.assertions;

import org.jspecify.annotations.NullMarked;
