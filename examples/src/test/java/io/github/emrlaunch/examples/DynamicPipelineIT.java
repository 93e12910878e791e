package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the Lambda function chooses is what runs, and an execution starts where another one failed. */
class DynamicPipelineIT {
    private final ExampleRun run = new ExampleRun(Example.named("dynamic-pipeline"), ForkFolder.PATH);
    private String pipeline = "";

    @BeforeEach
    void deploy() {
        run.deploy(run.synthesize());
        pipeline = run.stateMachine("dynamic-pipeline");
    }

    @AfterEach
    void close() {
        run.close();
    }

    private List<String> steps(String input) throws InterruptedException {
        LocalExecution execution = run.aws().awaitExecution(run.aws().startExecution(pipeline, input));
        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(run.lastCluster().isAlive()).isFalse();
        return run.lastCluster().steps().stream().map(LocalStep::name).toList();
    }

    @Test
    void loadsTheTablesThatAreChosen() throws InterruptedException {
        assertThat(steps("{\"day\": \"2026-01-02\"}"))
                .containsExactlyInAnyOrder("Load 0: customers", "Load 1: items", "Load 2: orders");
        assertThat(steps("{\"day\": \"2026-02-01\", \"tables\": [\"orders\"]}"))
                .containsExactly("Load 0: orders", "Report");
        assertThat(run.lastCluster()
                        .stepsNamed("Report")
                        .get(0)
                        .request()
                        .at("/HadoopJarStep/Args")
                        .toString())
                .contains("\"2026-02-01\"");
    }

    @Test
    void startsFromThePhaseThatFailed() throws InterruptedException {
        run.aws().emr().failStep("Load 1: items", "no such file");
        LocalExecution failed =
                run.aws().awaitExecution(run.aws().startExecution(pipeline, "{\"day\": \"2026-02-01\"}"));

        String phase = Json.parse(
                        run.aws().publications("dynamic-pipeline-failed").get(0).message())
                .path("FromPhase")
                .asText();
        assertThat(failed.cause()).contains("Phase 'Load' failed", "no such file");
        assertThat(phase).isEqualTo("Load");
        assertThat(steps("{\"day\": \"2026-02-01\", \"FromPhase\": \"%s\"}".formatted(phase)))
                .as("what to load is decided again")
                .containsExactlyInAnyOrder("Load 0: customers", "Load 1: items", "Load 2: orders", "Report");
        assertThat(steps("{\"day\": \"2026-02-01\", \"FromPhase\": \"Report\"}"))
                .containsExactly("Report");
    }
}
