/**
 * CDK constructs for Amazon EMR: {@linkplain io.github.emrlaunch.core.profile profiles} (security),
 * {@linkplain io.github.emrlaunch.core.cluster cluster configurations} (hardware and software) and
 * {@linkplain io.github.emrlaunch.core.launch launch functions} (state machines that start clusters from a profile and
 * a cluster configuration).
 */
@NullMarked
package io.github.emrlaunch.core;

import org.jspecify.annotations.NullMarked;
