/** Spark jobs that a JSON file lists, in an environment of their own. */
@NullMarked
package io.github.emrlaunch.examples.sparksteps;

import org.jspecify.annotations.NullMarked;
