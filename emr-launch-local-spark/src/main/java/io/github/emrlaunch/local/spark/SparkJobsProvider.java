package io.github.emrlaunch.local.spark;

import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.local.jobs.JobsProvider;

/** Finds the Spark that is installed, for {@code serve --jobs}. */
public final class SparkJobsProvider implements JobsProvider {
    @Override
    public Jobs installed() {
        return SparkJobs.installed();
    }

    @Override
    public Jobs installed(int jobsAtOnce) {
        return SparkJobs.installed().withJobsAtOnce(jobsAtOnce);
    }
}
