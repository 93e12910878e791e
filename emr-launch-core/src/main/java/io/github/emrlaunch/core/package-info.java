/** Placeholder. */
@NullMarked
package io.github.emrlaunch.core;

import org.jspecify.annotations.NullMarked;
