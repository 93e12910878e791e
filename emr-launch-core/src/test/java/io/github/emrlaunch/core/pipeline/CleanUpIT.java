package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LogEvent;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;

/**
 * The clean-up of launches and pipelines. Every event of Step Functions is lost unless a test enables events. Two stacks:
 * {@code Etl} has the launch function {@code nightly} and the pipeline {@code pipeline}; {@code Other} has the launch function
 * {@code other}, and the pipeline {@code borrowing}, which launches with {@code nightly}.
 */
class CleanUpIT {
    private static final String LOST = "{\"detail-type\": [\"Step Functions Execution Status Change\"]}";
    private static final Duration GRACE_AND_SWEEP = Duration.ofMinutes(26);

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(CleanUpIT::addStacks);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();
    private volatile String execution = "";

    private static void addStacks(App app) {
        EmrLaunchFunction nightly = etl(app, "nightly");
        Stack other = new Stack(app, "Other");
        launchFunction(other, "other");
        pipeline(other, "borrowing", nightly);
    }

    private static EmrLaunchFunction etl(App app, String launchFunctionName) {
        Stack etl = new Stack(app, "Etl");
        EmrLaunchFunction launchFunction = launchFunction(etl, launchFunctionName);
        pipeline(etl, "pipeline", launchFunction);
        return launchFunction;
    }

    private static EmrLaunchFunction launchFunction(Stack stack, String name) {
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        return EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName(name)
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("profile-of-" + stack.getStackName())
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("configuration-of-" + stack.getStackName())
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .terminationProtection(true)
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .notifications(Notifications.ofFailure(Topic.Builder.create(stack, "Failed")
                        .topicName("failed-of-" + stack.getStackName())
                        .build()))
                .build();
    }

    private static void pipeline(Stack stack, String name, EmrLaunchFunction launchFunction) {
        TransientClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName(name)
                .namespace("analytics")
                .launchFunction(launchFunction)
                .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/work.jar")))
                .notifications(Notifications.ofFailure(Topic.Builder.create(stack, "PipelineFailed")
                        .topicName(name + "-failed")
                        .build()))
                .build();
    }

    @BeforeEach
    void loseEvents() {
        assertThat(deployment.skippedResources()).isEmpty();
        aws.events().lose(LOST, 10_000);
    }

    private String machine(String name) {
        return deployment.stateMachine(name);
    }

    private void stop() {
        aws.stopExecution(execution);
    }

    /** Starts a launch that is stopped directly after EMR has accepted its cluster. */
    private LocalExecution stoppedLaunch(String machine) throws InterruptedException {
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.after(this::stop), 1);
        execution = aws.startExecution(machine(machine), "{}");
        LocalExecution stopped = aws.awaitExecution(execution);
        assertThat(stopped.status())
                .as("%s: %s", stopped.error(), stopped.cause())
                .isEqualTo("ABORTED");
        aws.awaitIdle();
        return stopped;
    }

    private void pass(Duration time) throws InterruptedException {
        aws.clock().advance(time);
        aws.awaitIdle();
    }

    private List<LocalCluster> alive() {
        return aws.clusters().stream().filter(LocalCluster::isAlive).toList();
    }

    private Stream<DeployedResource> ofCleanUp(String stack, String type) {
        return deployment.ofType(type).stream()
                .filter(resource -> resource.stackName().equals(stack))
                .filter(resource -> resource.logicalId().startsWith("EmrLaunchCleanUp"));
    }

    private String cleanUp(String stack) {
        return ofCleanUp(stack, "AWS::Lambda::Function")
                .findFirst()
                .orElseThrow()
                .physicalId();
    }

    private int deadLetters(String stack) {
        return aws.messages(ofCleanUp(stack, "AWS::SQS::Queue")
                        .findFirst()
                        .orElseThrow()
                        .physicalId())
                .size();
    }

    /** Returns the log lines of the clean-up of a stack, for invocations that changed something. */
    private List<JsonNode> log(String stack) {
        String group = ofCleanUp(stack, "AWS::Logs::LogGroup")
                .findFirst()
                .orElseThrow()
                .physicalId();
        return aws.logs(group).stream()
                .filter(line -> line.startsWith("{"))
                .map(Json::parse)
                .filter(line -> !line.path("Terminated").isEmpty()
                        || !line.path("Undecided").isEmpty())
                .toList();
    }

    private List<String> deniedToCleanUp() {
        return aws.authorizations().stream()
                .filter(authorization -> authorization.roleName().contains("EmrLaunchCleanUp"))
                .filter(authorization -> !authorization.allowed())
                .map(Authorization::action)
                .filter(action -> !action.equals("elasticmapreduce:DescribeCluster"))
                .toList();
    }

    @Test
    void sweepTerminatesClusterOfStoppedLaunchWithoutEvent() throws InterruptedException {
        LocalExecution stopped = stoppedLaunch("default_nightly");
        assertThat(alive()).hasSize(1);

        pass(GRACE_AND_SWEEP);

        assertThat(alive()).isEmpty();
        assertThat(aws.publications("failed-of-Etl")).singleElement().satisfies(publication -> {
            JsonNode message = Json.parse(publication.message());
            assertThat(publication.subject()).isEqualTo("EMR launch was stopped: default/nightly");
            assertThat(message).isEqualTo(Json.parse("""
                {"Kind": "EmrLaunchFunction", "Name": "default/nightly", "Status": "ABORTED", "Execution": "%s",
                 "Error": "ABORTED", "Cause": "The execution was stopped", "ClusterId": "%s"}\
                """.formatted(
                            stopped.arn(), aws.clusters().get(0).id())));
        });
        pass(Duration.ofHours(2));
        assertThat(aws.publications()).hasSize(1);
        assertThat(deniedToCleanUp()).isEmpty();
        assertThat(deadLetters("Etl") + deadLetters("Other")).isZero();
    }

    @Test
    void eventTerminatesClusterBeforeSweep() throws InterruptedException {
        aws.clearFaults();
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.after(() -> aws.stopExecution(execution)), 1);
        execution = aws.startExecution(deployment.stateMachine("default_nightly"), "{}");
        aws.awaitExecution(execution);
        aws.awaitIdle();
        aws.clock().advance(Duration.ofMinutes(5));
        aws.awaitIdle();

        assertThat(aws.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.isAlive())
                .isFalse());
        assertThat(aws.publications("failed-of-Etl")).hasSize(1);
    }

    /** The execution is stopped before it has requested a cluster. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stoppedLaunchWithoutClusterIsNotifiedOnce(boolean eventIsLost) throws InterruptedException {
        if (!eventIsLost) {
            aws.clearFaults();
        }
        aws.faults().fail("ssm:GetParameters", CallFault.before(() -> aws.stopExecution(execution)), 1);
        execution = aws.startExecution(deployment.stateMachine("default_nightly"), "{}");
        aws.awaitExecution(execution);
        aws.awaitIdle();
        aws.clock().advance(Duration.ofHours(3));
        aws.awaitIdle();

        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.publications("failed-of-Etl")).singleElement().satisfies(publication -> assertThat(
                        publication.message())
                .contains("\"Status\":\"ABORTED\"", execution)
                .doesNotContain("ClusterId"));
    }

    /** SNS is unavailable for longer than Lambda retries. */
    @Test
    void notificationIsSentWhenSnsIsAvailableAgain() throws InterruptedException {
        aws.faults().failFor("sns:Publish", CallFault.throttled(), Duration.ofMinutes(50));
        stoppedLaunch("default_nightly");

        pass(Duration.ofHours(2));

        assertThat(aws.publications("failed-of-Etl")).hasSize(1);
    }

    @Test
    void sweepIgnoresClustersOfOtherStack() throws InterruptedException {
        stoppedLaunch("default_nightly");
        stoppedLaunch("default_other");
        aws.faults().limitConcurrency(cleanUp("Etl"), 0);

        pass(GRACE_AND_SWEEP);

        assertThat(alive()).singleElement().satisfies(cluster -> assertThat(cluster.tags())
                .containsEntry("emr-launch:function", "Etl/default/nightly"));
        assertThat(log("Other")).hasSize(1);
        assertThat(log("Etl")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline", "borrowing"})
    void sweepTerminatesClusterOfStoppedPipeline(String pipeline) throws InterruptedException {
        aws.faults().fail("elasticmapreduce:AddJobFlowSteps", CallFault.after(this::stop), 1);
        execution = aws.startExecution(machine("pipeline_analytics_" + pipeline), "{}");
        assertThat(aws.awaitExecution(execution).status()).isEqualTo("ABORTED");
        aws.awaitIdle();
        assertThat(alive()).hasSize(1);

        pass(GRACE_AND_SWEEP);

        assertThat(alive()).isEmpty();
        assertThat(log(pipeline.equals("pipeline") ? "Etl" : "Other")).hasSize(1);
        assertThat(aws.publications()).singleElement().satisfies(publication -> {
            assertThat(publication.topicName()).isEqualTo(pipeline + "-failed");
            assertThat(publication.message()).contains(execution);
        });
    }

    @Test
    void sweepKeepsClusterOfRedrivenExecution() throws Exception {
        stoppedLaunch("default_nightly");

        call("AWSStepFunctions.RedriveExecution", "{\"executionArn\": \"%s\"}".formatted(execution));
        LocalExecution redriven = aws.awaitExecution(execution);
        aws.awaitIdle();
        pass(Duration.ofHours(2));

        assertThat(redriven.status()).isEqualTo("SUCCEEDED");
        String answered = Json.parse(String.valueOf(redriven.output()))
                .at("/LaunchClusterResult/ClusterId")
                .asText();
        assertThat(alive()).extracting(LocalCluster::id).containsExactly(answered);
    }

    @Test
    void sweepTerminatesSecondClusterOfSameLaunch() throws Exception {
        execution = aws.startExecution(machine("default_nightly"), "{}");
        assertThat(aws.awaitExecution(execution).status()).isEqualTo("SUCCEEDED");
        LocalCluster first = aws.clusters().get(0);
        call("ElasticMapReduce.RunJobFlow", Json.write(first.request()));
        assertThat(alive()).hasSize(2);

        pass(GRACE_AND_SWEEP);

        assertThat(alive()).extracting(LocalCluster::id).containsExactly(first.id());
        assertThat(log("Etl")).singleElement().satisfies(line -> assertThat(
                        line.path("ClustersEndedBySweep").asInt())
                .isEqualTo(1));
    }

    @Test
    void sweepTerminatesClusterAfterFunctionWasThrottledForOneHour() throws InterruptedException {
        aws.faults().limitConcurrency(cleanUp("Etl"), 0);
        stoppedLaunch("default_nightly");
        pass(Duration.ofHours(1));
        assertThat(alive()).hasSize(1);
        assertThat(deadLetters("Etl")).isPositive();

        aws.faults().limitConcurrency(cleanUp("Etl"), 100);
        pass(Duration.ofMinutes(15));

        assertThat(alive()).isEmpty();
    }

    @Test
    void sweepTerminatesClusterAfterEmrThrottledForOneHour() throws InterruptedException {
        stoppedLaunch("default_nightly");
        aws.faults().failFor("elasticmapreduce:ListClusters", CallFault.throttled(), Duration.ofHours(1));
        pass(Duration.ofMinutes(55));
        assertThat(alive()).hasSize(1);

        pass(Duration.ofMinutes(20));

        assertThat(alive()).isEmpty();
        assertThat(deadLetters("Etl")).isPositive();
    }

    /** A caller who may only invoke the function cannot terminate anything. */
    @Test
    void forgedEventTerminatesNothing() throws Exception {
        execution = aws.startExecution(machine("default_nightly"), "{}");
        assertThat(aws.awaitExecution(execution).status()).isEqualTo("SUCCEEDED");

        invoke("""
            {"detail": {"executionArn": "%s", "status": "FAILED", "startDate": 0}}\
            """.formatted(execution));
        invoke("""
            {"detail-type": "Scheduled Event", "time": "2099-01-01T00:00:00Z", "sweep": {"stack": "Other"}}\
            """);

        assertThat(alive()).hasSize(1);
    }

    private void invoke(String event) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        aws.endpoint().resolve("/2015-03-31/functions/%s/invocations".formatted(cleanUp("Etl"))))
                .header("Authorization", credential("lambda"))
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("{\"Terminated\":[],\"Undecided\":[],\"Notified\":[],\"Cancelled\":[]}");
    }

    private void call(String target, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(aws.endpoint())
                .header("X-Amz-Target", target)
                .header("Authorization", credential("any"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String credential(String service) {
        return "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=0"
                .formatted(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), aws.region(), service);
    }

    @Nested
    class WithoutTheOtherStack {
        @RegisterExtension
        static final LocalAwsExtension alone = TestApp.deployed(app -> etl(app, "nightly"));

        private final LocalAws account = alone.local();

        @Test
        void sweepKeepsAndReportsClusterOfRenamedLaunchFunction() throws InterruptedException {
            account.events().lose(LOST, 10_000);
            account.faults()
                    .fail("elasticmapreduce:RunJobFlow", CallFault.after(() -> account.stopExecution(execution)), 1);
            execution = account.startExecution(alone.deployment().stateMachine("default_nightly"), "{}");
            account.awaitExecution(execution);
            account.awaitIdle();

            account.deploy(alone.synthesize(app -> etl(app, "weekly")));
            account.clock().advance(GRACE_AND_SWEEP);
            account.awaitIdle();

            assertThat(account.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.isAlive())
                    .isTrue());
            assertThat(account.logs()).extracting(LogEvent::message).anySatisfy(line -> assertThat(line)
                    .contains("\"ClustersUndecided\":1", execution, "AccessDeniedException"));
        }
    }
}
