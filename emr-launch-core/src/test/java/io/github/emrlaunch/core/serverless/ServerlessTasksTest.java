package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.internal.Digests;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;

class ServerlessTasksTest {
    private static final String ARN = "arn:<AWS::Partition>:emr-serverless:<AWS::Region>:<AWS::AccountId>:";
    private static final String FOLLOW_APPLICATION =
            "events:PutTargets events:PutRule events:DescribeRule on arn:<AWS::Partition>:events:<AWS::Region>:"
                    + "<AWS::AccountId>:rule/StepFunctionsGetEventsForEMRServerlessApplicationRule";
    private static final String FOLLOW_JOB_RUN = FOLLOW_APPLICATION.replace("ApplicationRule", "JobRule");
    private static final TaskStateBaseProps WITHOUT_WAITING = TaskStateBaseProps.builder()
            .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
            .resultPath("$.Job")
            .build();

    private final TestStack test = TestStack.create();
    private final IServerlessApplication known =
            ServerlessApplication.fromApplicationId(test.stack(), "Application", "00f1", ApplicationType.SPARK);
    private final TaskApplication application = TaskApplication.of(known);
    private final ServerlessJobRole role =
            ServerlessJobRole.Builder.create(test.stack(), "JobRole").build();

    private JsonNode state(String name, IChainable chain) {
        StateMachine.Builder.create(test.stack(), "Machine")
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
        JsonNode machine = test.properties("AWS::StepFunctions::StateMachine").stream()
                .reduce((first, second) -> second)
                .orElseThrow();
        return Json.parse(TestStack.text(machine.path("DefinitionString"))).at("/States/" + name);
    }

    private List<String> allowed() {
        return test.statements("MachineRole");
    }

    @Test
    void startJobRunWaitsForJob() {
        SparkJob job = SparkJob.at("s3://code/tracker.jar")
                .withMainClass("TrackerCli")
                .withArguments("agg", "it's {here}")
                .withSetting("spark.executor.memory", "4g");

        JsonNode state =
                state("Aggregate", ServerlessTasks.startJobRun(test.stack(), "Aggregate", application, role, job));

        assertThat(state.path("Resource").asText())
                .isEqualTo("arn:<AWS::Partition>:states:::emr-serverless:startJobRun.sync");
        assertThat(state.path("Output").asText()).isEqualTo("{% $states.input %}");
        JsonNode parameters = state.path("Arguments");
        assertThat(parameters.path("ApplicationId").asText()).isEqualTo("00f1");
        assertThat(parameters.path("Name").asText()).isEqualTo("Aggregate");
        assertThat(parameters.path("ExecutionTimeoutMinutes").asInt()).isEqualTo(720);
        assertThat(parameters.path("ClientToken").asText())
                .contains(
                        "$states.context.Execution.Id",
                        "$states.context.Execution.RedriveCount",
                        "$states.context.State.EnteredTime",
                        "$states.input]");
        assertThat(parameters.path("JobDriver")).isEqualTo(Json.parse("""
                {"SparkSubmit": {"EntryPoint": "s3://code/tracker.jar", "EntryPointArguments": ["agg", "it's {here}"],
                 "SparkSubmitParameters": "--class TrackerCli --conf spark.executor.memory=4g"}}"""));
        assertThat(allowed())
                .hasSize(4)
                .contains(
                        "emr-serverless:StartJobRun on " + ARN + "/applications/00f1",
                        "emr-serverless:CancelJobRun emr-serverless:GetJobRun on " + ARN
                                + "/applications/00f1/jobruns/*",
                        FOLLOW_JOB_RUN)
                .anySatisfy(statement -> assertThat(statement).startsWith("iam:PassRole on <JobRole"));
        assertThat(test.resources().toString())
                .contains("\"StringLike\":{\"iam:PassedToService\":\"emr-serverless.amazonaws.com\"}");
    }

    @Test
    void startJobRunWithoutWaitingUsesApplicationFromState() {
        JsonNode state = state(
                "Query",
                ServerlessTasks.startJobRun(
                        test.stack(),
                        "Query",
                        TaskApplication.atPath("$.Where.ApplicationId"),
                        role,
                        HiveJob.at("s3://code/q.sql"),
                        JobRunSettings.batch().withTimeout(Duration.hours(1)),
                        WITHOUT_WAITING));

        assertThat(state.path("Resource").asText()).endsWith(":emr-serverless:startJobRun");
        assertThat(state.at("/Arguments/ApplicationId").asText()).isEqualTo("{% $states.input.Where.ApplicationId %}");
        assertThat(state.at("/Arguments/ExecutionTimeoutMinutes").asInt()).isEqualTo(60);
        assertThat(state.at("/Arguments/JobDriver/Hive/Query").asText()).isEqualTo("s3://code/q.sql");
        assertThat(state.path("Output").asText()).contains("{\"Job\": ");
        assertThat(allowed()).hasSize(2).contains("emr-serverless:StartJobRun on " + ARN + "/applications/*");
    }

    @Test
    void cancelJobRunSetsArgumentsAndPermissions() {
        JsonNode state =
                state("Cancel", ServerlessTasks.cancelJobRun(test.stack(), "Cancel", application, "$.Job.JobRunId"));

        assertThat(state.path("Resource").asText()).endsWith(":emr-serverless:cancelJobRun.sync");
        assertThat(state.path("Arguments"))
                .isEqualTo(Json.parse(
                        "{\"ApplicationId\": \"00f1\", \"JobRunId\": \"{% $states.input.Job.JobRunId %}\"}"));
        assertThat(allowed())
                .containsExactly(
                        "emr-serverless:CancelJobRun on " + ARN + "/applications/00f1/jobruns/*",
                        "emr-serverless:GetJobRun on " + ARN + "/applications/00f1/jobruns/*",
                        FOLLOW_JOB_RUN);
    }

    @Test
    void createApplicationSetsArgumentsAndPermissions() {
        JsonNode state = state(
                "Create",
                ServerlessTasks.createApplication(ServerlessApplication.Builder.create(test.stack(), "Create")
                        .applicationName("nightly")
                        .type(ApplicationType.HIVE)
                        .releaseLabel("emr-7.12.0")
                        .maximumCapacity(MaximumCapacity.of(16, 64).withDisk(100))));

        assertThat(state.path("Resource").asText()).endsWith(":emr-serverless:createApplication.sync");
        assertThat(state.at("/Arguments/Type").asText()).isEqualTo("HIVE");
        assertThat(state.at("/Arguments/MaximumCapacity"))
                .isEqualTo(Json.parse("{\"Cpu\": \"16 vCPU\", \"Memory\": \"64 GB\", \"Disk\": \"100 GB\"}"));
        assertThat(state.at("/Arguments").has("ClientToken")).isTrue();
        assertThat(state.path("Output").asText()).contains("{\"ServerlessApplication\": ");
        assertThat(allowed())
                .containsExactly(
                        "emr-serverless:CreateApplication on " + ARN + "/*",
                        "emr-serverless:GetApplication emr-serverless:DeleteApplication on " + ARN + "/applications/*",
                        "iam:CreateServiceLinkedRole on arn:<AWS::Partition>:iam::<AWS::AccountId>:role/aws-service-role/"
                                + "ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless*",
                        FOLLOW_APPLICATION);
    }

    @Test
    void startStopAndDeleteMayChangeOnlyGivenApplication() {
        JsonNode start = state(
                "Start",
                ServerlessTasks.startApplication(test.stack(), "Start", application)
                        .next(ServerlessTasks.stopApplication(test.stack(), "Stop", application))
                        .next(ServerlessTasks.deleteApplication(test.stack(), "Delete", application)));

        assertThat(start.path("Resource").asText()).endsWith(":emr-serverless:startApplication.sync");
        assertThat(start.path("Arguments")).isEqualTo(Json.parse("{\"ApplicationId\": \"00f1\"}"));
        String on = " on " + ARN + "/applications/00f1";
        assertThat(allowed())
                .containsExactly(
                        "emr-serverless:StartApplication emr-serverless:GetApplication emr-serverless:StopApplication"
                                + on,
                        FOLLOW_APPLICATION,
                        "emr-serverless:StopApplication emr-serverless:GetApplication" + on,
                        "emr-serverless:DeleteApplication emr-serverless:GetApplication" + on);
    }

    @Test
    void stopApplicationWithoutWaitingNeedsOnlyStopPermission() {
        JsonNode state =
                state("Stop", ServerlessTasks.stopApplication(test.stack(), "Stop", application, WITHOUT_WAITING));

        assertThat(state.path("Resource").asText()).endsWith(":emr-serverless:stopApplication");
        assertThat(allowed()).containsExactly("emr-serverless:StopApplication on " + ARN + "/applications/00f1");
    }

    @Test
    void runJobFunctionMayStopOnlyExecutionsOfTask() {
        ServerlessJobFunction function = ServerlessJobFunction.Builder.create(test.stack(), "Function")
                .jobFunctionName("aggregate")
                .namespace("etl")
                .application(known)
                .jobRole(role)
                .job(SparkJob.at("s3://code/job.py"))
                .build();

        JsonNode state = state("Run", ServerlessTasks.runJobFunction(test.stack(), "Run", function));

        assertThat(state.path("Resource").asText()).endsWith(":states:startExecution.sync:2");
        assertThat(state.path("Output").asText()).contains("{\"JobRunResult\": ");
        String states = "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:";
        assertThat(allowed())
                .hasSize(3)
                .contains("states:DescribeExecution states:StopExecution on " + states
                        + "execution:serverless_etl_aggregate:" + Digests.of("Stack/Stack/Run", 12) + "-*");
    }

    @Test
    void runJobFunctionWithoutWaitingUsesGivenName() {
        ServerlessJobFunction function = ServerlessJobFunction.Builder.create(test.stack(), "Function")
                .jobFunctionName("aggregate")
                .application(known)
                .jobRole(role)
                .job(SparkJob.at("s3://code/job.py"))
                .build();

        JsonNode state = state(
                "Run",
                ServerlessTasks.runJobFunction(
                        test.stack(), "Run", function, JsonPath.stringAt("$.Run"), WITHOUT_WAITING));

        assertThat(state.path("Resource").asText()).endsWith(":states:startExecution");
        assertThat(state.at("/Arguments/Name").asText()).isEqualTo("{% $states.input.Run %}");
        assertThat(state.path("Output").asText()).isEqualTo("{% $merge([$states.input, {\"Job\": $states.result}]) %}");
        assertThat(allowed()).singleElement().asString().startsWith("states:StartExecution on ");
        assertRefused(
                () -> ServerlessTasks.runJobFunction(test.stack(), "Other", function, "a b", WITHOUT_WAITING),
                "'name' of an execution must have 1 to 80 characters");
    }

    @Test
    void startJobRunRejectsAddRetryWhenWaiting() {
        SparkJob job = SparkJob.at("s3://code/job.py");
        RetryProps retries = RetryProps.builder().maxAttempts(3).build();
        assertRefused(
                () -> ServerlessTasks.startJobRun(test.stack(), "A", application, role, job)
                        .addRetry(retries),
                "'addRetry' of 'A' would find the failed job run, and not run the job again. Use 'addRetryOfCall' where calls are lost or throttled, and 'withMaxAttempts'");
        assertRefused(
                () -> ServerlessTasks.startJobRun(test.stack(), "B", application, role, job)
                        .addRetry(),
                "'addRetry' of 'B' would find");
        JobRunTask goesOn = ServerlessTasks.startJobRun(
                test.stack(), "D", application, role, job, JobRunSettings.batch(), WITHOUT_WAITING);
        goesOn.addRetry(retries);

        JsonNode ofCall = state(
                "E",
                ServerlessTasks.startJobRun(test.stack(), "E", application, role, job)
                        .addRetryOfCall(retries));
        assertThat(ofCall.path("Retry")).hasSize(1);
        assertThat(ofCall.at("/Arguments/ClientToken").asText())
                .contains("$states.input]")
                .doesNotContain("RetryCount");
    }

    @Test
    void createApplicationInVpcSetsArgumentsAndPermissions() {
        JsonNode state = state(
                "Create",
                ServerlessTasks.createApplication(ServerlessApplication.Builder.create(test.stack(), "Create")
                        .applicationName(JsonPath.stringAt("$.team"))
                        .releaseLabel("emr-spark-8.0.0")
                        .architecture(InstanceArchitecture.ARM_64)
                        .vpc(test.importedVpc())
                        .securityGroups(test.securityGroup("sg-1"))
                        .initialCapacity(InitialCapacity.of(WorkerType.DRIVER, 1, Worker.of(2, 4)))
                        .imageUri("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/spark:8")
                        .tags(Map.of("team", "etl"))));

        JsonNode arguments = state.path("Arguments");
        assertThat(arguments.path("Name").asText()).isEqualTo("{% $states.input.team %}");
        assertThat(arguments.path("Architecture").asText()).isEqualTo("ARM64");
        assertThat(arguments.at("/NetworkConfiguration/SecurityGroupIds/0").asText())
                .isEqualTo("sg-1");
        assertThat(arguments.at("/InitialCapacity/Driver/WorkerCount").asInt()).isEqualTo(1);
        assertThat(arguments.at("/Tags/team").asText()).isEqualTo("etl");
        assertThat(allowed())
                .anySatisfy(statement -> assertThat(statement).contains("emr-serverless:TagResource"))
                .anySatisfy(statement -> assertThat(statement).startsWith("ec2:CreateNetworkInterface on "));
    }

    @Test
    void startJobRunConvertsReferences() {
        SparkJob job = SparkJob.at("{% $states.input.job %}").withArguments(JsonPath.listAt("$.arguments"));
        JsonNode state = state(
                "Run",
                ServerlessTasks.startJobRun(
                        test.stack(),
                        "Run",
                        application,
                        role,
                        job,
                        JobRunSettings.batch().withName(JsonPath.stringAt("$$.Execution.Name")),
                        TaskStateBaseProps.builder()
                                .inputPath("$.order")
                                .resultPath("$.run")
                                .build()));

        JsonNode arguments = state.path("Arguments");
        assertThat(arguments.path("Name").asText()).isEqualTo("{% $states.context.Execution.Name %}");
        assertThat(arguments.at("/JobDriver/SparkSubmit/EntryPoint").asText())
                .startsWith("{% ($given := ($states.input.job);");
        assertThat(arguments.at("/JobDriver/SparkSubmit/EntryPointArguments").asText())
                .contains("$states.input.order).arguments")
                .startsWith("{% $append([], ");
    }

    private ServerlessApplication.Builder application(String id) {
        return ServerlessApplication.Builder.create(test.stack(), id)
                .applicationName("nightly")
                .releaseLabel("emr-7.12.0");
    }

    @Test
    void jobRoleMayWriteLogsOfNewApplication() {
        IKey key = Key.fromKeyArn(test.stack(), "Key", "arn:aws:kms:eu-west-1:123456789012:key/1");
        IBucket logs = Bucket.fromBucketAttributes(
                test.stack(),
                "Logs",
                BucketAttributes.builder().bucketName("logs").encryptionKey(key).build());
        CreateApplicationTask create = ServerlessTasks.createApplication(
                application("Create").monitoring(ServerlessMonitoring.inBucket(logs, "runs")));

        state(
                "Run",
                create.next(ServerlessTasks.startJobRun(
                        test.stack(), "Run", create.getApplication(), role, SparkJob.at("s3://code/job.py"))));

        assertThat(test.statements("JobRole"))
                .anyMatch(statement -> statement.contains("s3:PutObject") && statement.contains("logs/runs/*"));
        assertThat(allowed()).anyMatch(statement -> statement.contains("kms:GenerateDataKey"));
    }

    @Test
    void startJobRunChecksReleaseOfNewApplication() {
        CreateApplicationTask create =
                ServerlessTasks.createApplication(application("Create").releaseLabel("emr-7.0.0"));

        assertRefused(
                () -> ServerlessTasks.startJobRun(
                        test.stack(),
                        "Run",
                        create.getApplication(),
                        role,
                        SparkJob.at("s3://code/job.py"),
                        JobRunSettings.streaming(),
                        WITHOUT_WAITING),
                "A streaming job needs emr-7.1.0 or later, got: emr-7.0.0");
    }

    /** Items differ in the values that are sent, although the state's input is the same: in JSONata they may be in variables. */
    @Test
    void clientTokenContainsSentValues() {
        JsonNode state = state(
                "Run",
                ServerlessTasks.startJobRun(
                        test.stack(),
                        "Run",
                        application,
                        role,
                        SparkJob.at("s3://code/job.py").withArguments("{% $table %}"),
                        JobRunSettings.batch().withName("{% 'of ' & $day %}"),
                        WITHOUT_WAITING));

        assertThat(state.at("/Arguments/ClientToken").asText())
                .contains("$states.input, ('of ' & $day), (($given := ($table); ");
        assertRefused(
                () -> ServerlessTasks.startJobRun(
                        test.stack(),
                        "Again",
                        application,
                        role,
                        SparkJob.at("s3://code/job.py").withArguments("{% 'run-' & $uuid() %}")),
                "has another value with each attempt, so a retry after a lost response would start a duplicate");
    }

    @Test
    void tasksRejectInvalidInput() {
        SparkJob job = SparkJob.at("s3://code/job.py");
        assertRefused(
                () -> ServerlessTasks.startJobRun(test.stack(), "A", application, role, HiveJob.at("s3://code/q.sql")),
                "Stack/A: 'job' is a job of HIVE, 'application' runs SPARK");
        assertRefused(
                () -> ServerlessTasks.startJobRun(
                        test.stack(),
                        "B",
                        application,
                        role,
                        job.withArgument(OverrideRule.of("Days")
                                .withDefault(7)
                                .withMinimum(1)
                                .withMaximum(31))),
                "'job' has the override 'Days', which a task can't check: build a job function and run that");
        ServerlessJobRole others = ServerlessJobRole.Builder.create(test.stack(), "Others")
                .applications(
                        ServerlessApplication.fromApplicationId(test.stack(), "Hers", "00f9", ApplicationType.SPARK))
                .build();
        assertRefused(
                () -> ServerlessTasks.startJobRun(test.stack(), "C", application, others, job),
                "'jobRole' Stack/Others is for other applications only");
        assertRefused(
                () -> ServerlessTasks.startJobRun(
                        test.stack(),
                        "N",
                        ServerlessTasks.createApplication(application("New")).getApplication(),
                        others,
                        job),
                "and an application that an execution creates can't be one of them: remove its 'applications'");
        assertRefused(
                () -> ServerlessTasks.startJobRun(
                        test.stack(),
                        "D",
                        application,
                        role,
                        job,
                        JobRunSettings.batch().withTimeout(Duration.days(301)),
                        WITHOUT_WAITING),
                "'timeout' must be whole minutes, 1 to 432000");
        assertRefused(
                () -> ServerlessTasks.createApplication(ServerlessApplication.Builder.create(test.stack(), "E")
                        .applicationName("a b")
                        .releaseLabel("emr-7.12.0")),
                "Stack/E: 'applicationName' must be 1 to 64 letters, digits, and ._/#-, got: a b");
        assertRefused(
                () -> ServerlessTasks.createApplication(ServerlessApplication.Builder.create(test.stack(), "F")
                        .applicationName("a")
                        .releaseLabel("emr-5.36.0")),
                "'releaseLabel' must be a release of EMR Serverless");
        assertRefused(
                () -> ServerlessTasks.createApplication(application("K").stopBeforeChanges(true)),
                "'stopBeforeChanges' is for applications of a deployment");
        assertRefused(
                () -> TaskApplication.atPath("00f1"),
                "'path' must be a path in the state such as $.Result.Id, got: '00f1'");
        assertRefused(
                () -> ServerlessTasks.cancelJobRun(test.stack(), "G", application, "00f2"),
                "'jobRunIdPath' must be a path in the state such as $.Result.Id, got: '00f2'");
        assertRefused(
                () -> ServerlessTasks.stopApplication(
                        test.stack(),
                        "H",
                        application,
                        TaskStateBaseProps.builder()
                                .integrationPattern(IntegrationPattern.WAIT_FOR_TASK_TOKEN)
                                .build()),
                "'integrationPattern' must be RUN_JOB or REQUEST_RESPONSE");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
