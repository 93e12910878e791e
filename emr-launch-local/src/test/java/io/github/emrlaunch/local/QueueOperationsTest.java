package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * SQS with its SDK client. The error codes and messages are those that LocalStack recorded from AWS
 * (tests/aws/services/sqs/test_sqs.snapshot.json) unless a test names another source.
 */
class QueueOperationsTest {
    private static final String URL = "https://sqs.us-east-1.amazonaws.com/123456789012/requests";

    private final LocalAws aws = LocalAws.start();
    private final SqsClient sqs = SdkClients.sqs(aws);

    @BeforeEach
    void deploy(@TempDir Path directory) {
        new Messaging(aws, directory).deploy(Messaging.without("Pipe").andThen(Messaging.with("Queue", "/Tags", """
                        [{"Key": "team", "Value": "etl"}]""")));
    }

    @AfterEach
    void close() {
        sqs.close();
        aws.close();
    }

    /** API reference: GetQueueUrl, ListQueues. */
    @Test
    void queueIsFoundByItsName() {
        assertThat(sqs.getQueueUrl(request -> request.queueName("requests")).queueUrl())
                .isEqualTo(URL);
        assertThat(sqs.listQueues(request -> request.queueNamePrefix("re")).queueUrls())
                .containsExactly(URL);
        assertThat(sqs.listQueuesPaginator(request -> request.maxResults(1)).queueUrls())
                .hasSize(3);
        assertThat(codeOf(() -> sqs.getQueueUrl(request -> request.queueName("nothing"))))
                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(codeOf(() -> sqs.getQueueUrl(
                        request -> request.queueName("requests").queueOwnerAWSAccountId("999999999999"))))
                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
    }

    /** Developer Guide, "Interpreting Amazon SQS JSON API responses": the header and the body of an error. */
    @Test
    void missingQueueErrorHasJsonAndQueryCodes() {
        HttpResponse<String> answer = post("SendMessage", """
                {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/nothing", "MessageBody": "m"}""");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-query-error"))
                .contains("AWS.SimpleQueueService.NonExistentQueue;Sender");
        assertThat(answer.body()).contains("\"__type\":\"QueueDoesNotExist\"", "The specified queue does not exist.");
        assertThatThrownBy(() -> sqs.receiveMessage(request -> request.queueUrl(URL.replace("123", "999"))))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    /** aws/serverless-application-model#3633: a batch requires sqs:SendMessage, and the code of the error is AccessDenied. */
    @Test
    void batchRequiresPermissionForSingleOperation() {
        Wire.Keys keys = Sessions.keys(aws, "sender", """
                {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*",
                 "Condition": {"StringEquals": {"aws:ResourceTag/team": "etl"}}}""");
        String batch =
                "{\"QueueUrl\": \"%s\", \"Entries\": [{\"Id\": \"a\", \"MessageBody\": \"m\", \"ReceiptHandle\": \"h\"}]}";

        assertThat(post(keys, "SendMessageBatch", batch.formatted(URL)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> untagged =
                post(keys, "SendMessageBatch", batch.formatted(URL.replace("requests", "undelivered")));
        assertThat(untagged.statusCode()).isEqualTo(403);
        assertThat(untagged.headers().firstValue("x-amzn-query-error")).contains("AccessDenied;Sender");
        assertThat(post(keys, "DeleteMessageBatch", batch.formatted(URL)).body())
                .contains("is not authorized to perform: sqs:DeleteMessage");
    }

    @ParameterizedTest
    @CsvSource({
        "11, Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10",
        "0, Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10",
    })
    void rejectsMaxNumberOfMessagesOutsideOneToTen(int number, String message) {
        assertRefused("InvalidParameterValue", message, () -> receive(request -> request.maxNumberOfMessages(number)));
    }

    @Test
    void rejectsNumbersOutOfRange() {
        assertRefused(
                "InvalidParameterValue",
                "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
                () -> receive(request -> request.waitTimeSeconds(21)));
        assertRefused(
                "InvalidParameterValue",
                "Value 43201 for parameter VisibilityTimeout is invalid.",
                () -> receive(request -> request.visibilityTimeout(43_201)));
        // moto, models.py of sqs.
        assertRefused(
                "InvalidParameterValue",
                "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
                () -> send(request -> request.delaySeconds(901)));
    }

    @Test
    void rejectsInvalidMessageBodiesAndDeduplicationId() {
        assertRefused(
                "MissingParameter",
                "The request must contain the parameter MessageBody.",
                () -> send(request -> request.messageBody("")));
        assertRefused(
                "InvalidParameterValue",
                "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
                () -> send(request -> request.messageBody("x".repeat(1_048_577))));
        // API reference: SendMessage.
        assertRefused(
                "InvalidMessageContents", "#x9 | #xA | #xD", () -> send(request -> request.messageBody("bell \u0007")));
        assertRefused(
                "InvalidParameterValue",
                "not valid for this queue type",
                () -> send(request -> request.messageDeduplicationId("id")));
    }

    /** Developer Guide, "Message metadata for Amazon SQS"; the SDK compares the digest of the attributes. */
    @Test
    void requestedAttributesAreReturned() {
        send(request -> request.messageGroupId("tenant")
                .messageAttributes(Map.of(
                        "trace.id", text("String", "1"),
                        "trace.level", text("Number.int", "2"),
                        "data",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromUtf8String("bytes"))
                                        .build())));

        Message message = receive(request -> request.messageAttributeNames("trace.*", "data")
                        .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID)
                        .visibilityTimeout(0))
                .get(0);

        assertThat(message.messageAttributes()).containsOnlyKeys("trace.id", "trace.level", "data");
        assertThat(message.attributes())
                .containsExactly(Map.entry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "tenant"));
        Message bare = receive(request -> {}).get(0);
        assertThat(bare.messageAttributes()).isEmpty();
        assertThat(bare.attributes()).isEmpty();
    }

    /** The digest that LocalStack recorded for the attribute Foo with the value Bar. */
    @Test
    void digestOfAttributesMatchesAws() {
        String digest = sqs.sendMessage(request -> request.queueUrl(URL)
                        .messageBody("msg")
                        .messageAttributes(Map.of("Foo", text("String", "Bar"))))
                .md5OfMessageAttributes();

        assertThat(digest).isEqualTo("ae7155c6026991b6d54b11589678bf9c");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        a b,       String, v,  name can only contain
        AWS.trace, String, v,  beginning with 'AWS.' or 'Amazon.'
        a..b,      String, v,  cannot start or end with '.'
        a,         Text,   v,  supported type prefixes: Binary
        a,         String, ``, must contain a non-empty value of type 'String'
        a,         Number, x,  Can't cast the value of message (user) attribute 'a' to a number
        """)
    void rejectsInvalidAttributes(String name, String type, String value, String message) {
        assertRefused(
                "InvalidParameterValue",
                message,
                () -> send(request -> request.messageAttributes(Map.of(name, text(type, value)))));
    }

    /** Developer Guide: each message can have up to 10 attributes. */
    @Test
    void messageHasAtMostTenAttributes() {
        Map<String, MessageAttributeValue> eleven =
                IntStream.range(0, 11).boxed().collect(Collectors.toMap(i -> "a" + i, i -> text("String", "v")));

        assertRefused(
                "InvalidParameterValue",
                "Number of message attributes [11]",
                () -> send(request -> request.messageAttributes(eleven)));
    }

    /** softwaremill/elasticmq#324: the response of AWS to an unknown handle; getmoto/moto#4655. */
    @ParameterizedTest
    @ValueSource(strings = {"fake", "ZmFrZSBhbmQgbm9uZQ=="})
    void rejectsForgedReceiptHandles(String handle) {
        assertThatThrownBy(
                        () -> sqs.deleteMessage(request -> request.queueUrl(URL).receiptHandle(handle)))
                .isInstanceOf(ReceiptHandleIsInvalidException.class)
                .hasMessageContaining("The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
        assertThat(codeOf(() -> changeVisibility(handle, 0))).isEqualTo("ReceiptHandleIsInvalid");
    }

    /** API reference: DeleteMessage. An old handle does not delete; a handle of another queue is invalid. */
    @Test
    void onlyLatestReceiptHandleOfSameQueueDeletesMessage() {
        send(request -> {});
        String handle = receive(request -> request.visibilityTimeout(0)).get(0).receiptHandle();
        assertThat(codeOf(() -> sqs.deleteMessage(request ->
                        request.queueUrl(URL.replace("requests", "undelivered")).receiptHandle(handle))))
                .isEqualTo("ReceiptHandleIsInvalid");

        String later = receive(request -> {}).get(0).receiptHandle();
        sqs.deleteMessage(request -> request.queueUrl(URL).receiptHandle(handle));
        assertThat(aws.messages("requests")).hasSize(1);
        sqs.deleteMessage(request -> request.queueUrl(URL).receiptHandle(later));
        assertThat(aws.messages("requests")).isEmpty();
        sqs.deleteMessage(request -> request.queueUrl(URL).receiptHandle(later));
    }

    /** mapbox/ecs-watchbot#135 has the message for a deleted message; API reference: ChangeMessageVisibility. */
    @Test
    void changesVisibilityTimeoutWithinLimits() {
        send(request -> {});
        String handle = receive(request -> {}).get(0).receiptHandle();

        changeVisibility(handle, 300);
        aws.clock().advance(Duration.ofSeconds(299));
        assertThat(receive(request -> {})).isEmpty();
        changeVisibility(handle, 0);
        String second = receive(request -> {}).get(0).receiptHandle();

        assertRefused(
                "InvalidParameterValue",
                "not available for visibility timeout change",
                () -> changeVisibility(handle, 10));
        assertRefused(
                "InvalidParameterValue",
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
                () -> {
                    aws.clock().advance(Duration.ofSeconds(1));
                    changeVisibility(second, 43_200);
                });
        assertRefused(
                "InvalidParameterValue",
                "must be an integer between 0 and 43200",
                () -> changeVisibility(second, 43_201));
    }

    /** API reference: SendMessage, DelaySeconds. */
    @Test
    void delayedMessageIsReceivedWhenTheDelayIsOver() {
        send(request -> request.delaySeconds(60));
        assertThat(attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .isEqualTo("1");
        assertThat(attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("0");

        aws.clock().advance(Duration.ofSeconds(60));

        assertThat(receive(request -> {})).hasSize(1);
    }

    private String attribute(QueueAttributeName name) {
        return sqs.getQueueAttributes(request -> request.queueUrl(URL).attributeNames(name))
                .attributes()
                .getOrDefault(name, "none");
    }

    @Test
    void returnsQueueAttributesAndRejectsUnknownNames() {
        assertThat(attribute(QueueAttributeName.QUEUE_ARN)).isEqualTo(Messaging.QUEUE);
        assertThat(attribute(QueueAttributeName.MAXIMUM_MESSAGE_SIZE)).isEqualTo("1048576");
        assertRefused(
                "InvalidAttributeName",
                "Unknown Attribute Colour.",
                () -> sqs.getQueueAttributes(request -> request.queueUrl(URL).attributeNamesWithStrings("Colour")));
        assertRefused(
                "InvalidAttributeName",
                "Unknown Attribute Colour.",
                () -> receive(request -> request.messageSystemAttributeNamesWithStrings("Colour")));
    }

    @Test
    void entriesOfABatchSucceedAndFailSeparately() {
        SendMessageBatchResponse sent = sqs.sendMessageBatch(request -> request.queueUrl(URL)
                .entries(
                        entry("one", "first"),
                        entry("two", "second").toBuilder().delaySeconds(901).build()));

        assertThat(sent.successful())
                .extracting(SendMessageBatchResultEntry::id)
                .containsExactly("one");
        assertThat(sent.failed())
                .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code, BatchResultErrorEntry::senderFault)
                .containsExactly(tuple("two", "InvalidParameterValue", true));

        String handle = receive(request -> {}).get(0).receiptHandle();
        assertThat(sqs.changeMessageVisibilityBatch(request -> request.queueUrl(URL)
                                .entries(ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id("a")
                                        .receiptHandle(handle)
                                        .visibilityTimeout(600)
                                        .build()))
                        .successful())
                .hasSize(1);
        assertThat(sqs.deleteMessageBatch(
                                request -> request.queueUrl(URL).entries(deletion("a", handle), deletion("b", "fake")))
                        .failed())
                .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code)
                .containsExactly(tuple("b", "ReceiptHandleIsInvalid"));
        assertThat(aws.messages("requests")).isEmpty();
    }

    @Test
    void rejectsInvalidBatches() {
        assertRefused(
                "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
                "Maximum number of entries per request are 10. You have sent 11.",
                () -> sendBatch(IntStream.range(0, 11)
                        .mapToObj(i -> entry("id" + i, "m"))
                        .toList()));
        assertRefused(
                "AWS.SimpleQueueService.EmptyBatchRequest",
                "There should be at least one SendMessageBatchRequestEntry in the request.",
                () -> sendBatch(List.of()));
        assertRefused(
                "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                "Id a repeated.",
                () -> sendBatch(List.of(entry("a", "m"), entry("a", "m"))));
        assertRefused(
                "AWS.SimpleQueueService.InvalidBatchEntryId",
                "can only contain alphanumeric characters, hyphens and underscores",
                () -> sendBatch(List.of(entry("a.b", "m"))));
        assertRefused(
                "AWS.SimpleQueueService.BatchRequestTooLong",
                "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
                () -> sendBatch(List.of(entry("a", "x".repeat(1_048_576)), entry("b", "x"))));
    }

    private void sendBatch(List<SendMessageBatchRequestEntry> entries) {
        sqs.sendMessageBatch(request -> request.queueUrl(URL).entries(entries));
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static DeleteMessageBatchRequestEntry deletion(String id, String handle) {
        return DeleteMessageBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(handle)
                .build();
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private void send(Consumer<SendMessageRequest.Builder> change) {
        sqs.sendMessage(request -> {
            request.queueUrl(URL).messageBody("body");
            change.accept(request);
        });
    }

    private List<Message> receive(Consumer<ReceiveMessageRequest.Builder> change) {
        return sqs.receiveMessage(request -> {
                    request.queueUrl(URL);
                    change.accept(request);
                })
                .messages();
    }

    private void changeVisibility(String handle, int seconds) {
        sqs.changeMessageVisibility(
                request -> request.queueUrl(URL).receiptHandle(handle).visibilityTimeout(seconds));
    }

    private static void assertRefused(String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private static String codeOf(Runnable call) {
        try {
            call.run();
            return "none";
        } catch (AwsServiceException e) {
            return e.awsErrorDetails().errorCode();
        }
    }

    private HttpResponse<String> post(String operation, String body) {
        return post(Wire.Keys.administrator(aws), operation, body);
    }

    private HttpResponse<String> post(Wire.Keys keys, String operation, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(aws.endpoint())
                .header("X-Amz-Target", "AmazonSQS." + operation)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        Wire.sign(request, keys, aws.region(), "sqs");
        try {
            return Wire.send(request.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
