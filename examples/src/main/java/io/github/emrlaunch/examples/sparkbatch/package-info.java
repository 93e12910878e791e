/** A pipeline of PySpark steps that an object in S3 starts, and a mail with its result. */
@NullMarked
package io.github.emrlaunch.examples.sparkbatch;

import org.jspecify.annotations.NullMarked;
