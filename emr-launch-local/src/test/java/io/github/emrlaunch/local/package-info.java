/** Tests of the local emulator, most of them over HTTP with the SDK's own clients. */
@NullMarked
package io.github.emrlaunch.local;

import org.jspecify.annotations.NullMarked;
