/** Runs the jobs of steps and job runs in threads, and writes their logs to S3. */
@NullMarked
package io.github.emrlaunch.local.internal.jobs;

import org.jspecify.annotations.NullMarked;
