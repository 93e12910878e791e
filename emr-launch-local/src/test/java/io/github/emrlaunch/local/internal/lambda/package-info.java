/** Tests of internals that no public interface shows. */
@NullMarked
package io.github.emrlaunch.local.internal.lambda;

import org.jspecify.annotations.NullMarked;
