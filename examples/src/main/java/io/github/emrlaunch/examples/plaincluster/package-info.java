/** A plain Spark cluster of two nodes in a public subnet, which terminates itself when it has nothing to do. */
@NullMarked
package io.github.emrlaunch.examples.plaincluster;

import org.jspecify.annotations.NullMarked;
