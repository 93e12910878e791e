/** Where clusters run, for whoever has no such place yet: a network, buckets, and a studio for notebooks. */
@NullMarked
package io.github.emrlaunch.core.environment;

import org.jspecify.annotations.NullMarked;
