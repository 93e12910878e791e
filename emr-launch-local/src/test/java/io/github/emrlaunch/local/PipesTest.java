package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String STATEMENTS = "/Policies/0/PolicyDocument/Statement";

    private final LocalAws aws = LocalAws.start();
    private Messaging messaging = new Messaging(aws, Path.of(""));

    @TempDir
    private Path directory;

    @BeforeEach
    void useDirectory() {
        messaging = new Messaging(aws, directory);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    /** Returns the inputs of the started executions. */
    private List<JsonNode> inputs() throws Exception {
        List<JsonNode> inputs = new ArrayList<>();
        for (JsonNode event : aws.events().all()) {
            if (event.at("/detail/status").asText().equals("RUNNING")) {
                inputs.add(JSON.readTree(event.at("/detail/input").asText()));
            }
        }
        return inputs;
    }

    @Test
    void startsTheMachineWithTheRecordsOfTheQueue() throws Exception {
        Deployment deployment = messaging.deploy(Messaging.with("Subscription", "/RawMessageDelivery", "true"));
        assertThat(deployment.skippedResources()).isEmpty();

        messaging.publish("Test message.");

        assertThat(inputs()).singleElement().satisfies(records -> {
            assertThat(records).hasSize(1);
            JsonNode record = records.path(0);
            assertThat(record.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "messageId",
                            "receiptHandle",
                            "body",
                            "attributes",
                            "messageAttributes",
                            "md5OfBody",
                            "eventSource",
                            "eventSourceARN",
                            "awsRegion");
            assertThat(record.path("body").asText()).isEqualTo("Test message.");
            assertThat(record.path("md5OfBody").asText()).isEqualTo("e4e68fb7bd0e697a0ae8f1bb342846b3");
            assertThat(record.path("attributes").fieldNames())
                    .toIterable()
                    .containsExactly(
                            "ApproximateReceiveCount", "SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp");
            assertThat(record.at("/attributes/SentTimestamp").asText()).isEqualTo(Long.toString(START.toEpochMilli()));
            assertThat(record.at("/messageAttributes/rows").toString())
                    .isEqualTo(
                            "{\"stringValue\":\"7\",\"stringListValues\":[],\"binaryListValues\":[],\"dataType\":\"Number\"}");
            assertThat(record.path("eventSource").asText()).isEqualTo("aws:sqs");
            assertThat(record.path("eventSourceARN").asText()).isEqualTo(Messaging.QUEUE);
            assertThat(record.path("awsRegion").asText()).isEqualTo("us-east-1");
        });
        assertThat(aws.messages("requests")).isEmpty();
        assertThat(aws.clock().now()).isEqualTo(START);
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.roleName().equals("pipe"))
                .extracting(Authorization::action)
                .contains("sqs:GetQueueAttributes", "sqs:ReceiveMessage", "states:StartExecution", "sqs:DeleteMessage");
    }

    /** "DescribePipe", "ListPipes" (EventBridge Pipes API reference). */
    @Test
    void pipesAreDescribed() throws Exception {
        messaging.deploy(resources -> {});

        JsonNode listed = rest("/v1/pipes?TargetPrefix=arn:aws:states").path("Pipes");
        JsonNode described = rest("/v1/pipes/" + listed.at("/0/Name").asText());

        assertThat(listed).hasSize(1);
        assertThat(described.path("CurrentState").asText()).isEqualTo("RUNNING");
        assertThat(described.path("Source").asText()).isEqualTo(Messaging.QUEUE);
        assertThat(described.path("CreationTime").asLong()).isEqualTo(START.getEpochSecond());
        assertThat(rest("/v1/pipes?SourcePrefix=arn:aws:kinesis").path("Pipes")).isEmpty();
        assertThat(rest("/v1/pipes/nobody").path("message").asText()).isEqualTo("Pipe nobody does not exist.");
    }

    private JsonNode rest(String path) throws Exception {
        return JSON.readTree(Wire.rest(aws, "pipes", "GET", path, "").body());
    }

    @Test
    void deliversMessagesOfTheQueueInBatches() throws Exception {
        messaging.deploy(Messaging.without("Pipe"));
        for (int i = 0; i < 3; i++) {
            messaging.publish("message " + i);
        }

        messaging.deploy(resources -> {});
        aws.awaitIdle();

        assertThat(inputs()).extracting(JsonNode::size).containsExactly(2, 1);
        assertThat(aws.messages("requests")).isEmpty();
    }

    /** SQS API reference: CreateQueue, DelaySeconds. */
    @Test
    void waitsForAMessageThatIsDelayed() throws Exception {
        messaging.deploy(Messaging.with("Queue", "/DelaySeconds", "90"));

        messaging.publish("later");

        assertThat(inputs()).hasSize(1);
        assertThat(Duration.between(START, aws.clock().now())).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void undeliverableMessageGoesToDeadLetterQueue() throws Exception {
        messaging.deploy(Messaging.with("PipeRole", STATEMENTS + "/1/Effect", "\"Deny\""));

        String id = messaging.publish("m");

        assertThat(inputs()).isEmpty();
        assertThat(aws.messages("requests")).isEmpty();
        assertThat(aws.messages("dead-letters")).singleElement().satisfies(message -> {
            assertThat(message.receiveCount()).isEqualTo(2);
            assertThat(JSON.readTree(message.body()).path("MessageId").asText()).isEqualTo(id);
        });
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.action().equals("states:StartExecution"))
                .extracting(Authorization::allowed)
                .containsExactly(false, false);
        assertThat(Duration.between(START, aws.clock().now())).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void retriesMessageUntilRetentionPeriodEnds() throws Exception {
        messaging.deploy(Messaging.with("PipeRole", STATEMENTS + "/1/Effect", "\"Deny\"")
                .andThen(Messaging.with(
                        "Queue",
                        "/RedrivePolicy",
                        "{\"deadLetterTargetArn\": "
                                + "{\"Fn::GetAtt\": [\"DeadLetters\", \"Arn\"]}, \"maxReceiveCount\": 1000}"))
                .andThen(Messaging.with("Queue", "/MessageRetentionPeriod", "600")));

        messaging.publish("m");

        assertThat(aws.messages("requests")).isEmpty();
        assertThat(aws.messages("dead-letters")).isEmpty();
        assertThat(Duration.between(START, aws.clock().now())).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void retriesMessageWhenStartExecutionIsThrottled() throws Exception {
        messaging.deploy(resources -> {});
        aws.faults().throttle("states:StartExecution", 1);

        messaging.publish("m");

        assertThat(inputs())
                .extracting(records ->
                        records.at("/0/attributes/ApproximateReceiveCount").asText())
                .containsExactly("2");
        assertThat(aws.messages("requests")).isEmpty();
        assertThat(aws.messages("dead-letters")).isEmpty();
    }

    @Test
    void undeletedMessageIsDeliveredAgain() throws Exception {
        messaging.deploy(resources -> {});
        aws.faults().fail("sqs:DeleteMessage", CallFault.serverError(), 1);

        messaging.publish("m");

        assertThat(inputs())
                .extracting(records ->
                        records.at("/0/attributes/ApproximateReceiveCount").asText())
                .containsExactly("1", "2");
        assertThat(aws.messages("requests")).isEmpty();
    }

    @Test
    void retriesReceiveMessageUntilItSucceeds() throws Exception {
        messaging.deploy(resources -> {});
        aws.awaitIdle();
        aws.faults().failFor("sqs:ReceiveMessage", CallFault.serverError(), Duration.ofHours(1));

        messaging.publish("m");

        assertThat(inputs()).hasSize(1);
        assertThat(Duration.between(START, aws.clock().now())).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void pipeThatIsStoppedLeavesTheMessages() throws Exception {
        messaging.deploy(resources -> {});
        messaging.deploy(Messaging.with("Pipe", "/DesiredState", "\"STOPPED\""));

        messaging.publish("m");

        assertThat(inputs()).isEmpty();
        assertThat(aws.messages("requests")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "sqs:ReceiveMessage, ReceiveMessage",
        "sqs:DeleteMessage, DeleteMessage",
        "sqs:GetQueueAttributes, GetQueueAttributes"
    })
    void rejectsRoleWithoutPermissionsForQueue(String action, String missing) {
        String deny = "{\"Effect\": \"Deny\", \"Action\": \"" + action + "\", \"Resource\": \"*\"}";

        assertThatThrownBy(() -> messaging.deploy(Messaging.with(
                        "PipeRole",
                        STATEMENTS,
                        "[{\"Effect\": \"Allow\"," + " \"Action\": \"*\", \"Resource\": \"*\"}, " + deny + "]")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("$.Resources.Pipe.Properties.RoleArn")
                .hasMessageContaining(
                        "The provided customer role does not have permissions to call " + missing + " on SQS");
    }

    @Test
    void rejectsRoleThatDoesNotTrustPipes() {
        assertThatThrownBy(() -> messaging.deploy(Messaging.with(
                        "PipeRole",
                        "/AssumeRolePolicyDocument/Statement/0/Principal",
                        "{\"Service\": \"events.amazonaws.com\"}")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("pipes.amazonaws.com cannot assume the role arn:aws:iam::123456789012:role/pipe"
                        + " for arn:aws:pipes:us-east-1:123456789012:pipe/starter");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        /Enrichment                          | "arn" | Enrichment (AWS::Pipes::Pipe): the local emulator does not support it
        /LogConfiguration                    | {}    | LogConfiguration (AWS::Pipes::Pipe): the local emulator does not support it
        /SourceParameters/FilterCriteria     | {}    | SourceParameters.FilterCriteria (AWS::Pipes::Pipe): the local emulator does not support it
        /SourceParameters/SqsQueueParameters/MaximumBatchingWindowInSeconds | 5 | SourceParameters.SqsQueueParameters.MaximumBatchingWindowInSeconds (AWS::Pipes::Pipe): the local emulator does not support it
        /SourceParameters/SqsQueueParameters/BatchSize | 11 | SourceParameters.SqsQueueParameters.BatchSize (AWS::Pipes::Pipe): must be from 1 to 10 here, got: 11
        /Source                              | "arn" | Source (AWS::Pipes::Pipe): there is no queue arn
        /Target                              | "arn" | Target (AWS::Pipes::Pipe): the local emulator supports state machines as targets, got: arn
        /TargetParameters/InputTemplate      | "{}"  | TargetParameters.InputTemplate (AWS::Pipes::Pipe): the local emulator does not support it
        /TargetParameters/StepFunctionStateMachineParameters/InvocationType | "REQUEST_RESPONSE" | TargetParameters.StepFunctionStateMachineParameters.InvocationType (AWS::Pipes::Pipe): the local emulator supports FIRE_AND_FORGET
        """)
    void rejectsUnsupportedAndInvalidProperties(String property, String value, String problem) {
        assertThatThrownBy(() -> messaging.deploy(Messaging.with("Pipe", property, value)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("$.Resources.Pipe.Properties." + problem);
    }
}
