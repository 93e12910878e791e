/** Shared parts of the constructs. Not for users. */
@NullMarked
package io.github.emrlaunch.core.internal;

import org.jspecify.annotations.NullMarked;
