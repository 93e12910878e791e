package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subscriptions of queues to topics. */
class SubscriptionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OTHER_TOPIC = "\"arn:aws:sns:us-east-1:123456789012:other\"";
    private static final String SOURCE = "/PolicyDocument/Statement/0/Condition/ArnEquals/aws:SourceArn";

    private final LocalAws aws = LocalAws.start();
    private Messaging messaging = new Messaging(aws, Path.of(""));

    @TempDir
    private Path directory;

    @BeforeEach
    void useDirectory() {
        messaging = new Messaging(aws, directory);
    }

    private void deploy(Consumer<ObjectNode> change) {
        messaging.deploy(Messaging.without("Pipe").andThen(change));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void deliversMessageInNotificationEnvelope() throws Exception {
        deploy(resources -> {});

        String id = messaging.publish("{\"rows\": 7}");

        LocalMessage message = aws.messages("requests").get(0);
        JsonNode notification = JSON.readTree(message.body());
        assertThat(message.id()).isNotEqualTo(id);
        assertThat(notification.fieldNames())
                .toIterable()
                .containsExactly(
                        "Type",
                        "MessageId",
                        "TopicArn",
                        "Subject",
                        "Message",
                        "Timestamp",
                        "SignatureVersion",
                        "Signature",
                        "SigningCertURL",
                        "UnsubscribeURL",
                        "MessageAttributes");
        assertThat(notification.path("Type").asText()).isEqualTo("Notification");
        assertThat(notification.path("MessageId").asText()).isEqualTo(id);
        assertThat(notification.path("TopicArn").asText()).endsWith(":requests");
        assertThat(notification.path("Subject").asText()).isEqualTo("Request");
        assertThat(notification.path("Message").asText()).isEqualTo("{\"rows\": 7}");
        assertThat(notification.path("Timestamp").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(notification.at("/MessageAttributes/rows").toString())
                .isEqualTo("{\"Type\":\"Number\",\"Value\":\"7\"}");
        assertThat(aws.publications("requests").get(0).recipients()).containsExactly("sqs:" + Messaging.QUEUE);
    }

    @Test
    void rawSubscriptionDeliversTheMessageWithoutAnEnvelope() throws Exception {
        deploy(Messaging.with("Subscription", "/RawMessageDelivery", "true"));

        messaging.publish("as it is");

        JsonNode message = messaging
                .sqs("ReceiveMessage", "{\"MessageAttributeNames\": [\"All\"]}")
                .at("/Messages/0");
        assertThat(message.path("Body").asText()).isEqualTo("as it is");
        assertThat(message.path("MessageAttributes").toString())
                .isEqualTo("{\"rows\":{\"DataType\":\"Number\",\"StringValue\":\"7\"}}");
    }

    @Test
    void messageDeniedByQueuePolicyGoesToDeadLetterQueue() throws Exception {
        deploy(Messaging.with("QueuePolicy", SOURCE, OTHER_TOPIC));

        String id = messaging.publish("m");

        assertThat(aws.messages("requests")).isEmpty();
        assertThat(aws.messages("undelivered")).singleElement().satisfies(message -> assertThat(
                        JSON.readTree(message.body()).path("MessageId").asText())
                .isEqualTo(id));
        assertThat(aws.clock().now()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void messageDeniedByBothQueuePoliciesIsLost() throws Exception {
        deploy(Messaging.without("QueuePolicy").andThen(Messaging.with("UndeliveredPolicy", SOURCE, OTHER_TOPIC)));

        messaging.publish("m");

        assertThat(aws.publications()).hasSize(1);
        assertThat(aws.messages("requests")).isEmpty();
        assertThat(aws.messages("undelivered")).isEmpty();
    }

    @Test
    void retriesDeliveryWhenSendMessageFails() throws Exception {
        deploy(resources -> {});
        aws.faults().fail("sqs:SendMessage", CallFault.serverError(), 2);

        messaging.publish("m");

        assertThat(aws.messages("requests")).hasSize(1);
        assertThat(Duration.between(
                        Instant.parse("2026-01-01T00:00:00Z"), aws.clock().now()))
                .isEqualTo(Duration.ofSeconds(40));
        assertThat(aws.messages("undelivered")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        /FilterPolicy                      | {}     | FilterPolicy (AWS::SNS::Subscription): the local emulator does not support it
        /Region                            | "us-east-1" | Region (AWS::SNS::Subscription): the local emulator does not support it
        /Endpoint                          | "none" | Endpoint (AWS::SNS::Subscription): there is no queue none
        /RedrivePolicy/deadLetterTargetArn | "none" | RedrivePolicy.deadLetterTargetArn (AWS::SNS::Subscription): there is no queue none
        """)
    void rejectsUnsupportedAndInvalidProperties(String property, String value, String problem) {
        assertThatThrownBy(() -> deploy(Messaging.with("Subscription", property, value)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("$.Resources.Subscription.Properties." + problem);
    }
}
