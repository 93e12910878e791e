package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.util.List;

/** A program that a job can start, such as {@code spark-submit}. */
@FunctionalInterface
public interface Program {
    /**
     * Runs to its end in the calling thread.
     *
     * @param arguments without the program's own name
     * @throws JobFailure the job fails with its message
     * @throws InterruptedException if the job is cancelled; none of its processes is left
     */
    Ended run(RunningJob job, List<String> arguments) throws IOException, InterruptedException;
}
