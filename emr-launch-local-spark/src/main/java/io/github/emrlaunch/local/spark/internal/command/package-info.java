/** The programs that a step or a job run can start. */
@NullMarked
package io.github.emrlaunch.local.spark.internal.command;

import org.jspecify.annotations.NullMarked;
