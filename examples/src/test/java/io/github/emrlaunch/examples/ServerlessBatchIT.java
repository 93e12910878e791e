package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the two jobs, one after the other: the location of their output, and the notification if one of them fails. */
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
        return run.aws().awaitExecution(run.aws().startExecution(batch, input));
    }

    private LocalExecution startWith(String overrides) throws InterruptedException {
        return start("{\"JobRunOverrides\": %s}".formatted(overrides));
    }

    private List<LocalJobRun> jobRuns() {
        return run.aws().serverless().jobRuns();
    }

    private String inS3(String key) {
        return "s3://%s/%s".formatted(bucket, key);
    }

    @Test
    void passesTheOutputOfTheFirstJobToTheSecondJob() throws InterruptedException {
        String sums = inS3("data/out/monday");

        assertThat(startWith("{\"Sums\": \"%s\", \"Executors\": 3}".formatted(sums)))
                .succeeded()
                .ranJobs(
                        aggregate -> aggregate.hasRequestValue(
                                "/jobDriver/sparkSubmit", driver("agg", inS3("data/in/cities.csv"), sums)),
                        compare -> compare.hasRequestValue(
                                "/jobDriver/sparkSubmit",
                                driver("cmp", inS3("data/in/states.csv"), sums, inS3("data/out/report"))))
                .notifiedNobody();
        assertThat(run.aws().serverless().jobRuns().get(0).outputs()).containsExactly(sums);
        assertThat(jobRuns().get(1).outputs()).containsExactly(sums, inS3("data/out/report"));
    }

    @Test
    void notifiesWithTheFailedJobAndItsReason() throws InterruptedException {
        run.aws().serverless().failJobRun("compare", "Path does not exist: reference");

        assertThat(start("{}"))
                .failed()
                .ranJobs(aggregate -> aggregate.hasName("aggregate").succeeded(), compare -> compare.hasName("compare")
                        .failedWith("Path does not exist: reference"))
                .notifiedOnce("serverless-batch-failed", message -> {
                    JsonNode told = Json.parse(message.message());
                    assertThat(told.path("Name").asText()).isEqualTo("default/compare");
                    assertThat(told.path("Error").asText()).isEqualTo("JobRunFailed");
                    JsonNode jobRun = Json.parse(told.path("Cause").asText());
                    assertThat(jobRun.path("JobRunId").asText())
                            .isEqualTo(jobRuns().get(1).id());
                    assertThat(jobRun.path("StateDetails").asText()).isEqualTo("Path does not exist: reference");
                });
    }

    @Test
    void doesNotRunTheSecondJobWhenTheFirstJobFails() throws InterruptedException {
        run.aws().serverless().failJobRun("aggregate", "out of memory");

        assertThat(start("{}"))
                .failed()
                .ranJob(job -> job.hasName("aggregate"))
                .notifiedOnce("serverless-batch-failed", message -> assertThat(
                                Json.parse(message.message()).path("Name").asText())
                        .isEqualTo("default/aggregate"));
    }

    @Test
    void rejectsOutputOutsideOfTheOutputFolder() throws InterruptedException {
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
