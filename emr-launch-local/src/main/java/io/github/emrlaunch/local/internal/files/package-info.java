/** Files of the emulator. */
@NullMarked
package io.github.emrlaunch.local.internal.files;

import org.jspecify.annotations.NullMarked;
