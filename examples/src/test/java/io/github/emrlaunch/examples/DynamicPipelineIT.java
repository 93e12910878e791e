package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.atMost;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalExecution;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that the pipeline runs what the Lambda function chooses, and that an execution starts at the phase in which another one failed.
 */
class DynamicPipelineIT {
    private final ExampleRun run = new ExampleRun(Example.named("dynamic-pipeline"), ForkFolder.PATH);
    private String pipeline = "";

    @BeforeEach
    void deploy() {
        run.deploy(run.synthesize());
        pipeline = run.stateMachine("pipeline_default_dynamic-pipeline");
    }

    @AfterEach
    void close() {
        run.close();
    }

    private LocalExecution start(String input) throws InterruptedException {
        return run.aws().awaitExecution(run.aws().startExecution(pipeline, input));
    }

    @Test
    void loadsTheTablesThatAreChosen() throws InterruptedException {
        assertThat(start("{\"day\": \"2026-01-02\"}"))
                .succeeded()
                .launchedCluster(
                        cluster -> cluster.ranStepsInAnyOrder("Load 0: customers", "Load 1: items", "Load 2: orders"))
                .leftNoClusters()
                .notifiedNobody();

        assertThat(start("{\"day\": \"2026-02-01\", \"tables\": [\"orders\"]}"))
                .succeeded()
                .launchedCluster(cluster -> cluster.hasRelease("emr-7.12.0")
                        .hasInstances("CORE", 2)
                        .ranSteps("Load 0: orders", "Report")
                        .step("Report")
                        .containsArguments("2026-02-01"))
                .usedPermission("elasticmapreduce:RunJobFlow")
                .lasted(atMost(Duration.ofMinutes(30)));
    }

    @Test
    void startsFromThePhaseThatFailed() throws InterruptedException {
        run.aws().emr().failStep("Load 1: items", "no such file");

        assertThat(start("{\"day\": \"2026-02-01\"}"))
                .failed()
                .leftNoClusters()
                .notified("dynamic-pipeline-failed", message -> {
                    JsonNode told = Json.parse(message.message());
                    assertThat(told.path("FromPhase").asText()).isEqualTo("Load");
                    assertThat(told.path("Cause").asText()).contains("Phase 'Load' failed", "no such file");
                });
        assertThat(start("{\"day\": \"2026-02-01\", \"FromPhase\": \"Load\"}"))
                .as("what to load is decided again")
                .launchedCluster(cluster ->
                        cluster.ranStepsInAnyOrder("Load 0: customers", "Load 1: items", "Load 2: orders", "Report"));
        assertThat(start("{\"day\": \"2026-02-01\", \"FromPhase\": \"Report\"}"))
                .launchedCluster(cluster -> cluster.ranSteps("Report"));
    }
}
