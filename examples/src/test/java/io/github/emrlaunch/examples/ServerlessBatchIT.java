package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The two jobs, one after the other, and where their output goes. */
class ServerlessBatchIT {
    @Test
    void writesToS3AndReadsFromThere() throws Exception {
        try (ExampleRun run = new ExampleRun(Example.named("serverless-batch"))) {
            Deployment deployment = run.deploy(run.synthesize());
            // CloudFormation is done when the application is created.
            run.aws().clock().advance(Duration.ofMinutes(1));
            String bucket = deployment.ofType("AWS::S3::Bucket").get(0).physicalId();
            String sums = "s3://%s/data/out/monday".formatted(bucket);
            String input = "{\"JobRunOverrides\": {\"Sums\": \"%s\", \"Executors\": 3}}".formatted(sums);

            for (String job : List.of("aggregate", "compare")) {
                String machine = run.definitions()
                        .get(DefinitionType.SERVERLESS_JOB_FUNCTION, DefinitionName.of(job))
                        .stateMachine();
                LocalExecution execution = run.aws().awaitExecution(run.aws().startExecution(machine, input));
                assertThat(execution.succeeded())
                        .as("%s: %s", execution.error(), execution.cause())
                        .isTrue();
            }

            List<JsonNode> drivers = new ArrayList<>();
            run.aws()
                    .serverless()
                    .jobRuns()
                    .forEach(jobRun -> drivers.add(jobRun.request().at("/jobDriver/sparkSubmit")));
            assertThat(drivers)
                    .containsExactly(
                            driver(bucket, "agg", "s3://%s/data/in/cities.csv".formatted(bucket), sums),
                            driver(
                                    bucket,
                                    "cmp",
                                    "s3://%s/data/in/states.csv".formatted(bucket),
                                    sums,
                                    "s3://%s/data/out/report".formatted(bucket)));
        }
    }

    private static JsonNode driver(String bucket, String... arguments) {
        return Json.object()
                .put("entryPoint", "s3://%s/spark/tracker.py".formatted(bucket))
                .put("sparkSubmitParameters", "--conf spark.executor.instances=3")
                .set("entryPointArguments", Json.of(List.of(arguments)));
    }
}
