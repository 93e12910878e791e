/** Runs the steps and job runs of the local emulator with the Spark that is installed on this machine. */
@NullMarked
package io.github.emrlaunch.local.spark;

import org.jspecify.annotations.NullMarked;
