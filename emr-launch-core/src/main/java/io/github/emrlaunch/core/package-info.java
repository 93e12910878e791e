/**
 * CDK constructs for Amazon EMR: {@linkplain io.github.emrlaunch.core.profile profiles} (security),
 * {@linkplain io.github.emrlaunch.core.cluster cluster configurations} (hardware and software) and
 * {@linkplain io.github.emrlaunch.core.launch launch functions} (the state machines that start clusters of the two).
 */
@NullMarked
package io.github.emrlaunch.core;

import org.jspecify.annotations.NullMarked;
