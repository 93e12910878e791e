/** A pipeline on a cluster that is there already, for whoever starts it. */
@NullMarked
package io.github.emrlaunch.examples.persistentpipeline;

import org.jspecify.annotations.NullMarked;
