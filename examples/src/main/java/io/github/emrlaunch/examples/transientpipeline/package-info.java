/** A pipeline with a cluster that exists as long as the pipeline runs. */
@NullMarked
package io.github.emrlaunch.examples.transientpipeline;

import org.jspecify.annotations.NullMarked;
