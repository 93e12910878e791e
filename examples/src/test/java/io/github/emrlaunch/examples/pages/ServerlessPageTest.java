package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.serverless.ApplicationType;
import io.github.emrlaunch.core.serverless.CloudWatchLogging;
import io.github.emrlaunch.core.serverless.CreateApplicationTask;
import io.github.emrlaunch.core.serverless.HiveJob;
import io.github.emrlaunch.core.serverless.IServerlessApplication;
import io.github.emrlaunch.core.serverless.InitialCapacity;
import io.github.emrlaunch.core.serverless.JobRunSettings;
import io.github.emrlaunch.core.serverless.JobRunTask;
import io.github.emrlaunch.core.serverless.MaximumCapacity;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.ServerlessMonitoring;
import io.github.emrlaunch.core.serverless.ServerlessTasks;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.core.serverless.TaskApplication;
import io.github.emrlaunch.core.serverless.Worker;
import io.github.emrlaunch.core.serverless.WorkerType;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Errors;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;

/** The blocks of {@code docs/serverless.md}. */
class ServerlessPageTest {
    private final PageStack stack = new PageStack();

    @Test
    void synthesizesAnApplication() {
        LogGroup logGroup = new LogGroup(stack, "Logs");
        Key key = new Key(stack, "Key");

        ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("queries")
                .releaseLabel("emr-7.12.0")
                .type(ApplicationType.HIVE)
                .initialCapacity(
                        InitialCapacity.of(
                                WorkerType.HIVE_DRIVER, 1, Worker.of(2, 8).withDisk(20)),
                        InitialCapacity.of(WorkerType.TEZ_TASK, 4, Worker.of(4, 16)))
                .maximumCapacity(MaximumCapacity.of(64, 256))
                .monitoring(ServerlessMonitoring.managed()
                        .withManagedLogs(key)
                        .withCloudWatch(CloudWatchLogging.in(logGroup).withStreamPrefix("queries")))
                .build();

        assertThat(stack.count("AWS::EMRServerless::Application")).isEqualTo(1);
    }

    @Test
    void synthesizesASparkJobFunction() {
        IVpc vpc = stack.vpc();
        IBucket bucket = stack.bucket("Bucket");
        EmrCode code = EmrCode.fromBucket(stack.bucket("Code"), "spark");

        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("orders")
                .releaseLabel("emr-7.12.0")
                .vpc(vpc)
                .maximumCapacity(MaximumCapacity.of(64, 256))
                .maxConcurrentRuns(4)
                .queueTimeout(Duration.hours(2))
                .build();
        ServerlessJobRole role = ServerlessJobRole.Builder.create(stack, "JobRole")
                .applications(application)
                .build();
        role.grantRead(bucket, "in/*").grantReadWrite(bucket, "out/*").grantGlueDatabases("orders");
        ServerlessJobFunction.Builder.create(stack, "Sums")
                .jobFunctionName("sums")
                .application(application)
                .jobRole(role)
                .job(SparkJob.of(code, "sums.jar")
                        .withMainClass("com.example.Sums")
                        .withArguments(bucket.s3UrlForObject("in/orders"), bucket.s3UrlForObject("out/sums"))
                        .withArgument(
                                OverrideRule.of("Day").withDefault("2026-01-31").withPattern("\\d{4}-\\d{2}-\\d{2}"))
                        .withSetting("spark.executor.memory", "8g"))
                .runSettings(JobRunSettings.batch().withTimeout(Duration.hours(1)))
                .build();

        assertThat(stack.count("AWS::EMRServerless::Application")).isEqualTo(1);
        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isEqualTo(1);
    }

    @Test
    void synthesizesHiveJobFunctions() {
        LogGroup logGroup = new LogGroup(stack, "Logs");
        EmrCode code = EmrCode.fromBucket(stack.bucket("Code"), "hive");

        IServerlessApplication theirs =
                ServerlessApplication.fromApplicationId(stack, "Theirs", "00f1abcd2efg3h4i", ApplicationType.HIVE);
        ServerlessJobRole role =
                ServerlessJobRole.Builder.create(stack, "JobRole").build();
        ServerlessJobFunction.Builder.create(stack, "Partitions")
                .jobFunctionName("partitions")
                .application(theirs)
                .jobRole(role)
                .job(HiveJob.of(code, "partitions.sql").withSetting("hive.exec.dynamic.partition", "true"))
                .runSettings(JobRunSettings.batch()
                        .withMonitoring(ServerlessMonitoring.inCloudWatch(CloudWatchLogging.in(logGroup))))
                .build();
        ServerlessJobFunction.Builder.create(stack, "Report")
                .jobFunctionName("report")
                .application(theirs)
                .jobRole(role)
                .job(HiveJob.at("s3://their-queries/report.sql"))
                .build();

        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isEqualTo(2);
    }

    @Test
    void synthesizesServerlessTasks() {
        ServerlessJobRole role =
                ServerlessJobRole.fromRoleArn(stack, "JobRole", "arn:aws:iam::123456789012:role/emr-serverless-jobs");

        CreateApplicationTask create =
                ServerlessTasks.createApplication(ServerlessApplication.Builder.create(stack, "Create")
                        .applicationName("nightly")
                        .releaseLabel("emr-7.12.0"));
        TaskApplication created = create.getApplication();
        IChainable nightly = create.next(ServerlessTasks.startApplication(stack, "Start", created))
                .next(ServerlessTasks.startJobRun(stack, "Aggregate", created, role, SparkJob.at("s3://jobs/sums.py")))
                .next(ServerlessTasks.stopApplication(stack, "Stop", created))
                .next(ServerlessTasks.deleteApplication(stack, "Delete", created));
        machine("Nightly", nightly);

        TaskApplication chosen = TaskApplication.atPath("$.ApplicationId");
        IChainable stream = ServerlessTasks.startJobRun(
                        stack,
                        "Stream",
                        chosen,
                        role,
                        SparkJob.at("s3://jobs/stream.py"),
                        JobRunSettings.streaming(),
                        TaskStateBaseProps.builder()
                                .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
                                .resultPath("$.Job")
                                .build())
                .next(ServerlessTasks.cancelJobRun(stack, "Cancel", chosen, "$.Job.JobRunId"));
        machine("Streaming", stream);

        IServerlessApplication theirs =
                ServerlessApplication.fromApplicationId(stack, "Theirs", "00f1abcd2efg3h4i", ApplicationType.SPARK);
        IChainable start = ServerlessTasks.startApplication(stack, "Start Theirs", TaskApplication.of(theirs));
        machine("Theirs", start);
        JobRunTask hourly = ServerlessTasks.startJobRun(
                        stack, "Hourly", TaskApplication.of(theirs), role, SparkJob.at("s3://jobs/hourly.py"))
                .addRetryOfCall(RetryProps.builder()
                        .errors(List.of(Errors.TASKS_FAILED))
                        .interval(Duration.seconds(30))
                        .backoffRate(1)
                        .maxAttempts(4)
                        .build());
        machine("Hourly", hourly);
        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isEqualTo(4);
    }

    private void machine(String name, IChainable chain) {
        StateMachine.Builder.create(stack, name + "Machine")
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
    }
}
