/** Spark jobs from a JSON file, in a separate environment. */
@NullMarked
package io.github.emrlaunch.examples.sparksteps;

import org.jspecify.annotations.NullMarked;
