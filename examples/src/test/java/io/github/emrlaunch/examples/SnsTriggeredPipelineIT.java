package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.Publication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Tests that each message to the topic starts the pipeline once, through the resources of the template: topic, queue, pipe, starter.
 */
class SnsTriggeredPipelineIT {
    private static final String PIPELINE = "pipeline_default_sns-triggered-pipeline";
    private static final String STARTER = "sns-triggered-pipeline-starter";
    private static final String DAY = "2026-01-31";

    private final ExampleRun run = new ExampleRun(Example.named("sns-triggered-pipeline"), ForkFolder.PATH);
    private final SnsClient sns = SnsClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(run.aws().endpoint())
            .region(Region.of(run.aws().region()))
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    run.aws().environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
            .build();
    private String topic = "";
    private String queue = "";
    private String deadLetters = "";

    @BeforeEach
    void deploy() throws InterruptedException {
        deploy(run.synthesize());
    }

    private void deploy(List<Path> assemblies) throws InterruptedException {
        Deployment deployment = run.deploy(assemblies);
        assertThat(deployment.skippedResources())
                .extracting(DeployedResource::type)
                .doesNotContain("AWS::Pipes::Pipe");
        topic = physicalId(deployment, "AWS::SNS::Topic", "Requests");
        queue = physicalId(deployment, "AWS::SQS::Queue", "TriggerQueue");
        deadLetters = physicalId(deployment, "AWS::SQS::Queue", "TriggerDeadLetters");
        // The pipe has polled the queue once.
        run.aws().awaitIdle();
    }

    private static String physicalId(Deployment deployment, String type, String logicalId) {
        return deployment.ofType(type).stream()
                .filter(resource -> resource.logicalId().startsWith(logicalId))
                .map(DeployedResource::physicalId)
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() {
        sns.close();
        run.close();
    }

    /** Publishes a message, waits for all its effects, and returns its ID. */
    private String publish(String message) throws InterruptedException {
        String id =
                sns.publish(request -> request.topicArn(topic).message(message)).messageId();
        run.aws().awaitIdle();
        return id;
    }

    private LocalExecution pipeline(String messageId) throws InterruptedException {
        return run.aws()
                .awaitExecution(run.stateMachine(PIPELINE).replace(":stateMachine:", ":execution:") + ":" + messageId);
    }

    /** Returns the ended executions of the starter and of the pipeline with their status, in order. */
    private List<String> ended() {
        return run.aws().events().all().stream()
                .map(event -> event.path("detail"))
                .filter(detail -> !detail.path("status").asText().equals("RUNNING"))
                .map(detail -> detail.path("stateMachineArn").asText().replaceFirst(".*:", "") + " "
                        + detail.path("status").asText())
                .filter(end -> end.startsWith(STARTER + " ") || end.startsWith(PIPELINE + " "))
                .toList();
    }

    private List<JsonNode> told(String outcome) {
        return run.aws().publications("sns-triggered-pipeline-" + outcome).stream()
                .map(Publication::message)
                .map(Json::parse)
                .toList();
    }

    @Test
    void runsWithTheArgumentsOfTheMessage() throws InterruptedException {
        String id = publish(DAY);

        assertThat(pipeline(id))
                .succeeded()
                .launchedCluster(cluster -> cluster.ranSteps("Extract", "Report"))
                .leftNoClusters();
        assertThat(ended()).containsExactly(STARTER + " SUCCEEDED", PIPELINE + " SUCCEEDED");
        assertThat(run.lastCluster().steps())
                .allSatisfy(step -> assertThat(step.arguments()).contains(DAY).doesNotContain("yesterday"));
        assertThat(told("succeeded")).singleElement().satisfies(message -> assertThat(
                        message.path("Execution").asText())
                .endsWith(id));
        assertThat(told("failed")).isEmpty();
        assertThat(run.aws().messages(queue)).isEmpty();
        assertThat(run.aws().messages(deadLetters)).isEmpty();
    }

    @Test
    void startsOnceWhenAMessageIsDeliveredAgainWhileThePipelineRuns() throws InterruptedException {
        run.aws().faults().fail("sqs:DeleteMessage", CallFault.serverError(), 1);

        publish(DAY);

        assertThat(ended()).containsExactly(STARTER + " SUCCEEDED", STARTER + " SUCCEEDED", PIPELINE + " SUCCEEDED");
        assertStartedOnce();
    }

    @Test
    void startsOnceWhenAMessageIsDeliveredAgainAfterThePipelineHasEnded() throws InterruptedException {
        run.aws().faults().fail("sqs:DeleteMessage", CallFault.serverError(), 1);
        run.aws().faults().fail("sqs:ReceiveMessage", CallFault.before(() -> {}), 1);
        run.aws().faults().failFor("sqs:ReceiveMessage", CallFault.serverError(), Duration.ofHours(1));

        publish(DAY);

        assertThat(ended()).containsExactly(STARTER + " SUCCEEDED", PIPELINE + " SUCCEEDED", STARTER + " SUCCEEDED");
        assertStartedOnce();
    }

    private void assertStartedOnce() {
        assertThat(run.aws().clusters()).hasSize(1);
        assertThat(told("succeeded")).hasSize(1);
        assertThat(told("failed")).isEmpty();
        assertThat(run.aws().messages(queue)).isEmpty();
        assertThat(run.aws().messages(deadLetters)).isEmpty();
    }

    @Test
    void rejectsMessagesThatAreNotADate() throws InterruptedException {
        List<String> malformed = List.of(
                "yesterday",
                "2026-02-30",
                "2026-01-31T00:00:00Z",
                "2026-01-31; true",
                "[]",
                "{\"StepArgumentOverrides\": {\"Extract\": {\"spark-submit\": \"bash\"}}}",
                "{} \\\" $.Notification ' \n");
        for (String message : malformed) {
            publish(message);
        }

        assertThat(ended()).hasSameSizeAs(malformed).containsOnly(STARTER + " FAILED");
        assertThat(run.aws().clusters()).isEmpty();
        assertThat(told("failed"))
                .extracting(
                        failure -> failure.path("StateMachine").asText(),
                        failure -> failure.path("Error").asText(),
                        failure -> failure.path("Cause").asText().replaceFirst(".*, got: ", ""))
                .containsExactlyElementsOf(malformed.stream()
                        .map(message -> tuple(STARTER, "MalformedMessage", message))
                        .toList());
        assertThat(run.aws().messages(queue)).isEmpty();
    }

    @Test
    void movesMessagesToTheDeadLetterQueueWhenTheStartIsDenied() throws InterruptedException {
        deploy(List.of(synthesizedWithoutTheRightToStart()));

        String id = publish(DAY);

        assertThat(run.aws().messages(queue)).isEmpty();
        assertThat(run.aws().messages(deadLetters)).singleElement().satisfies(message -> {
            assertThat(message.receiveCount()).isEqualTo(3);
            assertThat(Json.parse(message.body()).path("MessageId").asText()).isEqualTo(id);
        });
        assertThat(run.aws().authorizations())
                .filteredOn(authorization -> authorization.resource().endsWith(":" + STARTER))
                .hasSize(3)
                .allSatisfy(authorization -> assertThat(authorization.allowed()).isFalse());
        assertThat(ended()).isEmpty();
        assertThat(run.aws().clusters()).isEmpty();
    }

    private static Path synthesizedWithoutTheRightToStart() {
        App app = new App(AppProps.builder()
                .outdir(ForkFolder.PATH
                        .resolve("cdk.out/sns-triggered-pipeline-denied")
                        .toString())
                .build());
        Example.named("sns-triggered-pipeline").apps().get(0).stacks().accept(app);
        Role role = (Role) app.getNode()
                .findChild("SnsTriggeredPipeline")
                .getNode()
                .findChild("Trigger")
                .getNode()
                .findChild("PipeRole");
        role.addToPolicy(PolicyStatement.Builder.create()
                .effect(Effect.DENY)
                .actions(List.of("states:StartExecution"))
                .resources(List.of("*"))
                .build());
        return Path.of(app.synth().getDirectory());
    }

    @Test
    void reportsTheFailedStepAndTerminatesTheCluster() throws InterruptedException {
        run.aws().emr().failStep("Report", "Column 'type' does not exist");

        assertThat(pipeline(publish(DAY)))
                .failed()
                .launchedCluster(cluster ->
                        cluster.ranSteps("Extract", "Report").step("Report").failedWith("Column 'type' does not exist"))
                .leftNoClusters();
        assertThat(told("failed")).singleElement().satisfies(failure -> {
            assertThat(failure.path("ClusterId").asText())
                    .isEqualTo(run.lastCluster().id());
            assertThat(failure.path("Cause").asText()).contains("Report", "Column 'type' does not exist");
        });
        assertThat(told("succeeded")).isEmpty();
    }

    @Test
    void pipeConnectsOnlyTheQueueAndTheStarter() {
        App app = new App();
        Example.named("sns-triggered-pipeline").apps().get(0).stacks().accept(app);
        Template template = Template.fromStack((Stack) app.getNode().findChild("SnsTriggeredPipeline"));

        template.hasResourceProperties(
                "AWS::Pipes::Pipe",
                Map.of(
                        "Source", attribute("TriggerQueue.*"),
                        "SourceParameters", Map.of("SqsQueueParameters", Map.of("BatchSize", 1)),
                        "Target", Map.of("Ref", Match.stringLikeRegexp("TriggerStarter.*"))));
        template.hasResourceProperties(
                "AWS::IAM::Policy",
                Map.of(
                        "PolicyName", Match.stringLikeRegexp("TriggerPipeRole.*"),
                        "PolicyDocument",
                                Match.objectLike(Map.of(
                                        "Statement",
                                        List.of(
                                                Match.objectLike(Map.of("Resource", attribute("TriggerQueue.*"))),
                                                Match.objectLike(Map.of(
                                                        "Action",
                                                        "states:StartExecution",
                                                        "Resource",
                                                        Map.of(
                                                                "Ref",
                                                                Match.stringLikeRegexp("TriggerStarter.*")))))))));
        template.hasResourceProperties(
                "AWS::SNS::Subscription",
                Map.of(
                        "Protocol", "sqs",
                        "Endpoint", attribute("TriggerQueue.*"),
                        "RedrivePolicy", Map.of("deadLetterTargetArn", attribute("TriggerDeadLetters.*"))));
    }

    private static Map<String, Object> attribute(String resource) {
        return Map.of("Fn::GetAtt", List.of(Match.stringLikeRegexp(resource), "Arn"));
    }
}
