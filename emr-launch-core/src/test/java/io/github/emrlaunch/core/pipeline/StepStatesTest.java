package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of a step, and their polling intervals. */
class StepStatesTest {
    private static final int YEAR = 365 * 24 * 60 * 60;

    private static JsonNode states(EmrStep step) {
        StateMachineText branch = StateMachineText.branch();
        ObjectNode arguments = Json.object().put("ClusterId", "j-1");
        arguments.set("Step", new StepText(step, "$input").json());
        new StepStates("arn", List.of(Phase.of("Work", step)))
                .add(branch, new StateNames("", name -> false), step, arguments, null);
        return branch.json().path("States");
    }

    /** EMR's list is searched by the name. */
    @ParameterizedTest
    @ValueSource(strings = {"{% 'Load ' & $now() %}", "{% $states.context.State.Name %}", "{% $uuid() %}"})
    void rejectsStepNameWithChangingValue(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> states(EmrStep.of(name, "s3://jobs/job.jar")))
                .withMessageContaining("'name' of a step must have the same value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% $millis() %}",
                "{% $states.context.State.Name %}",
                "{% $states.context.State.EnteredTime %}",
                "{% $string($states.context) %}",
                "{% $states.context.Task.Token %}",
                "{% $string($states.input) %}"
            })
    void pollIgnoresArgumentsWithChangingValue(String argument) {
        assertThat(states(EmrStep.of("Load", "s3://jobs/job.jar", argument))
                        .at("/Load: Look/Arguments/Payload/Step/HadoopJarStep/Args/0")
                        .asText())
                .isEqualTo("{% null %}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% $states.context.Execution.Name %}",
                "{% $states.context.Map.Item.Value %}",
                "{% $input.day %}",
                "a"
            })
    void pollComparesArgumentsWithConstantValue(String argument) {
        assertThat(states(EmrStep.of("Load", "s3://jobs/job.jar", argument))
                        .at("/Load: Look/Arguments/Payload/Step/HadoopJarStep/Args/0")
                        .asText())
                .isNotEqualTo("{% null %}");
    }

    /** Many steps are polled at once, and none of them fails because of temporary throttling. */
    @Test
    void pollsHaveJitterAndManyRetriesForThrottling() {
        JsonNode retriers = states(EmrStep.of("Load", "s3://jobs/job.jar")).at("/Load: Look/Retry");

        assertThat(StreamSupport.stream(retriers.spliterator(), false)
                        .filter(retrier -> retrier.path("MaxAttempts").asInt() > 0))
                .allMatch(retrier -> retrier.path("JitterStrategy").asText().equals("FULL"));
        assertThat(StreamSupport.stream(retriers.spliterator(), false)
                        .filter(retrier ->
                                retrier.path("ErrorEquals").toString().contains("TooManyRequests")))
                .singleElement()
                .satisfies(retrier ->
                        assertThat(retrier.path("MaxAttempts").asInt()).isGreaterThanOrEqualTo(100));
    }

    /** A history holds 25,000 events, and a poll has three. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 27, 40, 100, 256})
    void pollsOfPhaseForOneYearFitIntoHistory(int steps) {
        List<EmrStep> all = IntStream.range(0, steps)
                .mapToObj(i -> EmrStep.of("Part " + i, "s3://jobs/job.jar"))
                .toList();
        StepLooks looks = StepLooks.of(List.of(
                Phase.of("One", EmrStep.of("First", "s3://jobs/job.jar")),
                steps == 1 ? Phase.of("Parts", all) : Phase.parallel("Parts", all)));

        assertThat(3 * steps * looks.within(YEAR)).isLessThan(20_000);
        assertThat(looks.firstSeconds()).isBetween(60, 256);
        assertThat(looks.growth()).isBetween(1.05, 2.0);
    }

    @Test
    void pollIntervalGrowsFasterForConcurrentItems() {
        EmrStep step = EmrStep.of("Load", "s3://jobs/job.jar");

        assertThat(StepLooks.of(List.of(Phase.forEach("Load", "{% $input.tables %}", step)))
                        .growth())
                .isEqualTo(1.05);
        assertThat(StepLooks.of(List.of(Phase.forEach("Load", "{% $input.tables %}", step)
                                .atOnce(40)))
                        .growth())
                .isGreaterThan(1.05);
    }
}
