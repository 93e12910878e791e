/** A plain Spark cluster of two nodes in a public subnet, which terminates when it is idle. */
@NullMarked
package io.github.emrlaunch.examples.plaincluster;

import org.jspecify.annotations.NullMarked;
