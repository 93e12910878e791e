package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster at one moment.
 *
 * @param id such as {@code j-2AXXXXXXGAPLF}
 * @param request the RunJobFlow request exactly as EMR received it
 * @param state such as {@code STARTING} or {@code WAITING}
 * @param stateChangeReason why it is in this state, empty when EMR has nothing to say
 * @param tags its tags, with those that were added later
 * @param steps its steps in the order in which they were added
 * @param created in virtual time
 * @param ready when it first was WAITING or RUNNING, null for one that never was
 * @param ended null for one that has not ended
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
     * The steps of this name, in the order in which they were added.
     *
     * @return empty when there are none
     */
    public List<LocalStep> stepsNamed(String stepName) {
        return steps.stream().filter(step -> step.name().equals(stepName)).toList();
    }

    /** Whether the cluster has neither ended nor begun to: it costs money. */
    public boolean isAlive() {
        return !state.startsWith("TERMINAT");
    }
}
