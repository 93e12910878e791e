package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;

/** Jobs on the local emulator with IAM: jobs that run, requests that are refused, and faults. */
class ServerlessJobIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = LocalAwsExtension.forApp(ServerlessJobIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Bucket data = Bucket.Builder.create(stack, "Data").build();
        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .monitoring(ServerlessMonitoring.inBucket(data, "logs"))
                .build();
        ServerlessJobRole role = ServerlessJobRole.Builder.create(stack, "JobRole")
                .applications(application)
                .build()
                .grantReadWrite(data);
        ServerlessJobFunction.Builder.create(stack, "Aggregate")
                .jobFunctionName("aggregate")
                .application(application)
                .jobRole(role)
                .job(SparkJob.at("s3://code/tracker.jar")
                        .withMainClass("TrackerCli")
                        .withArguments("agg", "it's {here}")
                        .withArgument(OverrideRule.of("Input")
                                .withDefault("s3://%s/in/a.csv".formatted(data.getBucketName()))
                                .withPrefix("s3://%s/in/".formatted(data.getBucketName())))
                        .withArgument(OverrideRule.of("Days")
                                .withDefault(7)
                                .withMinimum(1)
                                .withMaximum(31))
                        .withSetting(
                                "spark.executor.memory",
                                OverrideRule.of("Memory").withDefault("4g").withAllowedValues("4g", "8g"))
                        .withSetting(
                                "spark.executor.instances",
                                OverrideRule.of("Executors")
                                        .withDefault(2)
                                        .withMinimum(1)
                                        .withMaximum(10)))
                .runSettings(JobRunSettings.batch().withTimeout(Duration.hours(1)))
                .notifications(Notifications.to(
                        Topic.Builder.create(stack, "Succeeded")
                                .topicName("succeeded")
                                .build(),
                        Topic.Builder.create(stack, "Failed")
                                .topicName("failed")
                                .build()))
                .build();
        ServerlessJobFunction.Builder.create(stack, "Plain")
                .jobFunctionName("plain")
                .application(application)
                .jobRole(role)
                .job(SparkJob.at("s3://code/job.py"))
                .build();
        ServerlessJobFunction.Builder.create(stack, "Open")
                .jobFunctionName("open")
                .application(application)
                .jobRole(role)
                .job(SparkJob.at("s3://code/job.py")
                        .withArguments("--source", "s3://corp/in", "target=s3://corp/out")
                        .withArgument(OverrideRule.of("Day").withDefault("--all"))
                        .withArgument(
                                OverrideRule.of("Mode").withDefault("--fast").withAllowedValues("--fast", "--safe")))
                .build();
    }

    private String machine(String name) {
        return deployment.stateMachine("serverless_default_" + name);
    }

    private String data() {
        return deployment.ofType("AWS::S3::Bucket").get(0).physicalId();
    }

    private LocalExecution run(String name, String input) throws InterruptedException {
        LocalExecution ended = aws.awaitExecution(aws.startExecution(machine(name), input));
        aws.awaitIdle();
        return ended;
    }

    private LocalJobRun onlyRun() {
        assertThat(aws.serverless().jobRuns()).hasSize(1);
        return aws.serverless().jobRuns().get(0);
    }

    private static void assertSucceeded(LocalExecution execution) {
        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
    }

    /** A user who may only start an execution sets values, not options. Programs use the last of two options with one name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--source=s3://evil | must not begin with -, unless it is a number: it would be an option",
                "-s | must not begin with -, unless it is a number: it would be an option",
                "-- | must not begin with -, unless it is a number: it would be an option",
                "target=s3://evil | must not begin with target=, which is another argument"
            })
    void rejectsOverrideThatBecomesOptionOrOtherArgument(String day, String wrong) throws InterruptedException {
        LocalExecution execution = run("open", "{\"JobRunOverrides\": {\"Day\": \"%s\"}}".formatted(day));

        assertThat(execution.error()).isEqualTo("InvalidOverride");
        assertThat(execution.cause()).isEqualTo("'JobRunOverrides.Day' " + wrong);
        assertThat(aws.serverless().jobRuns()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31", "-5", "-0.5", "source=s3://a", ""})
    void passesOverridesAsArgumentValues(String day) throws InterruptedException {
        assertSucceeded(run("open", "{\"JobRunOverrides\": {\"Day\": \"%s\", \"Mode\": \"--safe\"}}".formatted(day)));

        assertThat(onlyRun().request().at("/jobDriver/sparkSubmit/entryPointArguments"))
                .isEqualTo(Json.of(List.of("--source", "s3://corp/in", "target=s3://corp/out", day, "--safe")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JobRunOverides", "jobRunOverrides", "job_run_overrides", "JobRunOverride"})
    void rejectsMisspeltOverridesMember(String member) throws Exception {
        LocalExecution execution = run("aggregate", "{\"%s\": {\"Days\": 3}}".formatted(member));

        assertThat(execution.error()).isEqualTo("InvalidOverride");
        assertThat(execution.cause())
                .isEqualTo("'%s' is no member of the input that this job function knows: 'JobRunOverrides' is"
                        .formatted(member));
        assertThat(aws.serverless().jobRuns()).isEmpty();
    }

    @Test
    void runsJobWithDefaults() throws Exception {
        LocalExecution execution = run("aggregate", "{\"Other\": 1}");

        assertSucceeded(execution);
        JsonNode request = onlyRun().request();
        assertThat(request.path("name").asText()).isEqualTo("aggregate");
        assertThat(request.path("executionTimeoutMinutes").asInt()).isEqualTo(60);
        assertThat(request.path("clientToken").asText()).matches("[0-9a-f]{64}");
        assertThat(request.at("/jobDriver/sparkSubmit")).isEqualTo(Json.parse("""
                {"entryPoint": "s3://code/tracker.jar",
                 "entryPointArguments": ["agg", "it's {here}", "s3://%s/in/a.csv", "7"],
                 "sparkSubmitParameters":
                   "--class TrackerCli --conf spark.executor.instances=2 --conf spark.executor.memory=4g"}""".formatted(data())));
        JsonNode output = Json.parse(String.valueOf(execution.output()));
        assertThat(output.at("/JobRunResult/JobRunId").asText())
                .isEqualTo(onlyRun().id());
        assertThat(output.path("Other").asInt()).isEqualTo(1);
        assertThat(aws.publications("succeeded")).hasSize(1);
        assertThat(aws.publications("failed")).isEmpty();
    }

    @Test
    void appliesAllowedOverrides() throws Exception {
        LocalExecution execution = run(
                "aggregate",
                "{\"JobRunOverrides\": {\"Executors\": 10, \"Memory\": \"8g\", \"Input\": \"s3://%s/in/b.csv\"}}"
                        .formatted(data()));

        assertSucceeded(execution);
        JsonNode submit = onlyRun().request().at("/jobDriver/sparkSubmit");
        assertThat(submit.path("sparkSubmitParameters").asText())
                .isEqualTo("--class TrackerCli --conf spark.executor.instances=10 --conf spark.executor.memory=8g");
        assertThat(submit.at("/entryPointArguments/2").asText()).isEqualTo("s3://%s/in/b.csv", data());
    }

    @Test
    void acceptsEmptyAndNullOverrides() throws Exception {
        assertSucceeded(run("aggregate", "{\"JobRunOverrides\": {}}"));
        assertSucceeded(run("plain", "{\"JobRunOverrides\": null}"));
        assertThat(aws.serverless().jobRuns()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "aggregate | {'Executors': 11} | 'JobRunOverrides.Executors' must be an integer, 1 to 10, got: 11",
                "aggregate | {'Executors': 0} | got: 0",
                "aggregate | {'Executors': '4 --conf spark.jars=s3://evil/a.jar'} | 'JobRunOverrides.Executors' must be an integer",
                "aggregate | {'Memory': '8g --class Evil'} | 'JobRunOverrides.Memory' must be one of 4g, 8g, got: \"8g --class Evil\"",
                "aggregate | {'Memory': null} | 'JobRunOverrides.Memory' must be one of 4g, 8g",
                "aggregate | {'Input': 's3://other/in/a.csv'} | 'JobRunOverrides.Input' must be a string, beginning with s3://",
                "aggregate | {'Input': 's3://DATA/in/../out/a.csv'} | without .., commas, { } or \\ in it",
                "aggregate | {'Input': 's3://DATA/in/..'} | without .., commas, { } or \\ in it",
                "aggregate | {'Input': ['a']} | 'JobRunOverrides.Input' must be a string",
                "aggregate | {'Class': 'Evil'} | 'JobRunOverrides.Class' is not an override. Overrides: Input, Days, Executors, Memory",
                "aggregate | 'Executors=4' | 'JobRunOverrides' must be an object",
                "aggregate | [1] | 'JobRunOverrides' must be an object",
                "plain | {'Executors': 4} | 'JobRunOverrides.Executors' is not an override. Overrides: none",
                "aggregate | {'Executors': 1e400} | The input cannot be read:"
            })
    void rejectsInvalidOverrides(String name, String overrides, String cause) throws Exception {
        LocalExecution execution = run(
                name,
                "{\"JobRunOverrides\": %s}"
                        .formatted(overrides.replace('\'', '"').replace("DATA", data())));

        assertThat(execution.error()).as("%s", execution.cause()).isEqualTo(JobRunErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).contains(cause);
        assertThat(aws.serverless().jobRuns()).isEmpty();
        assertThat(aws.publications("failed")).hasSize(name.equals("plain") ? 0 : 1);
    }

    @Test
    void writesIntegersWithoutFraction() throws Exception {
        assertSucceeded(run("aggregate", "{\"JobRunOverrides\": {\"Days\": 3.0, \"Executors\": 1e1}}"));

        JsonNode submit = onlyRun().request().at("/jobDriver/sparkSubmit");
        assertThat(submit.at("/entryPointArguments/3").asText()).isEqualTo("3");
        assertThat(submit.path("sparkSubmitParameters").asText()).contains("spark.executor.instances=10 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"JobRunOverrides\": {}}]", "\"a\"", "null", "1e400"})
    void rejectsInputThatIsNotAnObject(String input) throws Exception {
        LocalExecution execution = run("aggregate", input);

        assertThat(execution.error()).as("%s", execution.cause()).isEqualTo(JobRunErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).startsWith("The input ");
        assertThat(aws.publications("failed")).hasSize(1);
    }

    @Test
    void failsAndNotifiesWhenJobFails() throws Exception {
        aws.serverless().failJobRun("aggregate", "Rate exceeded while reading");

        LocalExecution execution = run("aggregate", "{}");

        assertThat(execution.error()).isEqualTo(JobRunErrors.JOB_RUN_FAILED);
        assertThat(execution.cause())
                .contains("Rate exceeded while reading", onlyRun().id());
        assertThat(aws.publications("failed")).singleElement().satisfies(told -> {
            JsonNode message = Json.parse(told.message());
            assertThat(told.subject()).isEqualTo("EMR Serverless job failed: default/aggregate");
            assertThat(message.path("Kind").asText()).isEqualTo("ServerlessJobFunction");
            assertThat(message.path("Name").asText()).isEqualTo("default/aggregate");
            assertThat(message.path("Status").asText()).isEqualTo("FAILED");
            assertThat(message.path("JobRunId").asText()).isEqualTo(onlyRun().id());
            assertThat(message.path("ApplicationId").asText())
                    .isEqualTo(onlyRun().request().path("applicationId").asText());
            assertThat(message.path("Execution").asText()).contains(":execution:serverless_default_aggregate:");
            assertThat(message.path("Error").asText()).isEqualTo(JobRunErrors.JOB_RUN_FAILED);
            assertThat(Json.parse(message.path("Cause").asText())
                            .path("StateDetails")
                            .asText())
                    .isEqualTo("Rate exceeded while reading");
        });
        assertThat(aws.publications("succeeded")).isEmpty();
    }

    @Test
    void succeedsWhenNotificationFails() throws Exception {
        aws.faults().fail("sns:Publish", CallFault.failed("AuthorizationErrorException", 403, "not now"), 100);

        assertSucceeded(run("aggregate", "{}"));

        assertThat(aws.publications("succeeded")).isEmpty();
    }

    @Test
    void startsOneJobRunDespiteLostAnswers() throws Exception {
        aws.faults().fail("emr-serverless:StartJobRun", CallFault.answerLost(), 2);

        assertSucceeded(run("aggregate", "{}"));

        assertThat(onlyRun().state()).isEqualTo("SUCCESS");
    }

    @Test
    void retriesThrottledStartOfJobRun() throws Exception {
        aws.faults().throttle("emr-serverless:StartJobRun", 3);

        assertSucceeded(run("aggregate", "{}"));

        assertThat(onlyRun().state()).isEqualTo("SUCCESS");
    }

    @Test
    void waitsForStoppingApplication() throws Exception {
        assertSucceeded(run("aggregate", "{}"));
        aws.clock().advance(java.time.Duration.ofMinutes(15));
        assertThat(aws.serverless().applications()).containsValue("STOPPING");

        assertSucceeded(run("aggregate", "{}"));

        assertThat(aws.serverless().jobRuns()).extracting(LocalJobRun::state).containsExactly("SUCCESS", "SUCCESS");
    }

    @Test
    void doesNotRetryValidationException() throws Exception {
        aws.faults()
                .fail("emr-serverless:StartJobRun", CallFault.failed("ValidationException", 400, "no such thing"), 1);

        LocalExecution execution = run("aggregate", "{}");

        assertThat(execution.error()).isEqualTo("EmrServerless.ValidationException");
        assertThat(execution.cause()).contains("no such thing");
        assertThat(aws.serverless().jobRuns()).isEmpty();
    }

    @Test
    void cancelsJobRunOfStoppedExecution() throws Exception {
        aws.serverless().hangJobRun("aggregate");
        AtomicReference<String> arn = new AtomicReference<>("");
        aws.faults()
                .fail(
                        "emr-serverless:GetJobRun",
                        CallFault.before(() -> aws.stopExecution(String.valueOf(arn.get()))),
                        1);
        arn.set(aws.startExecution(machine("aggregate"), "{}"));

        LocalExecution execution = aws.awaitExecution(String.valueOf(arn.get()));
        aws.awaitIdle();

        assertThat(execution.status()).isEqualTo("ABORTED");
        assertThat(onlyRun().state()).isIn("CANCELLING", "CANCELLED");
    }

    @Test
    void failsWhenJobExceedsTimeout() throws Exception {
        aws.serverless().hangJobRun("aggregate");

        LocalExecution execution = run("aggregate", "{}");

        assertThat(execution.error()).isEqualTo(JobRunErrors.JOB_RUN_FAILED);
        assertThat(execution.cause()).contains("timed out after 60 minutes");
        assertThat(onlyRun().state()).isEqualTo("CANCELLED");
    }
}
