package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.Publication;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/**
 * Messages start the pipeline, each once, and those that can't start nothing. The stand-in has no pipes: what the pipe would hand
 * over of the queue, the test does.
 */
class SnsTriggeredPipelineIT {
    private static final String MESSAGE_ID = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
    private static final String DAY = "2026-01-31";

    private final ExampleRun run = new ExampleRun(Example.named("sns-triggered-pipeline"));
    private String starter = "";
    /** The execution that the message starts. */
    private String pipeline = "";

    @BeforeEach
    void deploy() {
        Deployment deployment = run.deploy(run.synthesize());
        assertThat(deployment.skipped()).extracting(DeployedResource::type).contains("AWS::Pipes::Pipe");
        starter = stateMachine(deployment, "sns-triggered-pipeline-starter");
        pipeline = stateMachine(deployment, "sns-triggered-pipeline").replace(":stateMachine:", ":execution:") + ":"
                + MESSAGE_ID;
    }

    private static String stateMachine(Deployment deployment, String name) {
        return deployment.ofType("AWS::StepFunctions::StateMachine").stream()
                .map(DeployedResource::physicalId)
                .filter(arn -> arn.endsWith(":" + name))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() {
        run.close();
    }

    private LocalExecution deliver(String message) throws InterruptedException {
        ObjectNode notification = Json.object()
                .put("Type", "Notification")
                .put("MessageId", MESSAGE_ID)
                .put("Message", message);
        ObjectNode record = Json.object()
                .put("messageId", "059f36b4-87a3-44ab-83d2-661975830a7d")
                .put("eventSource", "aws:sqs")
                .put("body", Json.write(notification));
        return run.aws().awaitExecution(run.aws().startExecution(starter, "[" + Json.write(record) + "]"));
    }

    private List<JsonNode> told(String outcome) {
        return run.aws().publications("sns-triggered-pipeline-" + outcome).stream()
                .map(Publication::message)
                .map(Json::parse)
                .toList();
    }

    @Test
    void runsWithTheArgumentsOfTheMessage() throws InterruptedException {
        LocalExecution execution = deliver(DAY);
        run.aws().awaitIdle();

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(run.lastCluster().steps())
                .extracting(LocalStep::name, LocalStep::state)
                .containsExactly(tuple("Extract", "COMPLETED"), tuple("Report", "COMPLETED"));
        assertThat(run.lastCluster().steps())
                .allSatisfy(step -> assertThat(step.request().at("/HadoopJarStep/Args"))
                        .extracting(JsonNode::asText)
                        .contains(DAY)
                        .doesNotContain("yesterday"));
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(told("succeeded")).singleElement().satisfies(message -> assertThat(
                        message.path("Execution").asText())
                .endsWith(MESSAGE_ID));
        assertThat(told("failed")).isEmpty();
    }

    @Test
    void startsOnceHoweverOftenAMessageIsDelivered() throws InterruptedException {
        assertThat(deliver(DAY).succeeded()).isTrue();
        assertThat(deliver(DAY).succeeded()).isTrue();
        run.aws().awaitIdle();
        assertThat(deliver(DAY).succeeded()).isTrue();
        run.aws().awaitIdle();

        assertThat(run.aws().clusters()).hasSize(1);
        assertThat(told("succeeded")).hasSize(1);
        assertThat(told("failed")).isEmpty();
    }

    @Test
    void takesNothingButADay() throws InterruptedException {
        List<String> malformed = List.of(
                "yesterday",
                "2026-02-30",
                "2026-01-31T00:00:00Z",
                "2026-01-31; true",
                "[]",
                "{\"StepArgumentOverrides\": {\"Extract\": {\"spark-submit\": \"bash\"}}}",
                "{} \\\" $.Notification ' \n");
        for (String message : malformed) {
            assertThat(deliver(message).status()).as(message).isEqualTo("FAILED");
        }
        run.aws().awaitIdle();

        assertThat(run.aws().clusters()).isEmpty();
        assertThat(told("failed"))
                .extracting(
                        failure -> failure.path("Pipeline").asText(),
                        failure -> failure.path("Error").asText(),
                        failure -> failure.path("Cause").asText().replaceFirst(".*, got: ", ""))
                .containsExactlyElementsOf(malformed.stream()
                        .map(message -> tuple("sns-triggered-pipeline-starter", "MalformedMessage", message))
                        .toList());
    }

    @Test
    void saysWhichStepFailedAndLeavesNoCluster() throws InterruptedException {
        run.aws().emr().failStep("Report", "Column 'type' does not exist");

        deliver(DAY);
        LocalExecution execution = run.aws().awaitExecution(pipeline);

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(run.lastCluster().steps())
                .extracting(LocalStep::name, LocalStep::state)
                .containsExactly(tuple("Extract", "COMPLETED"), tuple("Report", "FAILED"));
        assertThat(told("failed")).singleElement().satisfies(failure -> {
            JsonNode step = Json.parse(failure.path("Cause").asText()).path("Step");
            assertThat(failure.path("ClusterId").asText())
                    .isEqualTo(run.lastCluster().id());
            assertThat(step.path("Name").asText()).isEqualTo("Report");
            assertThat(step.at("/Status/FailureDetails/Message").asText()).isEqualTo("Column 'type' does not exist");
        });
        assertThat(told("succeeded")).isEmpty();
    }

    @Test
    void pipesOnlyTheQueueIntoOnlyTheStarter() {
        App app = new App();
        Example.named("sns-triggered-pipeline").stacks().accept(app);
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
