/** A portal that finds and starts launch functions through the control plane. */
@NullMarked
package io.github.emrlaunch.examples.controlplane;

import org.jspecify.annotations.NullMarked;
