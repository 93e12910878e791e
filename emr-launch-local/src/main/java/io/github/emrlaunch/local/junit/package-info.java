/** The local emulator as a JUnit 5 extension. */
@NullMarked
package io.github.emrlaunch.local.junit;

import org.jspecify.annotations.NullMarked;
