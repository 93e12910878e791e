package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrChains;
import io.github.emrlaunch.core.pipeline.EmrCluster;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.EmrTasks;
import io.github.emrlaunch.core.pipeline.EndNotification;
import io.github.emrlaunch.core.pipeline.IClusterPipeline;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.pipeline.StepsFile;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.StoredDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;

/** The blocks of {@code docs/pipelines.md}. */
class PipelinePageTest {
    private static final String CODE = "src/main/emr/spark-steps";

    private final PageStack stack = new PageStack();
    private final IVpc vpc = stack.vpc();
    private final EmrLaunchFunction launchFunction = stack.launchFunction(vpc);

    @Test
    void synthesizesAPipelineWithSteps() {
        IBucket bucket = stack.bucket("Bucket");
        EmrCode jobs = EmrCode.fromBucket(bucket, "jobs");
        EmrCode code = EmrCode.fromPath(CODE, bucket, "code");
        String in = bucket.s3UrlForObject("in");
        String out = bucket.s3UrlForObject("out");

        List<EmrStep> steps = List.of(
                EmrStep.s3DistCp("Fetch", in, "hdfs:///in", "--groupBy=.*/(\\d{4})/.*"),
                EmrStep.shellScript("Prepare", code, "bootstrap/bootstrap.sh"),
                EmrStep.ofJar("Join", jobs, "join.jar", "com.example.Join", "hdfs:///in", out + "/joined"),
                EmrStep.hadoopStreaming("Count", jobs, "mapper.py", "reducer.py", in, out + "/counted"),
                SparkSubmit.jar(jobs, "report.jar", "com.example.Report")
                        .numExecutors(4)
                        .executorMemory("8g")
                        .arguments(out + "/joined", out + "/report")
                        .toStep("Report")
                        .withRetries(2)
                        .withTimeout(Duration.hours(1)));
        PersistentClusterPipeline.Builder.create(stack, "Steps")
                .pipelineName("steps")
                .launchFunction(launchFunction)
                .phases(
                        Phase.of("Work", steps),
                        Phase.ofScripts("Scripts", code, "bootstrap/*.sh"),
                        Phase.of("As on the Command Line", StepsFile.readCli("src/test/resources/cli-steps.json")))
                .notifications(Notifications.ofSuccess(new Topic(stack, "Done")))
                .build();

        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isEqualTo(2);
    }

    @Test
    void synthesizesAChainOfTasks() {
        IBucket bucket = stack.bucket("Bucket");
        EmrCode code = EmrCode.fromPath(CODE, bucket, "code");
        Phase work = Phase.of("Work", EmrStep.shellScript("Prepare", code, "bootstrap/bootstrap.sh"));
        Topic topic = new Topic(stack, "Topic");
        EmrStep step = EmrStep.shellScript("Check", code, "bootstrap/bootstrap.sh");

        EmrCluster cluster = EmrCluster.launchedBy(launchFunction);
        IChainable chain = EmrChains.launch(stack, "Launch", launchFunction)
                .next(EmrTasks.setTerminationProtection(stack, "Protect", cluster, true))
                .next(EmrChains.phases(stack, "Run Phases", cluster, List.of(work)))
                .next(EmrTasks.addStep(
                        stack,
                        "Check",
                        cluster,
                        step,
                        TaskStateBaseProps.builder().resultPath("$.Check").build()))
                .next(EmrTasks.setTerminationProtection(stack, "Unprotect", cluster, false))
                .next(EmrTasks.terminateCluster(stack, "Terminate", cluster))
                .next(EmrChains.succeed(
                        stack, "Done", EndNotification.to(topic, TaskInput.fromText("The report is there"))));

        StateMachine.Builder.create(stack, "Machine")
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isEqualTo(2);
    }

    @Test
    void synthesizesTasksForExistingClusters() {
        EmrCluster shared = EmrCluster.ofId("j-2AXXXXXXGAPLF");
        EmrCluster chosen = EmrCluster.anyAtPath("$.ClusterId");
        IChainable chain = EmrTasks.modifyInstanceFleet(stack, "Grow", shared, "core", 2, 8)
                .next(EmrTasks.cancelStep(stack, "Cancel", chosen, "$.StepId"));

        StateMachine.Builder.create(stack, "Machine")
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isEqualTo(2);
    }

    @Test
    void refersToExistingPipelines(@TempDir Path folder) throws IOException {
        // Set the context first.
        PageStack stack = new PageStack();
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(
                        DefinitionType.PIPELINE,
                        DefinitionName.parse("analytics/nightly"),
                        Files.readString(Path.of("src/test/resources/nightly.json")),
                        "nightly.json"));
        stack.getNode().setContext(StoredDefinitions.DIRECTORY_CONTEXT, folder.toString());
        Role operators = Role.Builder.create(stack, "Operators")
                .assumedBy(new AccountRootPrincipal())
                .build();

        String arn = "arn:aws:states:us-east-1:123456789012:stateMachine:pipeline_analytics_hourly";
        IClusterPipeline nightly =
                TransientClusterPipeline.fromStoredPipeline(stack, "Nightly", "nightly", "analytics");
        nightly.grantStart(operators);
        IClusterPipeline ofEitherKind =
                PersistentClusterPipeline.fromStoredPipeline(stack, "OfEitherKind", "nightly", "analytics");
        IClusterPipeline byArn = TransientClusterPipeline.fromStateMachineArn(stack, "ByArn", arn);
        IClusterPipeline alsoByArn = PersistentClusterPipeline.fromStateMachineArn(stack, "AlsoByArn", arn);

        assertThat(stack.count("AWS::IAM::Policy")).isPositive();
        assertThat(ofEitherKind.getDefinition()).isEqualTo(nightly.getDefinition());
        assertThat(byArn.getPipelineName()).isEqualTo(alsoByArn.getPipelineName());
    }
}
