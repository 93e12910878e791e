/** What runs the jobs of steps and job runs for real, and how it is told what to run. */
@NullMarked
package io.github.emrlaunch.local.jobs;

import org.jspecify.annotations.NullMarked;
