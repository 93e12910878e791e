/** The acceptance kit: compares what an AWS account does with what the local emulator did. */
@NullMarked
package io.github.emrlaunch.examples.acceptance;

import org.jspecify.annotations.NullMarked;
