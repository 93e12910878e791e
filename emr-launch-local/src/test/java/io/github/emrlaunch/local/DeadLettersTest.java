package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dead-letter queues for undelivered events of a rule and for unprocessed invocations of a function: "Event retry policy and using
 * dead-letter queues" (EventBridge guide), "How Lambda handles errors and retries with asynchronous invocation" and "Capturing
 * records of Lambda asynchronous invocations" (Lambda guide).
 */
class DeadLettersTest {
    private static final String MAY_SEND = """
            {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*",
             "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:123456789012:rule/ours-*"}}}""";
    private static final String MAY_DEAD_LETTER =
            "{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\"}";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    private void deploy(
            String ruleName, String permission, String target, String queueStatement, String roleStatement) {
        aws.deploy(new Assembly(directory)
                .handlers()
                .stack("DeadLetters", """
                    {"Resources": {
                      "Role": {"Type": "AWS::IAM::Role", "Properties": {
                        "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                          "Principal": {"Service": "lambda.amazonaws.com"}}},
                        "Policies": [{"PolicyName": "P", "PolicyDocument": {"Statement": %s}}]}},
                      "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "dead"}},
                      "QueuePolicy": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Queue"}],
                        "PolicyDocument": {"Statement": %s}}},
                      "Function": {"Type": "AWS::Lambda::Function", "Properties": {
                        "FunctionName": "probe", "Code": {"S3Bucket": "assets", "S3Key": "handlers.jar"}, "Runtime": "java17",
                        "Handler": "io.github.emrlaunch.local.handlers.ProbeHandler::handleRequest", "MemorySize": 256,
                        "Timeout": 20, "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                        "DeadLetterConfig": {"TargetArn": {"Fn::GetAtt": ["Queue", "Arn"]}}}},
                      "Asynchronous": {"Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
                        "FunctionName": {"Ref": "Function"}, "Qualifier": "$LATEST", "MaximumEventAgeInSeconds": 600}},
                      "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction",
                        "FunctionName": {"Ref": "Function"}, "Principal": "events.amazonaws.com",
                        "SourceArn": "arn:aws:events:us-east-1:123456789012:rule/%s"}},
                      "Rule": {"Type": "AWS::Events::Rule", "Properties": {"Name": "%s",
                        "EventPattern": {"source": ["team.etl"]},
                        "Targets": [{"Id": "T", "Arn": {"Fn::GetAtt": ["Function", "Arn"]},
                          "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Queue", "Arn"]}} %s}]}}}}""".formatted(roleStatement, queueStatement, permission, ruleName, target))
                .write());
    }

    private Instant emit(String detail) throws InterruptedException {
        Instant begun = aws.clock().now();
        aws.events().put("team.etl", "Done", detail);
        aws.awaitIdle();
        return begun;
    }

    private Duration since(Instant begun) {
        return Duration.between(begun, aws.clock().now());
    }

    @Test
    void eventWithoutInvokePermissionGoesToQueueImmediately() throws InterruptedException {
        deploy("ours-1", "another", "", MAY_SEND, MAY_DEAD_LETTER);

        Instant begun = emit("{\"n\": 1}");

        assertThat(since(begun)).isZero();
        assertThat(aws.invocations()).isEmpty();
        assertThat(aws.messages("dead")).singleElement().satisfies(message -> {
            assertThat(message.body()).contains("\"detail\":{\"n\":1}");
            assertThat(message.attributes())
                    .containsEntry("RULE_ARN", "arn:aws:events:us-east-1:123456789012:rule/ours-1")
                    .containsEntry("TARGET_ARN", "arn:aws:lambda:us-east-1:123456789012:function:probe")
                    .containsEntry("RETRY_ATTEMPTS", "0")
                    .containsKeys("ERROR_CODE", "ERROR_MESSAGE")
                    .doesNotContainKey("EXHAUSTED_RETRY_CONDITION");
        });
        assertThat(aws.events().failedInvocations("ours-1")).isEqualTo(1);
    }

    @Test
    void queueReceivesNothingFromRuleOutsideItsPolicy() throws InterruptedException {
        deploy("theirs", "another", "", MAY_SEND, MAY_DEAD_LETTER);

        emit("{}");

        assertThat(aws.events().failedInvocations("theirs")).isEqualTo(1);
        assertThat(aws.messages("dead")).isEmpty();
    }

    @Test
    void throttledDeliveryIsRetriedForTwentyHours() throws InterruptedException {
        deploy("ours-1", "ours-*", "", MAY_SEND, MAY_DEAD_LETTER);
        aws.faults().failFor("lambda:Invoke", CallFault.throttled(), Duration.ofHours(20));

        Instant begun = emit("{}");

        assertThat(aws.invocations()).hasSize(1);
        assertThat(since(begun)).isBetween(Duration.ofHours(20), Duration.ofHours(21));
        assertThat(aws.messages("dead")).isEmpty();
    }

    @Test
    void throttledDeliveryGoesToQueueAfterOneDay() throws InterruptedException {
        deploy("ours-1", "ours-*", "", MAY_SEND, MAY_DEAD_LETTER);
        aws.faults().failFor("lambda:Invoke", CallFault.throttled(), Duration.ofHours(30));

        Instant begun = emit("{}");

        assertThat(aws.invocations()).isEmpty();
        assertThat(since(begun)).isBetween(Duration.ofHours(23), Duration.ofHours(24));
        assertThat(aws.messages("dead")).singleElement().satisfies(message -> assertThat(message.attributes())
                .containsEntry("EXHAUSTED_RETRY_CONDITION", "MaximumEventAgeInSeconds"));
        assertThat(aws.events().failedInvocations("ours-1")).isEqualTo(1);
    }

    @Test
    void failedDeliveryGoesToQueueAfterMaximumRetryAttempts() throws InterruptedException {
        deploy("ours-1", "ours-*", ", \"RetryPolicy\": {\"MaximumRetryAttempts\": 3}", MAY_SEND, MAY_DEAD_LETTER);
        aws.faults().failFor("lambda:Invoke", CallFault.throttled(), Duration.ofHours(20));

        emit("{}");

        assertThat(aws.messages("dead")).singleElement().satisfies(message -> assertThat(message.attributes())
                .containsAllEntriesOf(
                        Map.of("RETRY_ATTEMPTS", "3", "EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts")));
    }

    @Test
    void failedDeliveryGoesToQueueAfterMaximumEventAge() throws InterruptedException {
        deploy("ours-1", "ours-*", ", \"RetryPolicy\": {\"MaximumEventAgeInSeconds\": 900}", MAY_SEND, MAY_DEAD_LETTER);
        aws.faults().failFor("lambda:Invoke", CallFault.serverError(), Duration.ofHours(20));

        Instant begun = emit("{}");

        assertThat(since(begun)).isLessThanOrEqualTo(Duration.ofMinutes(15));
        assertThat(aws.messages("dead")).singleElement().satisfies(message -> assertThat(message.attributes())
                .containsEntry("EXHAUSTED_RETRY_CONDITION", "MaximumEventAgeInSeconds"));
    }

    @Test
    void rejectsInvalidRetryPolicy() {
        assertThatThrownBy(() -> deploy(
                        "ours-1",
                        "ours-*",
                        ", \"RetryPolicy\": {\"MaximumEventAgeInSeconds\": 30}",
                        MAY_SEND,
                        MAY_DEAD_LETTER))
                .hasMessageContaining("RetryPolicy.MaximumEventAgeInSeconds must be from 60 to 86400, got: 30");
        assertThatThrownBy(() -> deploy(
                        "ours-1",
                        "ours-*",
                        ", \"RetryPolicy\": {\"MaximumRetryAttempts\": 186}",
                        MAY_SEND,
                        MAY_DEAD_LETTER))
                .hasMessageContaining("RetryPolicy.MaximumRetryAttempts must be from 0 to 185, got: 186");
    }

    @Test
    void eventGoesToQueueAfterThreeFailedInvocations() throws InterruptedException {
        deploy(
                "ours-1",
                "ours-*",
                ", \"Input\": \"{\\\"action\\\": \\\"fail\\\", \\\"message\\\": \\\"no\\\"}\"",
                MAY_SEND,
                MAY_DEAD_LETTER);

        emit("{}");

        assertThat(aws.invocations()).hasSize(3);
        assertThat(aws.messages("dead")).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("{\"action\":\"fail\",\"message\":\"no\"}");
            assertThat(message.attributes())
                    .containsAllEntriesOf(Map.of("ErrorCode", "200", "ErrorMessage", "no"))
                    .containsKey("RequestID");
        });
        assertThat(aws.events().failedInvocations("ours-1")).isZero();
    }

    @Test
    void eventForFunctionWithZeroConcurrencyGoesToQueueImmediately() throws InterruptedException {
        deploy("ours-1", "ours-*", "", MAY_SEND, MAY_DEAD_LETTER);
        aws.faults().limitConcurrency("probe", 0);

        Instant begun = emit("{}");

        assertThat(since(begun)).isZero();
        assertThat(aws.messages("dead")).singleElement().satisfies(message -> assertThat(message.attributes())
                .containsEntry("ErrorCode", "429"));
    }

    @Test
    void throttledInvocationGoesToQueueAfterMaximumEventAge() throws InterruptedException {
        deploy("ours-1", "ours-*", "", MAY_SEND, MAY_DEAD_LETTER);
        aws.faults().limitConcurrency(0);

        Instant begun = emit("{}");

        assertThat(since(begun)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(10));
        assertThat(aws.messages("dead")).hasSize(1);
    }

    /** elastic/beats issue 13963. */
    @Test
    void rejectsFunctionWithoutPermissionToSendToQueue() {
        assertThatThrownBy(() -> deploy(
                        "ours-1",
                        "ours-*",
                        "",
                        MAY_SEND,
                        "{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}"))
                .hasMessageContaining("does not have permissions to call SendMessage on SQS");
        assertThatCode(() -> deploy("ours-1", "ours-*", "", MAY_SEND, MAY_DEAD_LETTER))
                .as("the rejected function does not exist")
                .doesNotThrowAnyException();
    }
}
