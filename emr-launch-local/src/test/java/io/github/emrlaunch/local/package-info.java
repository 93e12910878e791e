/** Tests of the local emulator. Most of them use HTTP with clients of the SDK. */
@NullMarked
package io.github.emrlaunch.local;

import org.jspecify.annotations.NullMarked;
