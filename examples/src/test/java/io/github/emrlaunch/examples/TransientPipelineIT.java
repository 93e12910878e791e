package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.transientpipeline.TransientPipelineStack;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.LogEvent;
import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the pipeline, successfully and with a failing step. */
class TransientPipelineIT {
    private static final String PIPELINE = "pipeline_default_transient-pipeline";

    @RegisterExtension
    static final LocalAwsExtension aws =
            LocalAwsExtension.forApp(app -> new TransientPipelineStack(app, "TransientPipeline"));

    private static LocalCluster cluster() {
        return aws.local().clusters().get(0);
    }

    @Test
    void runsBothPhases() {
        InstalledPython.require();

        assertThat(aws.run(PIPELINE, "{}"))
                .succeeded()
                .launchedCluster(cluster -> cluster.step("Report Orders", step -> step.containsArguments("day"))
                        .step("Report Customers", step -> step.containsArguments("country")))
                .leftNoClusters()
                .notifiedOnce("transient-pipeline-succeeded", message -> {})
                .didNotNotify("transient-pipeline-failed");
        assertThat(cluster().steps()).hasSize(6).extracting(LocalStep::state).containsOnly("COMPLETED");
    }

    @Test
    void doesNotRunReportsWhenATableIsMissing() throws IOException {
        InstalledPython.require();
        String bucket = aws.deployment().ofType("AWS::S3::Bucket").get(0).physicalId();
        Path customers = aws.local().s3().folder(bucket).resolve("in/customers");
        Files.delete(customers.resolve("all.csv"));

        LocalExecution execution = aws.run(PIPELINE, "{}");

        assertThat(execution).failed().leftNoClusters();
        assertThat(execution.cause()).contains("Phase 'Choose Columns' failed: ");
        assertThat(aws.local().logs())
                .extracting(LogEvent::message)
                .anyMatch(line -> line.contains("Table 'customers' has not arrived"));
        assertThat(cluster().steps()).extracting(LocalStep::name).doesNotContain("Report Orders", "Report Customers");
    }

    @Test
    void reportsTheFailedStepAndTerminatesTheCluster() {
        aws.local().emr().failStep("Check Tables", "Without rows: customers");

        assertThat(aws.run(PIPELINE, "{}"))
                .failed()
                .leftNoClusters()
                .didNotNotify("transient-pipeline-succeeded")
                .notifiedOnce("transient-pipeline-failed", told -> {
                    JsonNode message = Json.parse(told.message());
                    assertThat(told.subject()).isEqualTo("EMR pipeline failed: default/transient-pipeline");
                    assertThat(message.path("ClusterId").asText())
                            .isEqualTo(cluster().id());
                    assertThat(message.path("FromPhase").asText()).isEqualTo("Ingest");
                    assertThat(message.path("Cause").asText())
                            .startsWith("Phase 'Ingest' failed: ")
                            .contains("Check Tables", "Without rows: customers");
                });
        assertThat(cluster().steps()).extracting(LocalStep::name).doesNotContain("Report Orders", "Report Customers");
    }

    /** The deployment reports the missing Python, and so does the phase that needs it. */
    @Nested
    class WhereNoPythonCanRunTheFunction {
        @RegisterExtension
        static final LocalAwsExtension without = LocalAwsExtension.forApp(
                        app -> new TransientPipelineStack(app, "TransientPipeline"))
                .emulator(builder -> builder.pythonFunctions(PythonFunctions.of(Path.of("no/such/python"))));

        @Test
        void reportsTheFunctionThatCannotRunWithoutPython() {
            assertThat(without.deployment().skippedByType())
                    .anyMatch(line -> line.startsWith("AWS::Lambda::Function") && line.contains("awslambdaric"));
            LocalExecution execution = without.run(PIPELINE, "{}");
            assertThat(execution).failed();
            assertThat(execution.cause()).contains("Choose Columns", "awslambdaric");
        }
    }
}
