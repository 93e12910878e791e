/** Definitions that one app stores, and launch functions of another app that use them. */
@NullMarked
package io.github.emrlaunch.examples.shareddefinitions;

import org.jspecify.annotations.NullMarked;
