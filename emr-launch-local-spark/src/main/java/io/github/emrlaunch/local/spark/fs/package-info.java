/** The file systems of jobs: {@code s3://} and {@code hdfs://}. Their classes are loaded by the JVMs of jobs, which have Hadoop. */
@NullMarked
package io.github.emrlaunch.local.spark.fs;

import org.jspecify.annotations.NullMarked;
