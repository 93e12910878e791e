/** The acceptance kit, which compares the behaviour of an AWS account with the local emulator. */
@NullMarked
package io.github.emrlaunch.examples.acceptance;

import org.jspecify.annotations.NullMarked;
