package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job run with its state. Every method is atomic. */
final class JobRun {
    /** The states in the order of the lifecycle. */
    enum State {
        SUBMITTED,
        QUEUED,
        SCHEDULED,
        RUNNING,
        CANCELLING,
        SUCCESS,
        FAILED,
        CANCELLED;

        boolean hasEnded() {
            return compareTo(SUCCESS) >= 0;
        }
    }

    private final Application application;
    private final String id;
    private final ObjectNode request;
    private final List<String> outputs;
    private final String createdBy;
    private final Instant created;
    private State state = State.SUBMITTED;
    private int attempt = 1;
    private String details = "";
    private Instant updated;
    private @Nullable Instant started;
    private @Nullable JobResult job;

    /**
     * @param request the request as it was received; not modified
     * @param outputs the possible output locations
     */
    JobRun(
            Application application,
            String id,
            ObjectNode request,
            List<String> outputs,
            String createdBy,
            Instant created) {
        this.application = application;
        this.id = id;
        this.request = request;
        this.outputs = List.copyOf(outputs);
        this.createdBy = createdBy;
        this.created = created;
        this.updated = created;
    }

    Application application() {
        return application;
    }

    String id() {
        return id;
    }

    String arn() {
        return application.arn() + "/jobruns/" + id;
    }

    String name() {
        return AwsJson.text(request, "name", "");
    }

    ObjectNode request() {
        return request;
    }

    synchronized State state() {
        return state;
    }

    /** Moves to a later state, unless the job run has ended. */
    synchronized boolean advance(State to, String why, Instant now) {
        if (state.hasEnded() || to.compareTo(state) <= 0) {
            return false;
        }
        state = to;
        details = why;
        updated = now;
        if (to == State.RUNNING) {
            started = now;
        }
        return true;
    }

    /** Starts the next attempt after a failed job. Returns false when that was the last attempt, or the job run has ended. */
    synchronized boolean tryAgain(String why, Instant now) {
        if (state != State.RUNNING
                || attempt >= request.at("/retryPolicy/maxAttempts").asInt(1)) {
            return false;
        }
        attempt++;
        state = State.SCHEDULED;
        details = why;
        updated = now;
        return true;
    }

    /** Returns the number of the current attempt, starting at 1. */
    synchronized int attempt() {
        return attempt;
    }

    /** Records the result of an attempt's job. */
    synchronized void setJob(JobResult result) {
        job = result;
    }

    synchronized LocalJobRun snapshot() {
        return new LocalJobRun(
                application.id(),
                id,
                name(),
                request.deepCopy(),
                outputs,
                attempt,
                state.name(),
                details,
                created,
                started,
                state.hasEnded() ? updated : null,
                job);
    }

    /** Returns the job run in the format of ListJobRuns. */
    ObjectNode summary() {
        return description()
                .put("id", id)
                .retain(
                        "id",
                        "applicationId",
                        "name",
                        "mode",
                        "arn",
                        "createdBy",
                        "createdAt",
                        "updatedAt",
                        "executionRole",
                        "state",
                        "stateDetails",
                        "releaseLabel");
    }

    /** Returns the job run in the format of GetJobRun. */
    synchronized ObjectNode description() {
        ObjectNode description = request.deepCopy();
        description.remove("clientToken");
        description.set("executionRole", description.remove("executionRoleArn"));
        if (started != null) {
            description.put(
                    "totalExecutionDurationSeconds",
                    Duration.between(started, updated).toSeconds());
        }
        return description
                .put("applicationId", application.id())
                .put("jobRunId", id)
                .put("arn", arn())
                .put("createdBy", createdBy)
                .put("mode", AwsJson.text(request, "mode", "BATCH"))
                .put("attempt", attempt)
                .put("releaseLabel", application.settings().path("releaseLabel").asText())
                .put("state", state.name())
                .put("stateDetails", details)
                .put("createdAt", AwsJson.timestamp(created))
                .put("updatedAt", AwsJson.timestamp(updated));
    }

    synchronized Checkpoint checkpoint() {
        State thenState = state;
        int thenAttempt = attempt;
        String thenDetails = details;
        Instant thenUpdated = updated;
        @Nullable Instant thenStarted = started;
        @Nullable JobResult thenJob = job;
        return () -> {
            synchronized (this) {
                state = thenState;
                attempt = thenAttempt;
                details = thenDetails;
                updated = thenUpdated;
                started = thenStarted;
                job = thenJob;
            }
        };
    }
}
