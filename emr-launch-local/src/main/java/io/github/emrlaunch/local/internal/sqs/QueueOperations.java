package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Set;

/** The operations for queues. */
final class QueueOperations {
    private static final int MAX_LISTED = 1000;
    private static final Set<String> ATTRIBUTES = Set.of(
            "All",
            "Policy",
            "VisibilityTimeout",
            "MaximumMessageSize",
            "MessageRetentionPeriod",
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "CreatedTimestamp",
            "LastModifiedTimestamp",
            "QueueArn",
            "ApproximateNumberOfMessagesDelayed",
            "DelaySeconds",
            "ReceiveMessageWaitTimeSeconds",
            "RedrivePolicy",
            "FifoQueue",
            "ContentBasedDeduplication",
            "KmsMasterKeyId",
            "KmsDataKeyReusePeriodSeconds",
            "DeduplicationScope",
            "FifoThroughputLimit",
            "RedriveAllowPolicy",
            "SqsManagedSseEnabled");

    private final Queues queues;
    private final Account account;
    private final VirtualClock clock;

    QueueOperations(Queues queues, Account account, VirtualClock clock) {
        this.queues = queues;
        this.account = account;
        this.clock = clock;
    }

    JsonNode attributes(CallContext context, ObjectNode input) {
        ObjectNode attributes =
                queues.queueAt(SqsInputs.required(input, "QueueUrl")).attributes(clock.now());
        List<String> names = Inputs.strings(input, "AttributeNames");
        names.stream().filter(name -> !ATTRIBUTES.contains(name)).findFirst().ifPresent(unknown -> {
            throw SqsErrors.unknownAttribute(unknown);
        });
        if (!names.contains("All")) {
            attributes.retain(names);
        }
        return attributes.isEmpty() ? AwsJson.object() : AwsJson.object().set("Attributes", attributes);
    }

    JsonNode url(CallContext context, ObjectNode input) {
        String name = SqsInputs.required(input, "QueueName");
        if (!AwsJson.text(input, "QueueOwnerAWSAccountId", account.id()).equals(account.id())) {
            throw SqsErrors.noQueue();
        }
        Queue queue = queues.queue(account.arn("sqs", name));
        return AwsJson.object().put("QueueUrl", queues.url(queue.arn()));
    }

    JsonNode list(CallContext context, ObjectNode input) {
        String prefix = AwsJson.text(input, "QueueNamePrefix", "");
        int size = SqsInputs.number(
                input, "MaxResults", MAX_LISTED, 1, MAX_LISTED, "Must be between 1 and 1000, if provided.");
        List<String> urls = queues.arns().stream()
                .filter(arn -> arn.startsWith(account.arn("sqs", prefix)))
                .map(queues::url)
                .toList();
        Page<String> page = Page.of(
                urls,
                AwsJson.text(input, "NextToken"),
                size,
                () -> SqsErrors.invalidValue("The NextToken of ListQueues is invalid."));
        ObjectNode output = AwsJson.object();
        if (!page.elements().isEmpty()) {
            page.elements().forEach(output.putArray("QueueUrls")::add);
        }
        return page.next() == null ? output : output.put("NextToken", page.next());
    }
}
