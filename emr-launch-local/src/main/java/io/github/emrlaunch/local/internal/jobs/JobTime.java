package io.github.emrlaunch.local.internal.jobs;

/** Controls virtual time, which stands still while a job runs. */
public interface JobTime {
    /** Returns the id of the step or job run. */
    String jobId();

    /** Lets virtual time pass while the current thread serves a request of the job, until the result is closed. */
    Release release();

    /** Lets virtual time pass to the next event if no other worker is busy: the job polls for a change that only time can cause. */
    void pass();

    /** Ends the period in which virtual time may pass. */
    interface Release extends AutoCloseable {
        @Override
        void close();
    }
}
