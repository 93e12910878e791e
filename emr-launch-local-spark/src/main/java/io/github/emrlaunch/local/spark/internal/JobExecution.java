package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;

/** Runs the command of a job. */
@FunctionalInterface
public interface JobExecution {
    /**
     * Runs it to its end in the calling thread.
     *
     * @throws JobFailure the job fails with its message
     * @throws InterruptedException if the job is cancelled; none of its processes is left
     */
    Ended run(RunningJob job) throws IOException, InterruptedException;
}
