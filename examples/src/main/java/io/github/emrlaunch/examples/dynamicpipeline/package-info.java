/** A pipeline that chooses its work at run time. */
@NullMarked
package io.github.emrlaunch.examples.dynamicpipeline;

import org.jspecify.annotations.NullMarked;
