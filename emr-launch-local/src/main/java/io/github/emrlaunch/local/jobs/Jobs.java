package io.github.emrlaunch.local.jobs;

/**
 * Runs the jobs of steps and of EMR Serverless on this machine. {@code LocalAws.builder().jobs(…)} sets it; without it, jobs are
 * simulated.
 */
public interface Jobs {
    /**
     * Runs a job in the calling thread until it ends. Several jobs can run concurrently, each in a separate thread.
     *
     * @return the result. A failed job is a result, not an exception
     * @throws InterruptedException when the thread is interrupted because the job was cancelled. All processes of the job must have
     *     stopped before this is thrown. The files in the folder {@code logs} of the job's directory are then its logs
     */
    JobResult run(Job job) throws InterruptedException;

    /** Returns one line with the software that runs the jobs, or with the reason why jobs are simulated. */
    String description();
}
