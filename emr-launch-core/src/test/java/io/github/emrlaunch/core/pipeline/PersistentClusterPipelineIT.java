package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;

/** A pipeline on a running cluster, on the local emulator. */
class PersistentClusterPipelineIT {
    private static final String ODD_NAME = "it's \"{% $ours %}\" \\ 共有";

    @TempDir
    static Path assembly;

    private final LocalAws aws = LocalAws.start();
    private String launch = "";
    private String request = "";
    private String pipeline = "";
    private String odd = "";

    @BeforeAll
    static void synthesize() {
        App app = TestApp.withoutSnapshots(assembly);
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .build();
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(stack, "Configuration")
                .configurationName("shared")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPrivateSubnets().get(0))
                .build();
        for (boolean waits : new boolean[] {true, false}) {
            EmrLaunchFunction.Builder.create(stack, waits ? "Launch" : "Request")
                    .launchFunctionName(waits ? "shared" : "shared-unwaited")
                    .emrProfile(profile)
                    .clusterConfiguration(configuration)
                    .waitForClusterStart(waits)
                    .build();
        }
        PersistentClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName("pipeline")
                .clusterName("shared")
                .phases(Phase.of(
                        "Work",
                        EmrStep.of("One", "s3://jobs/job.jar", "one").withOverridableArguments("one"),
                        EmrStep.of("Two", "s3://jobs/job.jar")))
                .notifications(Notifications.ofFailure(Topic.Builder.create(stack, "Failed")
                        .topicName("failed")
                        .build()))
                .build();
        PersistentClusterPipeline.Builder.create(stack, "Odd")
                .pipelineName("odd")
                .clusterName(ODD_NAME)
                .phases(Phase.of("Work", EmrStep.of("Three", "s3://jobs/job.jar")))
                .build();
        app.synth();
    }

    @BeforeEach
    void deploy() {
        Deployment deployment = aws.deploy(assembly);
        launch = deployment.stateMachine("default_shared");
        request = deployment.stateMachine("default_shared-unwaited");
        pipeline = deployment.stateMachine("pipeline");
        odd = deployment.stateMachine("odd");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private LocalCluster launchCluster(String name) throws InterruptedException {
        ObjectNode input = Json.object();
        input.putObject("ClusterConfigurationOverrides").put("ClusterName", name);
        LocalExecution execution = aws.awaitExecution(aws.startExecution(launch, Json.write(input)));
        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        return aws.clusters().get(aws.clusters().size() - 1);
    }

    private LocalCluster cluster(String id) {
        return aws.clusters().stream()
                .filter(cluster -> cluster.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void runsItsStepsOnTheClusterOfTheNameAndLeavesIt() throws InterruptedException {
        LocalCluster shared = launchCluster("shared");
        LocalCluster other = launchCluster("other");

        LocalExecution execution = aws.awaitExecution(
                aws.startExecution(pipeline, "{\"StepArgumentOverrides\": {\"One\": {\"one\": \"two\"}}}"));

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(cluster(shared.id()).steps()).extracting(LocalStep::name).containsExactly("One", "Two");
        assertThat(cluster(shared.id())
                        .steps()
                        .get(0)
                        .request()
                        .at("/HadoopJarStep/Args/0")
                        .asText())
                .isEqualTo("two");
        assertThat(cluster(shared.id()).isAlive()).isTrue();
        assertThat(cluster(other.id()).steps()).isEmpty();
    }

    @Test
    void findsAClusterWhateverItsName() throws InterruptedException {
        launchCluster("shared");
        LocalCluster other = launchCluster(ODD_NAME);

        LocalExecution execution = aws.awaitExecution(aws.startExecution(odd, "{}"));

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(cluster(other.id()).steps()).extracting(LocalStep::name).containsExactly("Three");
    }

    @Test
    void findsAClusterOnALaterPage() throws InterruptedException {
        LocalCluster shared = launchCluster("shared");
        List<String> launches = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            launches.add(aws.startExecution(
                    launch, "{\"ClusterConfigurationOverrides\": {\"ClusterName\": \"other-%d\"}}".formatted(i)));
        }
        for (String execution : launches) {
            assertThat(aws.awaitExecution(execution).succeeded()).isTrue();
        }

        LocalExecution execution = aws.awaitExecution(aws.startExecution(pipeline, "{}"));

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(cluster(shared.id()).steps()).hasSize(2);
    }

    @Test
    void queuesItsStepsWhileTheClusterStarts() throws InterruptedException {
        assertThat(aws.awaitExecution(aws.startExecution(request, "{}")).succeeded())
                .isTrue();
        assertThat(aws.clusters().get(0).state()).isEqualTo("STARTING");

        LocalExecution execution = aws.awaitExecution(aws.startExecution(pipeline, "{}"));

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(aws.clusters().get(0).steps())
                .extracting(LocalStep::state)
                .containsExactly("COMPLETED", "COMPLETED");
    }

    @Test
    void failsWithoutTheCluster() throws InterruptedException {
        LocalExecution execution = aws.awaitExecution(aws.startExecution(pipeline, "{}"));

        assertThat(execution.error()).isEqualTo(PipelineErrors.CLUSTER_NOT_FOUND);
        assertThat(execution.cause()).contains("No cluster of the name 'shared' starts, runs or waits");
        assertThat(Json.parse(aws.publications("failed").get(0).message()))
                .isEqualTo(Json.parse("""
                {"Kind": "EmrPipeline", "Name": "pipeline", "Status": "FAILED", "Execution": "%s", "Error": "ClusterNotFound",
                 "Cause": "%s", "ClusterName": "shared"}""".formatted(execution.arn(), execution.cause())));
    }

    @Test
    void leavesTheClusterWhenAStepFails() throws InterruptedException {
        LocalCluster shared = launchCluster("shared");
        aws.emr().failStep("One", "out of memory");

        LocalExecution execution = aws.awaitExecution(aws.startExecution(pipeline, "{}"));

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(cluster(shared.id()).isAlive()).isTrue();
        assertThat(cluster(shared.id()).steps()).hasSize(1);
        assertThat(aws.publications("failed")).hasSize(1);
    }

    @Test
    void notifiesOfARunThatIsStopped() throws InterruptedException {
        LocalCluster shared = launchCluster("shared");
        aws.emr().hangStep("One");
        String run = aws.startExecution(pipeline, "{}");
        aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(5)), () -> aws.stopExecution(run));

        assertThat(aws.awaitExecution(run).status()).isEqualTo("ABORTED");
        aws.awaitIdle();

        assertThat(aws.publications("failed")).singleElement().satisfies(publication -> {
            JsonNode message = Json.parse(publication.message());
            assertThat(message.path("Name").asText()).isEqualTo("pipeline");
            assertThat(message.path("Status").asText()).isEqualTo("ABORTED");
            assertThat(message.path("Execution").asText()).isEqualTo(run);
        });
        assertThat(cluster(shared.id()).isAlive()).isTrue();
    }

    @Test
    void waitsItsTurn() throws InterruptedException {
        LocalCluster shared = launchCluster("shared");
        aws.emr().stepDuration("One", Duration.ofMinutes(30));

        String first = aws.startExecution(pipeline, "{}");
        String second = aws.startExecution(pipeline, "{}");

        assertThat(aws.awaitExecution(first).succeeded()).isTrue();
        assertThat(aws.awaitExecution(second).succeeded()).isTrue();
        List<LocalStep> steps = cluster(shared.id()).steps();
        assertThat(steps).extracting(LocalStep::name).containsExactly("One", "Two", "One", "Two");
        assertThat(steps.get(2).started()).isAfterOrEqualTo(steps.get(1).ended());
    }
}
