/** Definitions that one app stores, and launch functions that another app makes of them. */
@NullMarked
package io.github.emrlaunch.examples.shareddefinitions;

import org.jspecify.annotations.NullMarked;
