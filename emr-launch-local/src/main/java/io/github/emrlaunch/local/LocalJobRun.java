package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of an EMR Serverless job run.
 *
 * @param request the StartJobRun request exactly as EMR Serverless received it
 * @param state such as {@code RUNNING}, {@code SUCCESS}, {@code FAILED} or {@code CANCELLED}
 * @param outputs the possible output locations: the arguments that are S3 URIs where its role may write, in order.
 *     Empty when the job cannot write anything that lasts, whatever its state: other output is lost with its workers
 * @param attempt the number of the current or last attempt, starting at 1
 * @param stateDetails the reason for its state; empty when there is none
 * @param created the creation time, in virtual time
 * @param started the start time; null for a job run that never ran
 * @param ended the end time; null for a job run that has not ended
 * @param job the result of its last attempt that has ended; for a cancelled one, a failure with the logs up to then. Null without
 *     {@link LocalAws.Builder#jobs}, and before an attempt has ended
 */
public record LocalJobRun(
        String applicationId,
        String id,
        String name,
        JsonNode request,
        List<String> outputs,
        int attempt,
        String state,
        String stateDetails,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable JobResult job) {
    /** Copies the outputs. */
    public LocalJobRun {
        outputs = List.copyOf(outputs);
    }

    /** Returns whether the job run has not ended. */
    public boolean isAlive() {
        return !state.equals("SUCCESS") && !state.equals("FAILED") && !state.equals("CANCELLED");
    }
}
