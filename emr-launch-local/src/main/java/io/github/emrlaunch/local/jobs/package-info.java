/** The interface between the emulator and the library that runs the jobs of steps and job runs. */
@NullMarked
package io.github.emrlaunch.local.jobs;

import org.jspecify.annotations.NullMarked;
