package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.serverless.ServerlessService;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The applications and job runs of EMR Serverless, and what shall go wrong with them. */
public final class LocalServerless {
    private final ServerlessService service;

    LocalServerless(ServerlessService service) {
        this.service = service;
    }

    /** The states of the applications, such as {@code STARTED}, by their ids; those that were deleted are TERMINATED. */
    public Map<String, String> applications() {
        return service.applicationStates();
    }

    /** All job runs in the order of their creation, those that have ended included. */
    public List<LocalJobRun> jobRuns() {
        return service.jobRuns();
    }

    /** The next job run of this name fails when its time is over; several calls are for as many. */
    public void failJobRun(String name, String stateDetails) {
        service.failJobRun(name, stateDetails);
    }

    /** The next job run of this name runs until it is cancelled or its execution timeout is over. */
    public void hangJobRun(String name) {
        service.hangJobRun(name);
    }

    /** Every job run of this name runs this long in virtual time; without it a job run takes two minutes. */
    public void jobRunDuration(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("'duration' must be positive, got: " + duration);
        }
        service.jobRunDuration(name, duration);
    }
}
