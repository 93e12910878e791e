/** Functions that get and list definitions for programs that may not read Parameter Store. */
@NullMarked
package io.github.emrlaunch.core.controlplane;

import org.jspecify.annotations.NullMarked;
