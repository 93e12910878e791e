/** A pipeline whose execution decides what it does. */
@NullMarked
package io.github.emrlaunch.examples.dynamicpipeline;

import org.jspecify.annotations.NullMarked;
