/** Cluster configurations: the hardware and software of clusters, defined once and shared by name. */
@NullMarked
package io.github.emrlaunch.core.cluster;

import org.jspecify.annotations.NullMarked;
