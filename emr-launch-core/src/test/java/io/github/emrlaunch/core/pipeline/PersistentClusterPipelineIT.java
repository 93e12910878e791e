package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;

/**
 * Pipelines on running clusters, on the local emulator. {@code pipeline} runs on clusters of the launch function {@code shared},
 * {@code queueing} on those of {@code shared-unwaited}, {@code named} on those of {@code shared} with an odd name, {@code any} on any
 * cluster with that name. {@code foreign} is the launch function of another team, with another profile.
 */
class PersistentClusterPipelineIT {
    private static final String ODD_NAME = "it's \"{% $ours %}\" \\ 共有";

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PersistentClusterPipelineIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();
    private final String launch = deployment.stateMachine("default_shared");
    private final String request = deployment.stateMachine("default_shared-unwaited");
    private final String pipeline = deployment.stateMachine("pipeline_default_pipeline");
    private final String foreign = deployment.stateMachine("default_foreign");
    private final String queueing = deployment.stateMachine("pipeline_default_queueing");
    private final String named = deployment.stateMachine("pipeline_default_named");
    private final String any = deployment.stateMachine("pipeline_default_any");

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction shared = launchFunction(stack, "shared", profile(stack, vpc, "etl"), vpc, true);
        EmrLaunchFunction unwaited = launchFunction(stack, "shared-unwaited", shared.getEmrProfile(), vpc, false);
        launchFunction(stack, "foreign", profile(stack, vpc, "foreign"), vpc, true);
        pipeline(stack, "pipeline")
                .launchFunction(shared)
                .phases(Phase.of(
                        "Work",
                        EmrStep.of("One", "s3://jobs/job.jar", "one").withOverridableArguments("one"),
                        EmrStep.of("Two", "s3://jobs/job.jar")))
                .notifications(Notifications.ofFailure(Topic.Builder.create(stack, "Failed")
                        .topicName("failed")
                        .build()))
                .build();
        pipeline(stack, "queueing")
                .launchFunction(unwaited)
                .phases(Phase.of("Work", EmrStep.of("Queued", "s3://jobs/job.jar")))
                .build();
        pipeline(stack, "named")
                .launchFunction(shared)
                .clusterName(ODD_NAME)
                .phases(Phase.of("Work", EmrStep.of("Three", "s3://jobs/job.jar")))
                .build();
        pipeline(stack, "any")
                .anyClusterNamed(ODD_NAME)
                .phases(Phase.of("Work", EmrStep.of("Four", "s3://jobs/job.jar")))
                .build();
    }

    private static EmrProfile profile(Stack stack, Vpc vpc, String name) {
        return EmrProfile.Builder.create(stack, "Profile-" + name)
                .profileName(name)
                .vpc(vpc)
                .build();
    }

    private static EmrLaunchFunction launchFunction(
            Stack stack, String name, IEmrProfile profile, Vpc vpc, boolean waits) {
        return EmrLaunchFunction.Builder.create(stack, "Launch-" + name)
                .launchFunctionName(name)
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration-" + name)
                        .configurationName(name)
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .waitForClusterStart(waits)
                .build();
    }

    private static PersistentClusterPipeline.Builder pipeline(Stack stack, String name) {
        return PersistentClusterPipeline.Builder.create(stack, "Pipeline-" + name)
                .pipelineName(name);
    }

    private LocalCluster launchCluster(String launchFunction, String name) throws InterruptedException {
        ObjectNode input = Json.object();
        input.putObject("ClusterConfigurationOverrides").put("ClusterName", name);
        LocalExecution execution = aws.awaitExecution(aws.startExecution(launchFunction, Json.write(input)));
        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        return aws.clusters().get(aws.clusters().size() - 1);
    }

    private LocalExecution run(String stateMachine) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(stateMachine, "{}"));
    }

    private LocalCluster cluster(String id) {
        return aws.clusters().stream()
                .filter(cluster -> cluster.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void runsStepsOnClusterOfLaunchFunctionAndKeepsIt() throws InterruptedException {
        LocalCluster shared = launchCluster(launch, "shared");

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
    }

    /** An attacker who may launch with another profile gives the cluster the name of the pipeline's cluster. */
    @Test
    void addsNoStepToClusterOfOtherLaunchFunction() throws InterruptedException {
        List<LocalCluster> foreigners = new ArrayList<>();
        for (String name : List.of("shared", "etl", "default_shared", "pipeline", ODD_NAME)) {
            foreigners.add(launchCluster(foreign, name));
        }

        assertThat(run(pipeline).error()).isEqualTo(PipelineErrors.CLUSTER_NOT_FOUND);
        assertThat(run(named).error()).isEqualTo(PipelineErrors.CLUSTER_NOT_FOUND);
        LocalCluster own = launchCluster(launch, "called-otherwise");
        foreigners.add(launchCluster(foreign, "called-otherwise"));
        assertThat(run(pipeline).succeeded()).isTrue();

        assertThat(cluster(own.id()).steps()).hasSize(2);
        assertThat(foreigners)
                .allSatisfy(cluster -> assertThat(cluster(cluster.id()).steps()).isEmpty());
    }

    /** The name of one launch function is a prefix of the other's. */
    @Test
    void addsNoStepToClusterOfLaunchFunctionWithLongerName() throws InterruptedException {
        assertThat(run(request).succeeded()).isTrue();

        assertThat(run(pipeline).error()).isEqualTo(PipelineErrors.CLUSTER_NOT_FOUND);
    }

    /** An attacker who may start clusters gives them tags that look like ours. */
    @Test
    void ignoresClustersWithForgedTags() throws Exception {
        LocalCluster own = launchCluster(launch, "shared");
        String execution = own.tags().getOrDefault("emr-launch:execution", "");
        List<Map<String, String>> forgeries = List.of(
                Map.of("emr-launch:function", "Stack/default/shared"),
                Map.of("team", execution),
                Map.of("emr-launch:execution", "x" + execution),
                Map.of("emr-launch:execution", execution.replace("default_shared", "default_shared2")),
                Map.of("emr-launch:execution", execution.replace("123456789012", "210987654321")));
        List<String> forged = new ArrayList<>();
        for (Map<String, String> tags : forgeries) {
            forged.add(runJobFlow(tags));
        }

        assertThat(run(pipeline).succeeded()).isTrue();

        assertThat(cluster(own.id()).steps()).hasSize(2);
        assertThat(forged).allSatisfy(id -> assertThat(cluster(id).steps()).isEmpty());
    }

    private String runJobFlow(Map<String, String> tags) throws Exception {
        ObjectNode request = (ObjectNode) aws.clusters().get(0).request().deepCopy();
        ArrayNode all = request.put("Name", "shared").putArray("Tags");
        tags.forEach((key, value) -> all.addObject().put("Key", key).put("Value", value));
        HttpRequest call = HttpRequest.newBuilder(aws.endpoint())
                .header("X-Amz-Target", "ElasticMapReduce.RunJobFlow")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/elasticmapreduce/aws4_request, SignedHeaders=host, Signature=0"
                                .formatted(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), aws.region()))
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(request)))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(call, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body()).path("JobFlowId").asText();
    }

    /** A user who may start the launch function cannot move the pipeline to another cluster. */
    @Test
    void usesOldestReadyCluster() throws InterruptedException {
        LocalCluster oldest = launchCluster(launch, "shared");
        LocalCluster newer = launchCluster(launch, "other");

        assertThat(run(pipeline).succeeded()).isTrue();

        assertThat(cluster(oldest.id()).steps()).hasSize(2);
        assertThat(cluster(newer.id()).steps()).isEmpty();
    }

    @Test
    void prefersReadyClusterToOlderStartingCluster() throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.neverStarts());
        assertThat(run(request).succeeded()).isTrue();
        assertThat(run(request).succeeded()).isTrue();
        aws.clock().advance(Duration.ofMinutes(20));
        aws.awaitIdle();
        assertThat(aws.clusters()).extracting(LocalCluster::state).containsExactly("STARTING", "WAITING");

        assertThat(run(queueing).succeeded()).isTrue();

        assertThat(aws.clusters().get(0).steps()).isEmpty();
        assertThat(aws.clusters().get(1).steps()).hasSize(1);
    }

    /** The pipeline that launched the cluster would terminate it during the steps of this one. */
    @Test
    void addsNoStepToClusterLaunchedByPipeline() throws InterruptedException {
        LocalExecution launched = aws.awaitExecution(aws.startExecution(
                launch, PipelineLaunch.name(launch.replace(":stateMachine:", ":execution:") + ":of-a-pipeline"), "{}"));
        assertThat(launched.succeeded()).as("%s", launched.cause()).isTrue();

        assertThat(run(pipeline).error()).isEqualTo("ClusterNotFound");
        assertThat(aws.clusters().get(0).steps()).isEmpty();
    }

    @Test
    void selectsClusterOfLaunchFunctionByName() throws InterruptedException {
        LocalCluster wanted = launchCluster(launch, ODD_NAME);
        LocalCluster newer = launchCluster(launch, "shared");

        LocalExecution execution = run(named);

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(cluster(wanted.id()).steps()).extracting(LocalStep::name).containsExactly("Three");
        assertThat(cluster(newer.id()).steps()).isEmpty();
    }

    @Test
    void anyClusterNamedFindsClusterOfOtherLaunchFunction() throws InterruptedException {
        LocalCluster stranger = launchCluster(foreign, ODD_NAME);

        LocalExecution execution = run(any);

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(cluster(stranger.id()).steps()).extracting(LocalStep::name).containsExactly("Four");
    }

    @Test
    void findsAClusterOnALaterPage() throws InterruptedException {
        LocalCluster shared = launchCluster(launch, ODD_NAME);
        List<String> launches = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            launches.add(aws.startExecution(
                    foreign, "{\"ClusterConfigurationOverrides\": {\"ClusterName\": \"other-%d\"}}".formatted(i)));
        }
        for (String execution : launches) {
            assertThat(aws.awaitExecution(execution).succeeded()).isTrue();
        }

        for (String machine : List.of(pipeline, any)) {
            LocalExecution execution = run(machine);
            assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        }
        assertThat(cluster(shared.id()).steps()).extracting(LocalStep::name).containsExactly("One", "Two", "Four");
    }

    @Test
    void queuesItsStepsWhileTheClusterStarts() throws InterruptedException {
        assertThat(run(request).succeeded()).isTrue();
        assertThat(aws.clusters().get(0).state()).isEqualTo("STARTING");

        LocalExecution execution = run(queueing);

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(aws.clusters().get(0).steps()).extracting(LocalStep::state).containsExactly("COMPLETED");
    }

    @Test
    void failsIfNoClusterIsFound() throws InterruptedException {
        LocalExecution execution = run(pipeline);

        assertThat(execution.error()).isEqualTo(PipelineErrors.CLUSTER_NOT_FOUND);
        assertThat(execution.cause())
                .isEqualTo("No cluster of launch function default/shared starts, runs or waits. Execute the launch"
                        + " function");
        assertThat(Json.parse(aws.publications("failed").get(0).message()))
                .isEqualTo(Json.parse("""
                    {"Kind": "EmrPipeline", "Name": "default/pipeline", "Status": "FAILED", "Execution": "%s", "Error": "ClusterNotFound",
                     "Cause": "%s"}\
                    """.formatted(execution.arn(), execution.cause())));
        assertThat(run(named).cause())
                .isEqualTo(
                        "No cluster of the name '%s' of launch function default/shared starts, runs or waits. Execute"
                                + " the launch function",
                        ODD_NAME);
        assertThat(run(any).cause()).contains("No cluster of the name '%s' starts".formatted(ODD_NAME));
    }

    @Test
    void reportsErrorOfFailedClusterSearch() throws InterruptedException {
        launchCluster(launch, "shared");
        aws.faults().fail("elasticmapreduce:ListClusters", CallFault.failed("AccessDeniedException", 400, "No"), 100);

        LocalExecution execution = run(pipeline);

        assertThat(execution.error()).isEqualTo("AwsCallFailed");
        assertThat(execution.cause()).contains("ListClusters", "AccessDeniedException");
    }

    /** The response of DescribeCluster contains the values of secrets. */
    @Test
    void historyContainsOnlyIdOfCluster() throws InterruptedException {
        LocalCluster shared = launchCluster(launch, "shared");

        LocalExecution execution = run(pipeline);

        assertThat(execution.history().toString())
                .contains(shared.id())
                .doesNotContain("m7g.xlarge", "ReleaseLabel", "ServiceRole");
    }

    @Test
    void leavesTheClusterWhenAStepFails() throws InterruptedException {
        LocalCluster shared = launchCluster(launch, "shared");
        aws.emr().failStep("One", "out of memory");

        LocalExecution execution = aws.awaitExecution(aws.startExecution(pipeline, "{}"));

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_FAILED);
        assertThat(cluster(shared.id()).isAlive()).isTrue();
        assertThat(cluster(shared.id()).steps()).hasSize(1);
        assertThat(aws.publications("failed")).hasSize(1);
    }

    @Test
    void sendsNotificationWhenExecutionIsStopped() throws InterruptedException {
        LocalCluster shared = launchCluster(launch, "shared");
        aws.emr().hangStep("One");
        String run = aws.startExecution(pipeline, "{}");
        aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(5)), () -> aws.stopExecution(run));

        assertThat(aws.awaitExecution(run).status()).isEqualTo("ABORTED");
        aws.awaitIdle();

        assertThat(aws.publications("failed")).singleElement().satisfies(publication -> {
            JsonNode message = Json.parse(publication.message());
            assertThat(message.path("Name").asText()).isEqualTo("default/pipeline");
            assertThat(message.path("Status").asText()).isEqualTo("ABORTED");
            assertThat(message.path("Execution").asText()).isEqualTo(run);
        });
        assertThat(cluster(shared.id()).isAlive()).isTrue();
    }

    @Test
    void waitsForEarlierExecution() throws InterruptedException {
        LocalCluster shared = launchCluster(launch, "shared");
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
