package io.github.emrlaunch.client;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A step and how it is doing.
 *
 * @param clusterId the cluster that it was added to
 * @param id such as {@code s-3AXXXXXXGAPLF}
 * @param name as people gave it; several steps of a cluster may have the same
 * @param state in EMR's words, such as {@code RUNNING}
 * @param reason why it is in this state: what EMR found in its log, or whose request it was; null when EMR gives none
 * @param created when it was added
 * @param started when it began to run; null before
 * @param ended when it ended; null before
 * @param logUri where it writes its logs, when the step says otherwise than its cluster; null otherwise
 * @param failureLog the log in which EMR found why it failed; null when it names none
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

    /** Whether nothing more will happen to it. */
    public boolean hasEnded() {
        return ENDED.contains(state);
    }

    /** Whether it has done what it should. */
    public boolean succeeded() {
        return state.equals("COMPLETED");
    }
}
