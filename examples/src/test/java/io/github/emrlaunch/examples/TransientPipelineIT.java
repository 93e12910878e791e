package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.LogEvent;
import io.github.emrlaunch.local.PythonFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pipeline runs to its end, and fails in the middle. */
class TransientPipelineIT {
    private final ExampleRun run = new ExampleRun(Example.named("transient-pipeline"), ForkFolder.PATH);
    private String pipeline = "";
    private String bucket = "";

    @BeforeEach
    void deploy() {
        Deployment deployment = run.deploy(run.synthesize());
        bucket = deployment.ofType("AWS::S3::Bucket").get(0).physicalId();
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
        InstalledPython.require();

        LocalExecution execution = start();

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(run.lastCluster().steps())
                .hasSize(6)
                .extracting(LocalStep::state)
                .containsOnly("COMPLETED");
        assertThat(arguments("Report Orders")).contains("day");
        assertThat(arguments("Report Customers")).contains("country");
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(run.aws().publications("transient-pipeline-succeeded")).hasSize(1);
        assertThat(run.aws().publications("transient-pipeline-failed")).isEmpty();
    }

    private List<String> arguments(String step) {
        JsonNode arguments = run.lastCluster().stepsNamed(step).get(0).request().at("/HadoopJarStep/Args");
        return StreamSupport.stream(arguments.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void makesNoReportOfATableThatHasNotArrived() throws InterruptedException, IOException {
        InstalledPython.require();
        Path customers = run.aws().s3().folder(bucket).resolve("in/customers");
        Files.delete(customers.resolve("all.csv"));

        LocalExecution execution = start();

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause()).contains("Phase 'Choose Columns' failed: ");
        assertThat(run.aws().logs())
                .extracting(LogEvent::message)
                .anyMatch(line -> line.contains("Table 'customers' has not arrived"));
        assertThat(run.lastCluster().steps())
                .extracting(LocalStep::name)
                .doesNotContain("Report Orders", "Report Customers");
        assertThat(run.lastCluster().isAlive()).isFalse();
    }

    /** Where no Python can run it, the deployment says so, and so does the phase that needs it. */
    @Test
    void namesTheFunctionThatCannotRun() throws InterruptedException {
        try (LocalAws aws = LocalAws.builder()
                .pythonFunctions(PythonFunctions.of(Path.of("no/such/python")))
                .start()) {
            Deployment deployment = aws.deploy(run.synthesize().get(0));

            LocalExecution execution =
                    aws.awaitExecution(aws.startExecution(deployment.stateMachine("transient-pipeline"), "{}"));

            assertThat(deployment.skippedByType())
                    .anyMatch(line -> line.startsWith("AWS::Lambda::Function") && line.contains("awslambdaric"));
            assertThat(execution.status()).isEqualTo("FAILED");
            assertThat(execution.cause()).contains("Choose Columns", "awslambdaric");
        }
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
