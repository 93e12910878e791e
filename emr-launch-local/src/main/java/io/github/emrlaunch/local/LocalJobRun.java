package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.jobs.JobResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job run of EMR Serverless at one moment.
 *
 * @param request the StartJobRun request exactly as EMR Serverless received it
 * @param state such as {@code RUNNING}, {@code SUCCESS}, {@code FAILED} or {@code CANCELLED}
 * @param outputs where its output can go: those of its arguments, in their order, that are in S3 where its role may write.
 *     Empty when the job can leave nothing, whatever its state: what it writes elsewhere is gone with its workers
 * @param attempt the number of the attempt that it is at, or ended with, from 1 on
 * @param stateDetails why it is in this state, empty when there is nothing to say
 * @param created in virtual time
 * @param started null for one that never ran
 * @param ended null for one that has not ended
 * @param job the result of its last attempt that has ended: of one that was cancelled, a failure with the logs so far. Null without
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
    /** Keeps the outputs as they are. */
    public LocalJobRun {
        outputs = List.copyOf(outputs);
    }

    /** Whether it may still do something. */
    public boolean isAlive() {
        return !state.equals("SUCCESS") && !state.equals("FAILED") && !state.equals("CANCELLED");
    }
}
