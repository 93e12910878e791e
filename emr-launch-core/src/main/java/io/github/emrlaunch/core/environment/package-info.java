/** Environments for clusters: a network, buckets, and a studio for notebooks. */
@NullMarked
package io.github.emrlaunch.core.environment;

import org.jspecify.annotations.NullMarked;
