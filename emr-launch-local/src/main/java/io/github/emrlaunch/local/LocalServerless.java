package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.serverless.ServerlessService;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The EMR Serverless applications and job runs, and the faults planned for them. */
public final class LocalServerless {
    private final ServerlessService service;

    LocalServerless(ServerlessService service) {
        this.service = service;
    }

    /** Returns the states of the applications, such as {@code STARTED}, by application id. Deleted applications are TERMINATED. */
    public Map<String, String> applications() {
        return service.applicationStates();
    }

    /** Returns all job runs in the order of their creation, including those that have ended. */
    public List<LocalJobRun> jobRuns() {
        return service.jobRuns();
    }

    /** Fails the next job run with this name at the end of its duration. Each call fails one more job run. */
    public void failJobRun(String name, String stateDetails) {
        service.failJobRun(name, stateDetails);
    }

    /** Keeps the next job run with this name running until it is cancelled or reaches its execution timeout. */
    public void hangJobRun(String name) {
        service.hangJobRun(name);
    }

    /** Sets the duration, in virtual time, of every job run with this name. Default: 2 minutes. */
    public void jobRunDuration(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("'duration' must be positive, got: " + duration);
        }
        service.jobRunDuration(name, duration);
    }
}
