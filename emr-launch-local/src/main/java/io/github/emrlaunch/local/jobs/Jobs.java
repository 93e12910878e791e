package io.github.emrlaunch.local.jobs;

/**
 * Runs the jobs of steps and of EMR Serverless on this machine. {@code LocalAws.builder().jobs(…)} takes one; without it, jobs are
 * simulated.
 */
public interface Jobs {
    /**
     * Runs a job to its end in the calling thread. Several jobs may run at a time, each in a thread of its own.
     *
     * @return the result; a job that fails is a result, no exception
     * @throws InterruptedException when the thread is interrupted: the job was cancelled. No process of it is left when this is
     *     thrown. The files in the folder {@code logs} of the job's directory count as its logs then
     */
    JobResult run(Job job) throws InterruptedException;

    /** What jobs run with, or why they are simulated, in one line. */
    String description();
}
