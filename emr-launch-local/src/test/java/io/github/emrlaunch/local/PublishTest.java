package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * The messages that SNS accepts. Unless a test names another source, the errors are those that LocalStack
 * recorded from AWS (tests/aws/services/sns/test_sns.snapshot.json).
 */
class PublishTest {
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:requests";

    private final LocalAws aws = LocalAws.start();
    private final SnsClient sns = SdkClients.sns(aws);

    @BeforeEach
    void deploy(@TempDir Path directory) {
        new Messaging(aws, directory).deploy(Messaging.without("Pipe"));
    }

    @AfterEach
    void close() {
        sns.close();
        aws.close();
    }

    /** API reference, Publish: UTF-8 text without line breaks or control characters, less than 100 characters long. */
    @Test
    void rejectsSubjectOfHundredCharacters() {
        publish(request -> request.subject("x".repeat(99)));
        publish(request -> request.subject("Größe"));

        assertThat(aws.publications()).hasSize(2);
        // getmoto/moto#1503 observed that AWS accepts exactly 100, but the page states fewer.
        assertRefused(
                "InvalidParameter",
                "Invalid parameter: Subject",
                () -> publish(request -> request.subject("x".repeat(100))));
    }

    /** The same page. A leading space: sensu-plugins/sensu-plugins-aws#276 quotes an earlier version of the page. */
    @ParameterizedTest
    @ValueSource(strings = {"", "two\nlines", "return\r", "bell\u0007", "separated\u2028lines", " indented"})
    void rejectsSubjectThatIsNotOneLineOfText(String subject) {
        assertRefused(
                "InvalidParameter", "Invalid parameter: Subject", () -> publish(request -> request.subject(subject)));
    }

    @Test
    void rejectsInvalidAndUnknownTopicArns() {
        assertRefused(
                "InvalidParameter",
                "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
                () -> publish(request -> request.topicArn("requests")));
        assertRefused("NotFound", "Topic does not exist", () -> publish(request -> request.topicArn(TOPIC + "-other")));
    }

    @Test
    void rejectsEmptyAndTooLongMessagesAndDeduplicationId() {
        assertRefused(
                "InvalidParameter", "Invalid parameter: Empty message", () -> publish(request -> request.message("")));
        assertRefused(
                "InvalidParameter",
                "Invalid parameter: Message too long",
                () -> publish(request -> request.message("x".repeat(262_145))));
        assertRefused(
                "InvalidParameter",
                "The request includes MessageDeduplicationId parameter that is not valid for this topic type",
                () -> publish(request -> request.messageDeduplicationId("id")));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        a^b,   String, Invalid non-alphanumeric character '#x5E' was found in the message attribute name.
        .a,    String, Invalid message attribute name starting with character '.' was found.
        a.,    String, Invalid message attribute name ending with character '.' was found.
        a..b,  String, Message attribute name can not have successive '.' character.
        attr1, Text,   The message attribute 'attr1' has an invalid message attribute type
        attr1, Binary, The message attribute 'attr1' with type 'Binary' must use field 'Binary'.
        """)
    void rejectsInvalidAttributes(String name, String type, String message) {
        assertRefused(
                "ParameterValueInvalid",
                message,
                () -> publish(request -> request.messageAttributes(Map.of(
                        name,
                        MessageAttributeValue.builder()
                                .dataType(type)
                                .stringValue("v")
                                .build()))));
    }

    @Test
    void rejectsAttributesWithoutTypeOrValue() {
        assertRefused(
                "ValidationError",
                "Value null at 'messageAttributes.attr1.member.dataType' failed to satisfy constraint",
                () -> publish(request -> request.messageAttributes(Map.of(
                        "attr1",
                        MessageAttributeValue.builder().stringValue("v").build()))));
        assertRefused(
                "ParameterValueInvalid",
                "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type"
                        + " 'String'.",
                () -> publish(request -> request.messageAttributes(Map.of(
                        "attr1",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("")
                                .build()))));
    }

    /** Service authorization reference of SNS: aws:ResourceTag of topics. */
    @Test
    void tagsDecideWhoMayPublish(@TempDir Path directory) throws Exception {
        new Messaging(aws, directory).deploy(Messaging.without("Pipe").andThen(Messaging.with("Topic", "/Tags", """
                        [{"Key": "team", "Value": "etl"}]""")));
        String statement = """
                {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*",
                 "Condition": {"StringEquals": {"aws:ResourceTag/team": "%s"}}}""";

        assertThat(publishAs(Sessions.keys(aws, "etl", statement.formatted("etl"))))
                .isEqualTo(200);
        assertThat(publishAs(Sessions.keys(aws, "ops", statement.formatted("ops"))))
                .isEqualTo(403);
    }

    private int publishAs(Wire.Keys keys) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(aws.endpoint())
                .POST(HttpRequest.BodyPublishers.ofString("Action=Publish&Message=m&TopicArn=" + TOPIC));
        Wire.sign(request, keys, aws.region(), "sns");
        return Wire.send(request.build()).statusCode();
    }

    /** API reference, Publish: MessageStructure. */
    @Test
    void deliversProtocolSpecificTextOfStructuredMessage() throws Exception {
        publish(request -> request.messageStructure("json").message("{\"default\": \"all\", \"sqs\": \"queues\"}"));
        aws.awaitIdle();

        assertThat(aws.publications().get(0).message()).isEqualTo("all");
        assertThat(new ObjectMapper()
                        .readTree(aws.messages("requests").get(0).body())
                        .path("Message")
                        .asText())
                .isEqualTo("queues");
        assertRefused(
                "InvalidParameter",
                "No default entry in JSON message body",
                () -> publish(request -> request.messageStructure("json").message("{\"sqs\": \"queues\"}")));
        assertRefused(
                "InvalidParameter",
                "JSON message body failed to parse",
                () -> publish(request -> request.messageStructure("json").message("text")));
    }

    private void publish(Consumer<PublishRequest.Builder> change) {
        sns.publish(request -> {
            request.topicArn(TOPIC).message("m");
            change.accept(request);
        });
    }

    private static void assertRefused(String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
