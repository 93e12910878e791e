package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two jobs, one after the other: where their output goes, and what is told when one of them fails. */
class ServerlessBatchIT {
    private final ExampleRun run = new ExampleRun(Example.named("serverless-batch"), ForkFolder.PATH);
    private String batch = "";
    private String bucket = "";

    @BeforeEach
    void deploy() {
        Deployment deployment = run.deploy(run.synthesize());
        bucket = deployment.ofType("AWS::S3::Bucket").get(0).physicalId();
        batch = run.stateMachine("serverless-batch");
    }

    @AfterEach
    void close() {
        run.close();
    }

    private LocalExecution start(String input) throws InterruptedException {
        LocalExecution ended = run.aws().awaitExecution(run.aws().startExecution(batch, input));
        run.aws().awaitIdle();
        return ended;
    }

    private LocalExecution startWith(String overrides) throws InterruptedException {
        return start("{\"JobRunOverrides\": %s}".formatted(overrides));
    }

    private List<LocalJobRun> jobRuns() {
        return run.aws().serverless().jobRuns();
    }

    private JsonNode told() {
        assertThat(run.aws().publications("serverless-batch-failed")).hasSize(1);
        return Json.parse(
                run.aws().publications("serverless-batch-failed").get(0).message());
    }

    private String inS3(String key) {
        return "s3://%s/%s".formatted(bucket, key);
    }

    @Test
    void writesToS3AndReadsFromThere() throws InterruptedException {
        String sums = inS3("data/out/monday");

        LocalExecution execution = startWith("{\"Sums\": \"%s\", \"Executors\": 3}".formatted(sums));

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(jobRuns())
                .extracting(jobRun -> jobRun.request().at("/jobDriver/sparkSubmit"))
                .containsExactly(
                        driver("agg", inS3("data/in/cities.csv"), sums),
                        driver("cmp", inS3("data/in/states.csv"), sums, inS3("data/out/report")));
        assertThat(jobRuns().get(0).outputs()).containsExactly(sums);
        assertThat(jobRuns().get(1).outputs()).containsExactly(sums, inS3("data/out/report"));
        assertThat(run.aws().publications()).isEmpty();
    }

    @Test
    void tellsWhichJobFailedAndWhy() throws InterruptedException {
        run.aws().serverless().failJobRun("compare", "Path does not exist: reference");

        LocalExecution execution = start("{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(jobRuns())
                .extracting(jobRun -> jobRun.name() + " " + jobRun.state())
                .containsExactly("aggregate SUCCESS", "compare FAILED");
        JsonNode told = told();
        assertThat(told.path("Name").asText()).isEqualTo("default/compare");
        assertThat(told.path("Error").asText()).isEqualTo("JobRunFailed");
        JsonNode jobRun = Json.parse(told.path("Cause").asText());
        assertThat(jobRun.path("JobRunId").asText()).isEqualTo(jobRuns().get(1).id());
        assertThat(jobRun.path("StateDetails").asText()).isEqualTo("Path does not exist: reference");
    }

    @Test
    void comparesNothingWhereTheSumsAreMissing() throws InterruptedException {
        run.aws().serverless().failJobRun("aggregate", "out of memory");

        assertThat(start("{}").status()).isEqualTo("FAILED");
        assertThat(jobRuns()).extracting(LocalJobRun::name).containsExactly("aggregate");
        assertThat(told().path("Name").asText()).isEqualTo("default/aggregate");
    }

    @Test
    void refusesToWriteAnywhereElse() throws InterruptedException {
        for (String elsewhere :
                List.of("new_sums.csv", "/tmp/sums", "file:///home/hadoop/sums", "s3://other/data/out/sums")) {
            LocalExecution execution = startWith("{\"Sums\": \"%s\"}".formatted(elsewhere));

            assertThat(execution.cause())
                    .as(elsewhere)
                    .contains("'JobRunOverrides.Sums' must be a string, beginning with " + inS3("data/out/"));
        }
        assertThat(jobRuns()).isEmpty();
    }

    private JsonNode driver(String... arguments) {
        return Json.object()
                .put("entryPoint", inS3("spark/tracker.py"))
                .put("sparkSubmitParameters", "--conf spark.executor.instances=3")
                .set("entryPointArguments", Json.of(List.of(arguments)));
    }
}
