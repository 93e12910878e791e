/** The local emulator in tests of JUnit 5. */
@NullMarked
package io.github.emrlaunch.local.junit;

import org.jspecify.annotations.NullMarked;
