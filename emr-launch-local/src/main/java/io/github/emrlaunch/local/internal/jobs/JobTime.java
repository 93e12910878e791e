package io.github.emrlaunch.local.internal.jobs;

/** The virtual time that stands while a job runs. */
public interface JobTime {
    /** The id of the step or job run. */
    String jobId();

    /** Lets virtual time pass while the current thread serves a request of the job, until the result is closed. */
    Release release();

    /** Lets virtual time pass to the next event if nothing else is busy: the job polls for a change that only time brings. */
    void pass();

    /** Ends the time in which virtual time may pass. */
    interface Release extends AutoCloseable {
        @Override
        void close();
    }
}
