package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cluster is launched once, and pipelines come and go: one for a day, one that fails. */
class PersistentPipelineIT {
    private static final ExampleRun RUN = new ExampleRun(Example.named("persistent-pipeline"), ForkFolder.PATH);
    private static String pipeline = "";

    @BeforeAll
    static void launch() throws InterruptedException {
        RUN.deploy(RUN.synthesize());
        pipeline = RUN.stateMachine("daily-summary");
        LaunchResult launched = RUN.run(
                        Example.named("persistent-pipeline").starts().get(0), event -> {})
                .execution();
        assertThat(launched.succeeded()).as("%s", launched.cause()).isTrue();
    }

    @AfterAll
    static void close() {
        RUN.close();
    }

    private static LocalExecution start(String day) throws InterruptedException {
        return RUN.aws()
                .awaitExecution(RUN.aws()
                        .startExecution(
                                pipeline,
                                "{\"StepArgumentOverrides\": {\"Summary\": {\"DAY\": \"%s\"}}}".formatted(day)));
    }

    @Test
    void summarizesTheDayThatItIsAskedFor() throws InterruptedException {
        LocalExecution execution = start("2026-01-01");

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(RUN.lastCluster().stepsNamed("Summary")).first().satisfies(step -> assertThat(
                        step.request().at("/HadoopJarStep/Args"))
                .extracting(JsonNode::asText)
                .contains("2026-01-01")
                .doesNotContain("DAY"));
        assertThat(RUN.lastCluster().isAlive()).isTrue();
    }

    @Test
    void saysWhichStepFailedAndLeavesTheCluster() throws InterruptedException {
        RUN.aws().emr().failStep("Find Partitions", "no such table");

        LocalExecution execution = start("2026-01-02");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(RUN.lastCluster().isAlive()).isTrue();
        assertThat(RUN.lastCluster().steps())
                .filteredOn(step -> step.state().equals("FAILED"))
                .extracting(LocalStep::name)
                .containsExactly("Find Partitions");
        assertThat(RUN.aws().publications("daily-summary-failed"))
                .singleElement()
                .satisfies(told -> {
                    assertThat(Json.parse(told.message()).path("Cause").asText())
                            .startsWith("Phase 'Summarize' failed: ")
                            .contains("Find Partitions", "no such table");
                });
    }
}
