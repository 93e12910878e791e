/** A pipeline on an existing cluster. */
@NullMarked
package io.github.emrlaunch.examples.persistentpipeline;

import org.jspecify.annotations.NullMarked;
