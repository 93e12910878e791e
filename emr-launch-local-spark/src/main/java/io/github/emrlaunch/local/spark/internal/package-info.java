/** Runs a job: the installed Spark, the environment and processes of the job, and its results. */
@NullMarked
package io.github.emrlaunch.local.spark.internal;

import org.jspecify.annotations.NullMarked;
