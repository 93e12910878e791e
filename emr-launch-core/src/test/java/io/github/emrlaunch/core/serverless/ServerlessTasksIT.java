package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Errors;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.MapJsonataProps;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.PassJsonataProps;
import software.amazon.awscdk.services.stepfunctions.ProvideItems;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;

/** Tasks of EMR Serverless in state machines on the local emulator, with its IAM. */
class ServerlessTasksIT {
    private static final SparkJob JOB = SparkJob.at("s3://code/job.py").withArguments("agg");

    @RegisterExtension
    static final LocalAwsExtension deployed = LocalAwsExtension.forApp(ServerlessTasksIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        ServerlessJobRole role =
                ServerlessJobRole.Builder.create(stack, "JobRole").build();
        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .build();
        TaskApplication known = TaskApplication.of(application);

        CreateApplicationTask create =
                ServerlessTasks.createApplication(ServerlessApplication.Builder.create(stack, "Create")
                        .applicationName("nightly")
                        .releaseLabel("emr-7.12.0")
                        .maximumCapacity(MaximumCapacity.of(16, 64)));
        create.addRetry(RetryProps.builder().maxAttempts(3).build());
        machine(
                stack,
                "transient",
                create.next(ServerlessTasks.startApplication(stack, "Start", create.getApplication()))
                        .next(ServerlessTasks.startJobRun(stack, "Aggregate", create.getApplication(), role, JOB))
                        .next(ServerlessTasks.stopApplication(stack, "Stop", create.getApplication()))
                        .next(ServerlessTasks.deleteApplication(stack, "Delete", create.getApplication())));
        machine(
                stack,
                "retried",
                ServerlessTasks.startJobRun(stack, "Retried", known, role, JOB)
                        .addRetryOfCall(RetryProps.builder().maxAttempts(3).build()));
        machine(
                stack,
                "waiting",
                ServerlessTasks.startJobRun(stack, "Waiting", known, role, JOB)
                        .addRetryOfCall(RetryProps.builder()
                                .errors(List.of(Errors.TASKS_FAILED))
                                .interval(Duration.seconds(30))
                                .backoffRate(1)
                                .maxAttempts(4)
                                .build()));
        machine(
                stack,
                "packages",
                ServerlessTasks.startJobRun(
                        stack,
                        "Packages",
                        known,
                        role,
                        SparkJob.at("s3://code/job.py")
                                .withSetting("spark.jars.packages", JsonPath.stringAt("$.libs"))
                                .withSetting("spark.sql.session.timeZone", JsonPath.stringAt("$.zone"))
                                .withArguments(JsonPath.listAt("$.arguments"))));
        machine(stack, "variables", variables(stack, known, role));
        machine(stack, "items", map(stack, "Items", null, known, role));
        machine(stack, "indexed", map(stack, "Indexed", "$$.Map.Item.Index", known, role));
        machine(
                stack,
                "references",
                ServerlessTasks.startJobRun(
                                stack,
                                "Refer",
                                known,
                                role,
                                SparkJob.at(JsonPath.stringAt("$.job"))
                                        .withArguments(
                                                "--day", JsonPath.stringAt("$.day"), "{% $states.input.count + 1 %}")
                                        .withSetting("spark.executor.memory", JsonPath.stringAt("$.memory"))
                                        .withSetting("spark.app.title", "by day"),
                                JobRunSettings.batch()
                                        .withName("{% 'daily-' & $states.input.day %}")
                                        .withTags(Map.of("day", JsonPath.stringAt("$.day")))
                                        .withMaxAttempts(2),
                                TaskStateBaseProps.builder()
                                        .resultPath(JsonPath.DISCARD)
                                        .build())
                        .addCatch(
                                Pass.Builder.create(stack, "Caught").build(),
                                CatchProps.builder().resultPath("$.wrong").build()));
        machine(
                stack,
                "cancelling",
                ServerlessTasks.startJobRun(
                                stack,
                                "Begin",
                                known,
                                role,
                                JOB,
                                JobRunSettings.batch().withTimeout(Duration.hours(1)),
                                TaskStateBaseProps.builder()
                                        .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
                                        .resultPath("$.Job")
                                        .build())
                        .next(ServerlessTasks.cancelJobRun(stack, "Cancel", known, "$.Job.JobRunId")));
        machine(
                stack,
                "functions",
                ServerlessTasks.runJobFunction(
                        stack,
                        "Run",
                        ServerlessJobFunction.Builder.create(stack, "Function")
                                .jobFunctionName("aggregate")
                                .application(application)
                                .jobRole(role)
                                .job(JOB.withArgument(OverrideRule.of("Days")
                                        .withDefault(7)
                                        .withMinimum(1)
                                        .withMaximum(31)))
                                .build()));
    }

    private static IChainable map(
            Stack stack, String id, @Nullable String index, TaskApplication application, ServerlessJobRole role) {
        software.amazon.awscdk.services.stepfunctions.Map.Builder map =
                software.amazon.awscdk.services.stepfunctions.Map.Builder.create(stack, id)
                        .itemsPath("$.items");
        if (index != null) {
            map.itemSelector(Map.of("Index", JsonPath.numberAt(index), "Item", JsonPath.objectAt("$$.Map.Item.Value")));
        }
        software.amazon.awscdk.services.stepfunctions.Map state = map.build();
        state.itemProcessor(ServerlessTasks.startJobRun(stack, id + " Job", application, role, JOB)
                .addRetryOfCall(RetryProps.builder().maxAttempts(3).build()));
        return state;
    }

    /** Each iteration has the same input and keeps its item in a variable. */
    private static IChainable variables(Stack stack, TaskApplication application, ServerlessJobRole role) {
        software.amazon.awscdk.services.stepfunctions.Map map =
                software.amazon.awscdk.services.stepfunctions.Map.jsonata(
                        stack,
                        "Variables",
                        MapJsonataProps.builder()
                                .items(ProvideItems.jsonata("{% $states.input.items %}"))
                                .build());
        map.itemProcessor(Pass.jsonata(
                        stack,
                        "Remember",
                        PassJsonataProps.builder()
                                .assign(Map.of("table", "{% $states.input %}"))
                                .outputs("{% {'ok': true} %}")
                                .build())
                .next(ServerlessTasks.startJobRun(
                        stack,
                        "Of Variable",
                        application,
                        role,
                        SparkJob.at("s3://code/job.py").withArguments("{% $table %}"))));
        return map;
    }

    private static void machine(Stack stack, String name, IChainable chain) {
        StateMachine.Builder.create(stack, name)
                .stateMachineName(name)
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
    }

    private String start(String name, String input) {
        return aws.startExecution(deployment.stateMachine(name), input);
    }

    private LocalExecution run(String name, String input) throws InterruptedException {
        LocalExecution ended = aws.awaitExecution(start(name, input));
        aws.awaitIdle();
        return ended;
    }

    private LocalJobRun onlyRun() {
        assertThat(aws.serverless().jobRuns()).hasSize(1);
        return aws.serverless().jobRuns().get(0);
    }

    private static JsonNode output(LocalExecution execution) {
        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        return Json.parse(String.valueOf(execution.output()));
    }

    @Test
    void createsAndDeletesApplicationForOneJob() throws Exception {
        JsonNode output = output(run("transient", "{}"));

        assertThat(onlyRun().state()).isEqualTo("SUCCESS");
        assertThat(onlyRun().name()).isEqualTo("Aggregate");
        assertThat(output.at("/ServerlessApplication/ApplicationId").asText())
                .isEqualTo(onlyRun().applicationId());
        assertThat(aws.serverless().applications())
                .containsEntry(onlyRun().applicationId(), "TERMINATED")
                .hasSize(2);
    }

    @Test
    void taskFailsWhenJobFails() throws Exception {
        aws.serverless().failJobRun("Aggregate", "out of memory");

        LocalExecution execution = run("transient", "{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause()).contains("out of memory", onlyRun().id());
    }

    @Test
    void retryAfterLostAnswerFindsStartedJobRun() throws Exception {
        aws.faults().fail("emr-serverless:StartJobRun", CallFault.answerLost(), 2);

        output(run("retried", "{}"));

        assertThat(onlyRun().state()).isEqualTo("SUCCESS");
    }

    @Test
    void retryOfCallDoesNotRestartFailedJob() throws Exception {
        aws.serverless().failJobRun("Retried", "out of memory");

        assertThat(run("retried", "{}").cause()).contains("out of memory");
        assertThat(onlyRun().state()).isEqualTo("FAILED");
    }

    @Test
    void retryWaitsForStoppingApplication() throws Exception {
        output(run("waiting", "{}"));
        aws.clock().advance(java.time.Duration.ofMinutes(15));
        assertThat(aws.serverless().applications()).containsValue("STOPPING");

        output(run("waiting", "{}"));

        assertThat(aws.serverless().jobRuns()).extracting(LocalJobRun::state).containsExactly("SUCCESS", "SUCCESS");
    }

    /** The iterations of a Map state start in the same millisecond here. */
    @Test
    void mapStartsOneJobRunForEachItemDespiteLostAnswers() throws Exception {
        aws.faults().fail("emr-serverless:StartJobRun", CallFault.answerLost(), 2);

        output(run("items", "{\"items\": [1, {\"table\": \"a\"}, \"b\", 2]}"));

        assertThat(aws.serverless().jobRuns()).hasSize(4).allSatisfy(job -> assertThat(job.state())
                .isEqualTo("SUCCESS"));
    }

    @Test
    void mapStartsSeparateJobRunsForEqualItemsWithIndex() throws Exception {
        output(run("indexed", "{\"items\": [\"a\", \"a\", \"a\"]}"));

        assertThat(aws.serverless().jobRuns()).hasSize(3);
    }

    @Test
    void mapStartsSeparateJobRunsForItemsInVariables() throws Exception {
        output(run("variables", "{\"items\": [\"a\", \"b\", \"c\"]}"));

        assertThat(aws.serverless().jobRuns())
                .extracting(job -> job.request()
                        .at("/jobDriver/sparkSubmit/entryPointArguments/0")
                        .asText())
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    /** The input of a hash in Step Functions is limited. */
    @Test
    void mapStartsSeparateJobRunsForSimilarLargeItems() throws Exception {
        String large = "x".repeat(30_000);
        output(run("items", Json.write(Json.of(Map.of("items", List.of(large + 1, large + 2))))));

        assertThat(aws.serverless().jobRuns()).hasSize(2);
    }

    static Stream<Arguments> libraries() {
        String form =
                "The setting spark.jars.packages of the job must be a number, a size, a time, a date, true or false";
        return Stream.of(
                Arguments.of("evil:agent:1", "UTC", "[\"a\"]", form),
                Arguments.of("https://evil", "UTC", "[\"a\"]", form),
                Arguments.of("1,evil:agent:1", "UTC", "[\"a\"]", form),
                Arguments.of("", "UTC", "[\"a\"]", form),
                Arguments.of("1\\n", "UTC", "[\"a\"]", form),
                Arguments.of("1", "UTC --jars=s3://evil", "[\"a\"]", "must not be empty or have spaces, commas"),
                Arguments.of("1", "UTC", "[\"a\", \" \"]", "must be a list of texts, none of them blank"));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void rejectsUnsafeSettingOrBlankArgument(String libs, String zone, String arguments, String wrong)
            throws Exception {
        LocalExecution execution = run(
                "packages", "{\"libs\": \"%s\", \"zone\": \"%s\", \"arguments\": %s}".formatted(libs, zone, arguments));

        assertThat(execution.cause()).contains(wrong);
        assertThat(aws.serverless().jobRuns()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "-0.5", "4g", "512MB", "30s", "10min", "true", "2026-11-28"})
    void acceptsNumberSizeTimeDateAndBooleanSettings(String value) throws Exception {
        output(run(
                "packages",
                "{\"libs\": \"%s\", \"zone\": \"Europe/Berlin\", \"arguments\": [\"--day\"]}".formatted(value)));

        assertThat(onlyRun()
                        .request()
                        .at("/jobDriver/sparkSubmit/sparkSubmitParameters")
                        .asText())
                .isEqualTo("--conf spark.jars.packages=%s --conf spark.sql.session.timeZone=Europe/Berlin"
                        .formatted(value));
    }

    private static final String ORDER = "{\"job\": \"%s\", \"day\": %s, \"count\": 1, \"memory\": \"%s\"}";

    @Test
    void readsJobValuesFromStateInput() throws Exception {
        aws.serverless().failJobRun("daily-monday", "out of memory");

        JsonNode output = output(run("references", ORDER.formatted("s3://code/job.py", "\"monday\"", "4g")));

        assertThat(output.has("wrong")).as("%s", output).isFalse();
        JsonNode request = onlyRun().request();
        assertThat(onlyRun().name()).isEqualTo("daily-monday");
        assertThat(onlyRun().attempt()).isEqualTo(2);
        assertThat(request.at("/tags/day").asText()).isEqualTo("monday");
        assertThat(request.at("/jobDriver/sparkSubmit")).isEqualTo(Json.parse("""
                {"entryPoint": "s3://code/job.py", "entryPointArguments": ["--day", "monday", "2"],
                 "sparkSubmitParameters": "--conf spark.executor.memory=4g"}"""));
        assertThat(request.at("/configurationOverrides/applicationConfiguration/0/properties/spark.app.title")
                        .asText())
                .isEqualTo("by day");
    }

    static Stream<Arguments> wrongOrders() {
        return Stream.of(
                Arguments.of(
                        ORDER.formatted("s3://code/job.py", "\"monday\"", "4g --class Evil"),
                        "The setting spark.executor.memory of the job must be a number, a size"),
                Arguments.of(
                        ORDER.formatted("s3://code/job.py", "\"--all\"", "4g"),
                        "Argument 2 of the job must not begin with -"),
                Arguments.of(
                        ORDER.formatted("s3://code/job.py", "[1]", "4g"),
                        "Argument 2 of the job must be a text, a number or a boolean"),
                Arguments.of(
                        ORDER.formatted("http://evil/job.py", "\"monday\"", "4g"),
                        "The entry point of the job must be in S3 or in the image"),
                Arguments.of(
                        ORDER.formatted("/usr/lib/../../tmp/job.py", "\"monday\"", "4g"),
                        "The entry point of the job must be in S3 or in the image"),
                Arguments.of(
                        ORDER.formatted("/tmp/job.py", "\"monday\"", "4g"),
                        "The entry point of the job must be in S3 or in the image"),
                Arguments.of("{\"job\": \"s3://code/job.py\", \"day\": \"monday\", \"count\": 1}", "is missing"));
    }

    @ParameterizedTest
    @MethodSource("wrongOrders")
    void catchReceivesCauseOfInvalidValue(String input, String wrong) throws Exception {
        JsonNode output = output(run("references", input));

        assertThat(output.at("/wrong/Cause").asText()).contains(wrong);
        assertThat(aws.serverless().jobRuns()).isEmpty();
    }

    @Test
    void lostAnswerCreatesOnlyOneApplication() throws Exception {
        aws.faults().fail("emr-serverless:CreateApplication", CallFault.answerLost(), 1);

        output(run("transient", "{}"));

        assertThat(aws.serverless().applications()).hasSize(2);
    }

    @Test
    void cancelsJobRun() throws Exception {
        aws.serverless().hangJobRun("Begin");

        output(run("cancelling", "{}"));

        assertThat(onlyRun().state()).isEqualTo("CANCELLED");
    }

    @Test
    void runsJobFunctionWithOverrides() throws Exception {
        JsonNode output = output(run("functions", "{\"JobRunOverrides\": {\"Days\": 3}}"));

        assertThat(onlyRun().request().at("/jobDriver/sparkSubmit/entryPointArguments"))
                .isEqualTo(Json.parse("[\"agg\", \"3\"]"));
        assertThat(output.at("/JobRunResult/JobRunId").asText())
                .isEqualTo(onlyRun().id());
        assertThat(run("functions", "{\"JobRunOverrides\": {\"Days\": 32}}").cause())
                .contains("'JobRunOverrides.Days' must be an integer, 1 to 31, got: 32");
    }

    @Test
    void stoppedExecutionCancelsJobRunOfJobFunction() throws Exception {
        aws.serverless().hangJobRun("aggregate");
        AtomicReference<String> arn = new AtomicReference<>("");
        aws.faults()
                .fail(
                        "emr-serverless:GetJobRun",
                        CallFault.before(() -> aws.stopExecution(String.valueOf(arn.get()))),
                        1);
        arn.set(start("functions", "{}"));

        LocalExecution execution = aws.awaitExecution(String.valueOf(arn.get()));
        aws.awaitIdle();

        assertThat(execution.status()).isEqualTo("ABORTED");
        assertThat(onlyRun().state()).isIn("CANCELLING", "CANCELLED");
    }
}
