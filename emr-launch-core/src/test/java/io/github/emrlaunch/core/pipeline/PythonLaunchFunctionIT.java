package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/**
 * A pipeline with a launch function that aws-emr-launch for Python has deployed. Its state machine gives its clusters the tags of the
 * stored definition, but no tag of the execution (aws_emr_launch/constructs/step_functions/emr_launch_function.py, version 2.0.1).
 */
class PythonLaunchFunctionIT {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");
    private static final DefinitionName NAME = DefinitionName.of("launch-basic-cluster");

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PythonLaunchFunctionIT::addStacks)
            .region("eu-west-1")
            .account("123456789012")
            .existing(existing -> existing.role("service")
                    .instanceProfile("instance", "instance")
                    .serviceLinkedRole("elasticmapreduce.amazonaws.com"));

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();
    private volatile String execution = "";

    private static void addStacks(App app) {
        pythonsStateMachine(new Stack(app, "Python"));
        Stack stack = new Stack(app, "Java");
        IEmrLaunchFunction launchFunction = stored(stack, STORED_BY_PYTHON);
        TransientClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launchFunction)
                .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/work.jar")))
                .build();
    }

    private static IEmrLaunchFunction stored(Stack stack, Path directory) {
        return EmrLaunchFunction.fromStoredFunction(
                TestStack.loadingFrom(directory, stack), "Stored", "launch-basic-cluster");
    }

    /** The relevant part of the state machine that the Python library creates. */
    private static void pythonsStateMachine(Stack stack) {
        ObjectNode parameters = Json.parseObject("""
            {"Name": "basic-cluster", "ReleaseLabel": "emr-6.6.0", "ServiceRole": "service", "JobFlowRole": "instance",
             "Instances": {"InstanceCount": 1, "MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge", "KeepJobFlowAliveWhenNoSteps": true}}\
            """);
        ArrayNode tags = parameters.putArray("Tags");
        Objects.requireNonNull(new DefinitionDirectory(STORED_BY_PYTHON)
                        .get(DefinitionType.EMR_LAUNCH_FUNCTION, NAME)
                        .clusterTags())
                .forEach(tag -> tags.add(tag.toJson()));
        ObjectNode start = Json.object()
                .put("Type", "Task")
                .put("Resource", "arn:aws:states:::elasticmapreduce:createCluster")
                .put("ResultPath", "$.LaunchClusterResult")
                .put("End", true);
        start.set("Parameters", parameters);
        ObjectNode machine = Json.object().put("StartAt", "Start EMR Cluster");
        machine.putObject("States").set("Start EMR Cluster", start);
        Role role = Role.Builder.create(stack, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .build();
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("elasticmapreduce:*", "iam:PassRole"))
                .resources(List.of("*"))
                .build());
        StateMachine.Builder.create(stack, "StateMachine")
                .stateMachineName("default_launch-basic-cluster")
                .role(role)
                .definitionBody(DefinitionBody.fromString(Json.write(machine)))
                .build();
    }

    private List<LocalCluster> alive() {
        return aws.clusters().stream().filter(LocalCluster::isAlive).toList();
    }

    @Test
    void pipelineAddsStepsAndTerminatesCluster() throws InterruptedException {
        LocalExecution run =
                aws.awaitExecution(aws.startExecution(deployment.stateMachine("pipeline_default_pipeline"), "{}"));
        aws.awaitIdle();

        assertThat(run.status()).as("%s: %s", run.error(), run.cause()).isEqualTo("SUCCEEDED");
        assertThat(aws.clusters()).singleElement().satisfies(cluster -> {
            assertThat(cluster.tags())
                    .containsOnlyKeys("Key1", "deployment:product:name", "deployment:product:version");
            assertThat(cluster.stepsNamed("Step")).hasSize(1);
        });
        assertThat(alive()).isEmpty();
    }

    /** All clusters of that library have one tag, and a user who may launch one can choose its name. */
    @Test
    void rejectsPersistentPipeline() {
        Stack stack = new Stack(new App(), "Java");
        PersistentClusterPipeline.Builder pipeline = PersistentClusterPipeline.Builder.create(stack, "Persistent")
                .pipelineName("persistent")
                .launchFunction(stored(stack, STORED_BY_PYTHON))
                .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/work.jar")));

        assertThatThrownBy(pipeline::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("default/launch-basic-cluster was deployed by aws-emr-launch for Python")
                .hasMessageContaining("anyClusterNamed(\"");
    }

    @Test
    void stoppedPipelineLeavesNoCluster() throws InterruptedException {
        aws.faults().fail("elasticmapreduce:AddJobFlowSteps", CallFault.after(() -> aws.stopExecution(execution)), 1);

        execution = aws.startExecution(deployment.stateMachine("pipeline_default_pipeline"), "{}");
        assertThat(aws.awaitExecution(execution).status()).isEqualTo("ABORTED");
        aws.awaitIdle();
        aws.clock().advance(Duration.ofMinutes(5));

        assertThat(aws.clusters()).hasSize(1);
        assertThat(alive()).isEmpty();
    }

    @Test
    void rejectsLaunchFunctionWithoutIdentifyingTags(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("emr_launch_functions/default/launch-basic-cluster.json");
        Files.createDirectories(file.getParent());
        ObjectNode document = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.EMR_LAUNCH_FUNCTION, NAME)
                .toJson();
        document.putArray("ClusterTags");
        Files.writeString(file, Json.write(document));

        IEmrLaunchFunction unknown = stored(new Stack(new App(), "Stack"), directory);

        assertThatThrownBy(() -> EmrCluster.launchedBy(unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The clusters of launch function 'default/launch-basic-cluster' have neither the tag"
                        + " emr-launch:function nor deployment:product:name=aws-emr-launch, which the permissions of a"
                        + " pipeline need to use and to terminate them: deploy the launch function again"
                        + " with this library, or use EmrCluster.anyAtPath in your own state machine,"
                        + " which allows all clusters");
    }
}
