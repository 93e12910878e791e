package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a cluster.
 *
 * @param id such as {@code j-2AXXXXXXGAPLF}
 * @param request the RunJobFlow request exactly as EMR received it
 * @param state such as {@code STARTING} or {@code WAITING}
 * @param stateChangeReason the reason for its state; empty when EMR has none
 * @param tags its tags, including tags that were added later
 * @param steps its steps in the order in which they were added
 * @param created the creation time, in virtual time
 * @param ready the time when it was first WAITING or RUNNING; null when it never was
 * @param ended the end time; null for a cluster that has not ended
 */
public record LocalCluster(
        String id,
        String name,
        JsonNode request,
        String state,
        String stateChangeReason,
        Map<String, String> tags,
        List<LocalStep> steps,
        Instant created,
        @Nullable Instant ready,
        @Nullable Instant ended) {
    public LocalCluster {
        tags = Map.copyOf(tags);
        steps = List.copyOf(steps);
    }

    /**
     * Returns the steps with this name, in the order in which they were added.
     *
     * @return empty when there are none
     */
    public List<LocalStep> stepsNamed(String stepName) {
        return steps.stream().filter(step -> step.name().equals(stepName)).toList();
    }

    /** Returns whether the cluster is neither terminated nor terminating. A live cluster costs money. */
    public boolean isAlive() {
        return !state.startsWith("TERMINAT");
    }
}
