/** A pipeline that has a cluster for as long as it runs. */
@NullMarked
package io.github.emrlaunch.examples.transientpipeline;

import org.jspecify.annotations.NullMarked;
