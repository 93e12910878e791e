/** Utilities for the emulator's files. */
@NullMarked
package io.github.emrlaunch.local.internal.files;

import org.jspecify.annotations.NullMarked;
