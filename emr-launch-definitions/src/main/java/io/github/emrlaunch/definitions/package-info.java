/** Placeholder. */
@NullMarked
package io.github.emrlaunch.definitions;

import org.jspecify.annotations.NullMarked;
