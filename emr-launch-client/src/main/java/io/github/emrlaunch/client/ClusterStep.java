package io.github.emrlaunch.client;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A step and its status.
 *
 * @param clusterId the cluster that it was added to
 * @param id such as {@code s-3AXXXXXXGAPLF}
 * @param name the name of the step; several steps of a cluster may have the same name
 * @param state the step state of EMR, such as {@code RUNNING}
 * @param reason the reason for the state: the failure that EMR found in the log, or the source of a cancel request; null if EMR returns none
 * @param created the time at which the step was added
 * @param started the time at which the step started to run; null before that
 * @param ended the time at which the step ended; null before that
 * @param logUri the location of the step's logs if it differs from the cluster's; null otherwise
 * @param failureLog the log in which EMR found the failure; null if EMR returns none
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_StepSummary.html">StepSummary</a>
 */
public record ClusterStep(
        String clusterId,
        String id,
        String name,
        String state,
        @Nullable String reason,
        @Nullable Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable String logUri,
        @Nullable String failureLog) {
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "CANCELLED", "INTERRUPTED");

    /** Whether the step has ended. */
    public boolean hasEnded() {
        return ENDED.contains(state);
    }

    /** Whether the step has completed successfully. */
    public boolean succeeded() {
        return state.equals("COMPLETED");
    }
}
