package io.github.emrlaunch.core.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sqs.CfnQueue;
import software.amazon.awscdk.services.sqs.CfnQueuePolicy;
import software.constructs.Construct;

/**
 * The queue for what reached no function: events that rules could not deliver, and events that the function did not process. It is
 * encrypted, and takes messages by TLS only.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html">Dead-letter queues of rules</a>
 */
final class DeadLetterQueue {
    private static final String SEND = "sqs:SendMessage";

    private final CfnQueue queue;

    /** @param rules the pattern of the ARNs of rules that may send */
    DeadLetterQueue(Construct scope, String rules) {
        queue = CfnQueue.Builder.create(scope, "DeadLetters")
                .sqsManagedSseEnabled(true)
                // As long as SQS keeps messages.
                .messageRetentionPeriod(Duration.days(14).toSeconds().intValue())
                .build();
        CfnQueuePolicy.Builder.create(scope, "DeadLettersPolicy")
                .queues(List.of(queue.getRef()))
                .policyDocument(Map.of("Version", "2012-10-17", "Statement", List.of(fromRules(rules), byTlsOnly())))
                .build();
        queue.addMetadata(
                "cdk_nag",
                Map.of(
                        "rules_to_suppress",
                        List.of(CdkNag.rule("AwsSolutions-SQS3", "This queue is the dead-letter queue of rules"))));
    }

    private Map<String, Object> fromRules(String rules) {
        Map<String, Object> statement = statement("Allow", SEND);
        statement.put("Principal", Map.of("Service", "events.amazonaws.com"));
        statement.put("Condition", Map.of("ArnLike", Map.of("aws:SourceArn", rules)));
        return statement;
    }

    private Map<String, Object> byTlsOnly() {
        Map<String, Object> statement = statement("Deny", "sqs:*");
        statement.put("Principal", "*");
        statement.put("Condition", Map.of("Bool", Map.of("aws:SecureTransport", "false")));
        return statement;
    }

    private Map<String, Object> statement(String effect, String action) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", effect);
        statement.put("Action", action);
        statement.put("Resource", arn());
        return statement;
    }

    String arn() {
        return queue.getAttrArn();
    }

    /** The queue's name, by which CloudWatch knows it. */
    String queueName() {
        return queue.getAttrQueueName();
    }

    /** The statement for the role of the function, as which Lambda sends. */
    Map<String, Object> allowSending() {
        return Policies.allow(List.of(SEND), arn());
    }
}
