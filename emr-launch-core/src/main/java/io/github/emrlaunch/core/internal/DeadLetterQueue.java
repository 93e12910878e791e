package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.sqs.CfnQueue;
import software.amazon.awscdk.services.sqs.CfnQueuePolicy;
import software.constructs.Construct;

/**
 * The dead-letter queue for events that rules could not deliver, and events that the function did not process. It is
 * encrypted, and requires TLS.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html">Dead-letter queues of rules, including
 *     permissions for encrypted ones</a>
 */
final class DeadLetterQueue {
    private static final String SEND = "sqs:SendMessage";

    private static final String REASON = "This queue is a dead-letter queue";

    private static final List<String> USE_KEY = List.of("kms:Decrypt", "kms:GenerateDataKey");

    private final CfnQueue queue;
    private final @Nullable IKey key;

    /**
     * Adds the queue and its policy.
     *
     * @param rules the pattern of the ARNs of rules that may send
     * @param key the key, or null for the key of SQS
     */
    DeadLetterQueue(Construct scope, String rules, @Nullable IKey key) {
        this.key = key;
        queue = CfnQueue.Builder.create(scope, "DeadLetters")
                .sqsManagedSseEnabled(key == null ? true : null)
                .kmsMasterKeyId(key == null ? null : key.getKeyArn())
                // The longest retention of SQS.
                .messageRetentionPeriod(Duration.days(14).toSeconds().intValue())
                .build();
        CfnQueuePolicy.Builder.create(scope, "DeadLettersPolicy")
                .queues(List.of(queue.getRef()))
                .policyDocument(Policies.json(List.of(fromRules(rules), byTlsOnly())))
                .build();
        if (key != null) {
            // Only the owner of an imported key can change its policy.
            key.addToResourcePolicy(
                    PolicyStatement.Builder.create()
                            .principals(List.of(new ServicePrincipal("events.amazonaws.com")))
                            .actions(USE_KEY)
                            .resources(List.of("*"))
                            .build(),
                    true);
        }
        CdkNag.suppressAtFirst(
                queue,
                List.of(CdkNag.rule("AwsSolutions-SQS3", REASON), CdkNag.rule("Serverless-SQSRedrivePolicy", REASON)));
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

    /** Returns the queue's name, which CloudWatch uses. */
    String queueName() {
        return queue.getAttrQueueName();
    }

    /** Returns the statements for the role of the function, with which Lambda sends messages. */
    List<Map<String, Object>> allowSending() {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(Policies.allow(List.of(SEND), arn()));
        if (key != null) {
            statements.add(KeyAccess.statement(key, USE_KEY));
        }
        return statements;
    }
}
