/** State machines that start clusters of a profile and a cluster configuration. */
@NullMarked
package io.github.emrlaunch.core.launch;

import org.jspecify.annotations.NullMarked;
