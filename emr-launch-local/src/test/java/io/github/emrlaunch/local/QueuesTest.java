package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueuesTest {
    private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/k";
    private static final Duration VISIBILITY_TIMEOUT = Duration.ofSeconds(30);

    private final LocalAws aws = LocalAws.start();
    private Messaging messaging = new Messaging(aws, Path.of(""));

    @TempDir
    private Path directory;

    @BeforeEach
    void deploy() {
        messaging = new Messaging(aws, directory);
        messaging.deploy(Messaging.without("Pipe"));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private void send(String body) throws IOException {
        messaging.sqs("SendMessage", "{\"MessageBody\": \"" + body + "\"}");
    }

    private JsonNode receive() throws IOException {
        return messaging
                .sqs("ReceiveMessage", "{\"MaxNumberOfMessages\": 10, \"MessageSystemAttributeNames\": [\"All\"]}")
                .path("Messages");
    }

    private void delete(JsonNode message) throws IOException {
        messaging.sqs("DeleteMessage", "{\"ReceiptHandle\": " + message.path("ReceiptHandle") + "}");
    }

    @Test
    void receivedMessageReappearsAfterVisibilityTimeoutUntilDeleted() throws Exception {
        send("Test message.");

        JsonNode first = receive().path(0);
        assertThat(receive()).isEmpty();
        aws.clock().advance(VISIBILITY_TIMEOUT);
        JsonNode second = receive().path(0);
        delete(first);
        assertThat(aws.messages("requests")).hasSize(1);
        delete(second);

        assertThat(first.path("Body").asText()).isEqualTo("Test message.");
        assertThat(first.path("MD5OfBody").asText()).isEqualTo("e4e68fb7bd0e697a0ae8f1bb342846b3");
        assertThat(first.at("/Attributes/ApproximateReceiveCount").asText()).isEqualTo("1");
        assertThat(second.at("/Attributes/ApproximateReceiveCount").asText()).isEqualTo("2");
        assertThat(second.path("MessageId")).isEqualTo(first.path("MessageId"));
        assertThat(second.at("/Attributes/ApproximateFirstReceiveTimestamp"))
                .isEqualTo(first.at("/Attributes/SentTimestamp"));
        assertThat(aws.messages("requests")).isEmpty();
    }

    @Test
    void messageReceivedTooOftenGoesToDeadLetterQueue() throws Exception {
        send("poison");
        for (int i = 0; i < 2; i++) {
            assertThat(receive()).hasSize(1);
            aws.clock().advance(VISIBILITY_TIMEOUT);
        }
        assertThat(aws.messages("dead-letters")).isEmpty();

        assertThat(receive()).isEmpty();

        assertThat(aws.messages(Messaging.QUEUE)).isEmpty();
        assertThat(aws.messages("dead-letters")).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("poison");
            assertThat(message.receiveCount()).isEqualTo(2);
        });
    }

    @Test
    void messageReceivedTooOftenStaysWithoutDeadLetterQueue() throws Exception {
        send("poison");
        receive();
        aws.clock().advance(VISIBILITY_TIMEOUT);
        receive();
        aws.clock().advance(VISIBILITY_TIMEOUT);
        // The template still names the removed queue, as a stack does whose dead-letter queue is in another stack.
        String arn = "\"arn:aws:sqs:us-east-1:123456789012:dead-letters\"";
        messaging.deploy(
                Messaging.without("Pipe").andThen(Messaging.with("Queue", "/RedrivePolicy/deadLetterTargetArn", arn)));
        messaging.deploy(Messaging.without("Pipe", "DeadLetters")
                .andThen(Messaging.with("Queue", "/RedrivePolicy/deadLetterTargetArn", arn)));

        assertThat(receive()).hasSize(1);
        assertThat(aws.messages("requests")).hasSize(1);
    }

    @Test
    void messageExpiresAfterFourDaysByDefault() throws Exception {
        send("old");

        aws.clock().advance(Duration.ofDays(4).minusSeconds(1));
        assertThat(aws.messages("requests")).hasSize(1);
        aws.clock().advance(Duration.ofSeconds(1));

        assertThat(aws.messages("requests")).isEmpty();
        assertThat(receive()).isEmpty();
    }

    @Test
    void redeployedQueueKeepsMessages() throws Exception {
        send("kept");

        messaging.deploy(Messaging.without("Pipe").andThen(Messaging.with("Queue", "/VisibilityTimeout", "300")));

        assertThat(receive()).hasSize(1);
        JsonNode attributes = messaging
                .sqs("GetQueueAttributes", "{\"AttributeNames\": [\"All\"]}")
                .path("Attributes");
        assertThat(attributes.path("VisibilityTimeout").asText()).isEqualTo("300");
        assertThat(attributes.path("ApproximateNumberOfMessagesNotVisible").asText())
                .isEqualTo("1");
        aws.clock().advance(Duration.ofSeconds(299));
        assertThat(receive()).isEmpty();
    }

    @Test
    void callsRequirePermission() throws Exception {
        Wire.Keys key = Sessions.keys(
                aws,
                "sender",
                "{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"" + Messaging.QUEUE + "\"}");

        assertThat(messaging
                        .call(key, "SendMessage", "{\"MessageBody\": \"m\"}")
                        .status())
                .isEqualTo(200);
        assertThat(messaging.call(key, "ReceiveMessage", "{}").errorType()).isEqualTo("AccessDeniedException");
        assertThat(aws.messages("requests"))
                .extracting(LocalMessage::receiveCount)
                .containsExactly(0);
    }

    /** "Amazon SQS key management": permissions of senders and consumers. */
    @ParameterizedTest
    @CsvSource({
        "kms:GenerateDataKey*, kms:Decrypt, true, true",
        "kms:GenerateDataKey, kms:Encrypt, false, false",
        "kms:Decrypt, kms:Encrypt, false, true"
    })
    void encryptedQueueRequiresPermissionsForKey(String first, String second, boolean sends, boolean receives)
            throws Exception {
        messaging.deploy(
                Messaging.without("Pipe").andThen(Messaging.with("Queue", "/KmsMasterKeyId", "\"" + KEY + "\"")));
        Wire.Keys caller = Sessions.keys(
                aws,
                "caller",
                "{\"Effect\": \"Allow\", \"Action\": \"sqs:*\", \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Action\": [\"%s\", \"%s\"], \"Resource\": \"%s\"}"
                        .formatted(first, second, KEY));

        assertThat(messaging
                        .call(caller, "SendMessage", "{\"MessageBody\": \"m\"}")
                        .status())
                .isEqualTo(sends ? 200 : 403);
        assertThat(messaging.call(caller, "ReceiveMessage", "{}").status()).isEqualTo(receives ? 200 : 403);
        JsonNode attributes = messaging
                .sqs("GetQueueAttributes", "{\"AttributeNames\": [\"All\"]}")
                .path("Attributes");
        assertThat(attributes.path("KmsMasterKeyId").asText()).isEqualTo(KEY);
        assertThat(attributes.path("KmsDataKeyReusePeriodSeconds").asText()).isEqualTo("300");
        assertThat(attributes.path("SqsManagedSseEnabled").asText()).isEqualTo("false");
    }

    @Test
    void missingQueueIsReported() throws Exception {
        assertThat(messaging
                        .call(
                                Wire.Keys.administrator(aws),
                                "ReceiveMessage",
                                "{\"QueueUrl\": \"https://sqs/123456789012/other\"}")
                        .errorType())
                .isEqualTo("QueueDoesNotExist");
        assertThatThrownBy(() -> aws.messages("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no queue 'other', there are [")
                .hasMessageContaining(Messaging.QUEUE);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        /FifoQueue                         | true       | FifoQueue (AWS::SQS::Queue): the local emulator does not support it
        /KmsDataKeyReusePeriodSeconds      | 59         | KmsDataKeyReusePeriodSeconds (AWS::SQS::Queue): must be from 60 to 86400 here, got: 59
        /DelaySeconds                      | 901        | DelaySeconds (AWS::SQS::Queue): must be from 0 to 900 here, got: 901
        /MaximumMessageSize                | 1023       | MaximumMessageSize (AWS::SQS::Queue): must be from 1024 to 1048576 here, got: 1023
        /ReceiveMessageWaitTimeSeconds     | 21         | ReceiveMessageWaitTimeSeconds (AWS::SQS::Queue): must be from 0 to 20 here, got: 21
        /RedriveAllowPolicy                | {}         | RedriveAllowPolicy (AWS::SQS::Queue): the local emulator does not support it
        /RedrivePolicy/other               | 1          | RedrivePolicy.other (AWS::SQS::Queue): the local emulator does not support it
        /RedrivePolicy/deadLetterTargetArn | "arn:aws:sqs:us-east-1:123456789012:none" | RedrivePolicy.deadLetterTargetArn (AWS::SQS::Queue): there is no queue
        /RedrivePolicy/maxReceiveCount     | 0          | RedrivePolicy.maxReceiveCount (AWS::SQS::Queue): must be from 1 to 1000 here, got: 0
        /VisibilityTimeout                 | 43201      | VisibilityTimeout (AWS::SQS::Queue): must be from 0 to 43200 here, got: 43201
        """)
    void rejectsUnsupportedAndInvalidProperties(String property, String value, String problem) {
        assertThatThrownBy(() -> messaging.deploy(Messaging.with("Queue", property, value)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("$.Resources.Queue.Properties." + problem);
    }
}
