package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pipeline runs to its end, and fails in the middle. */
class TransientPipelineIT {
    private final ExampleRun run = new ExampleRun(Example.named("transient-pipeline"), ForkFolder.PATH);
    private String pipeline = "";

    @BeforeEach
    void deploy() {
        run.deploy(run.synthesize());
        pipeline = run.stateMachine("transient-pipeline");
    }

    @AfterEach
    void close() {
        run.close();
    }

    private LocalExecution start() throws InterruptedException {
        return run.aws().awaitExecution(run.aws().startExecution(pipeline, "{}"));
    }

    @Test
    void runsBothPhases() throws InterruptedException {
        LocalExecution execution = start();

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(run.lastCluster().steps())
                .hasSize(6)
                .extracting(LocalStep::state)
                .containsOnly("COMPLETED");
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(run.aws().publications("transient-pipeline-succeeded")).hasSize(1);
        assertThat(run.aws().publications("transient-pipeline-failed")).isEmpty();
    }

    @Test
    void saysWhichStepFailedAndLeavesNoCluster() throws InterruptedException {
        run.aws().emr().failStep("Check Tables", "Without rows: customers");

        LocalExecution execution = start();

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(run.lastCluster().steps())
                .extracting(LocalStep::name)
                .doesNotContain("Report Orders", "Report Customers");
        assertThat(run.aws().publications("transient-pipeline-failed"))
                .singleElement()
                .satisfies(told -> {
                    JsonNode message = Json.parse(told.message());
                    assertThat(told.subject()).isEqualTo("EMR pipeline failed: transient-pipeline");
                    assertThat(message.path("ClusterId").asText())
                            .isEqualTo(run.lastCluster().id());
                    assertThat(message.path("FromPhase").asText()).isEqualTo("Ingest");
                    assertThat(message.path("Cause").asText())
                            .startsWith("Phase 'Ingest' failed: ")
                            .contains("Check Tables", "Without rows: customers");
                });
        assertThat(run.aws().publications("transient-pipeline-succeeded")).isEmpty();
    }
}
