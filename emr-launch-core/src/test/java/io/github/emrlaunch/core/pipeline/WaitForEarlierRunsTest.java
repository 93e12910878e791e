package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;

/** The wait of a persistent pipeline for earlier runs, for any timeout. */
class WaitForEarlierRunsTest {
    private static final double YEAR = 365 * 86_400;
    private static final int EVENTS_OF_A_LOOK = 9;
    private static final int MOST_EVENTS = 25_000;

    private static JsonNode states() {
        PipelineSettings settings = PipelineSettings.of(
                "default",
                "pipeline",
                null,
                List.of(Phase.of("Work", EmrStep.of("Step", "job.jar"))),
                Notifications.none(),
                Duration.days(365));
        return Json.parse(new PersistentPipelineStates(
                                settings,
                                PhaseChains.unmade(settings),
                                PersistentCluster.of(null, null, "j-1", null, null),
                                new PersistentPipelineStates.Functions("", "", ""))
                        .toJson())
                .path("States");
    }

    /** The expression is short enough to be repeated here. */
    @Test
    void aWaitOfNearlyAYearFitsIntoTheHistory() {
        String seconds =
                states().path("Wait for Earlier Executions").path("Seconds").asText();
        assertThat(seconds)
                .isEqualTo("{% $max([60, $floor(($toMillis($states.context.State.EnteredTime) - "
                        + "$toMillis($states.context.Execution.StartTime)) / 50000)]) %}");

        int looks = 0;
        for (double waited = 0; waited < YEAR; waited += Math.max(60, Math.floor(waited / 50))) {
            looks++;
        }
        assertThat(looks * EVENTS_OF_A_LOOK).isLessThan(MOST_EVENTS / 4);
    }

    /** The polls of a step that its task can no longer observe. */
    @Test
    void aStepThatRunsForAYearFitsIntoTheHistory() {
        JsonNode retrier = looks(states());
        double rate = retrier.path("BackoffRate").asDouble();
        int looks = 0;
        double interval = retrier.path("IntervalSeconds").asDouble();
        for (double waited = 0; waited < YEAR; waited += interval, interval *= rate) {
            looks++;
        }
        assertThat(looks).isLessThan(retrier.path("MaxAttempts").asInt()).isLessThan(250);
        assertThat(retrier.has("MaxDelaySeconds")).isFalse();
    }

    private static JsonNode looks(JsonNode states) {
        for (JsonNode retriers : states.findValues("Retry")) {
            for (JsonNode one : retriers) {
                if (one.path("ErrorEquals").toString().contains("StepRunning")) {
                    return one;
                }
            }
        }
        throw new AssertionError(states.toString());
    }
}
