package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineRunInput;
import io.github.emrlaunch.local.LocalExecution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Launches the cluster once, and runs pipelines on it: one for a day, and one that fails. */
class PersistentPipelineIT {
    private static final ExampleRun RUN = new ExampleRun(Example.named("persistent-pipeline"), ForkFolder.PATH);
    private static String pipeline = "";

    @BeforeAll
    static void launch() throws InterruptedException {
        RUN.deploy(RUN.synthesize());
        pipeline = RUN.stateMachine("pipeline_default_daily-summary");
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
    void summarizesTheGivenDay() throws InterruptedException {
        assertThat(start("2026-01-01")).succeeded().launchedNoCluster().usedCluster(cluster -> cluster.isAlive()
                .step("Summary", step -> assertThat(step.actual().arguments())
                        .contains("2026-01-01")
                        .doesNotContain("DAY")));
    }

    @Test
    void canBeStartedByNameWithTheClient() throws InterruptedException {
        EmrLaunchClient client = RUN.client();

        LaunchResult result = client.await(client.startPipeline(
                DefinitionName.of("daily-summary"),
                PipelineRunInput.builder()
                        .argument("Summary", "DAY", "2026-01-03")
                        .build(),
                "2026-01-03"));

        assertThat(result.succeeded()).as("%s", result.cause()).isTrue();
        assertThat(RUN.lastCluster().stepsNamed("Summary"))
                .extracting(step -> step.request().at("/HadoopJarStep/Args").toString())
                .anyMatch(arguments -> arguments.contains("2026-01-03"));
        assertThat(client.pipelineRuns(DefinitionName.of("daily-summary"), 1))
                .extracting(run -> run.launch().executionArn())
                .first()
                .asString()
                .endsWith(":execution:pipeline_default_daily-summary:2026-01-03");
        assertThatThrownBy(() -> client.startPipeline(
                        DefinitionName.of("daily-summary"),
                        PipelineRunInput.builder()
                                .argument("Summary", "DAY", "--conf=x")
                                .build()))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessage(
                        "'StepArgumentOverrides.Summary.DAY' must not begin with -, unless it is a number: it would be"
                                + " an option");
    }

    @Test
    void reportsTheFailedStepAndKeepsTheCluster() throws InterruptedException {
        RUN.aws().emr().failStep("Find Partitions", "no such table");

        assertThat(start("2026-01-02"))
                .failed()
                .usedCluster(
                        cluster -> cluster.isAlive().step("Find Partitions", step -> step.failedWith("no such table")))
                .notifiedOnce("daily-summary-failed", told -> {
                    assertThat(Json.parse(told.message()).path("Cause").asText())
                            .startsWith("Phase 'Summarize' failed: ")
                            .contains("Find Partitions", "no such table");
                });
    }
}
