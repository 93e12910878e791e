/** Placeholder. */
@NullMarked
package io.github.emrlaunch.lambdas;

import org.jspecify.annotations.NullMarked;
