package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.service.LocalService;

/** A service that runs jobs, which make calls. */
public interface JobHost extends LocalService {
    /** Returns the threads of the service's jobs. */
    JobThreads jobs();

    @Override
    default void quiesce() {
        jobs().quiesce();
    }

    @Override
    default void close() {
        jobs().close();
    }
}
