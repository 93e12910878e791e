package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The operations for messages, individually and in batches. */
final class MessageOperations {
    private static final int MAX_BATCH_BYTES = 1_048_576;
    private static final int MAX_MESSAGES = 10;
    private static final int MAX_DELAY = 900;
    private static final int MAX_WAIT = 20;
    private static final int MAX_VISIBILITY_TIMEOUT = 43_200;
    private static final Set<String> SYSTEM_ATTRIBUTES = Set.of(
            "All",
            "SenderId",
            "SentTimestamp",
            "ApproximateReceiveCount",
            "ApproximateFirstReceiveTimestamp",
            "SequenceNumber",
            "MessageDeduplicationId",
            "MessageGroupId",
            "AWSTraceHeader",
            "DeadLetterQueueSourceArn");

    private final Queues queues;
    private final VirtualClock clock;
    private final AtomicInteger sent = new AtomicInteger();

    MessageOperations(Queues queues, VirtualClock clock) {
        this.queues = queues;
        this.clock = clock;
    }

    JsonNode send(CallContext context, ObjectNode input) {
        return send(context, queue(input), input, "are invalid");
    }

    JsonNode sendBatch(CallContext context, ObjectNode input) {
        Queue queue = queue(input);
        JsonNode entries = Batch.entries(input, "SendMessageBatchRequestEntry");
        int size = 0;
        for (JsonNode entry : entries) {
            size += bytes(AwsJson.text(entry, "MessageBody", ""))
                    + MessageAttributes.unchecked(entry).size();
        }
        if (size > MAX_BATCH_BYTES) {
            throw SqsErrors.batchTooLong(MAX_BATCH_BYTES, size);
        }
        return Batch.run(entries, entry -> send(context, queue, entry, "cannot be validated"));
    }

    private ObjectNode send(CallContext context, Queue queue, ObjectNode input, String problem) {
        QueueSettings settings = queue.settings();
        String body = SqsInputs.required(input, "MessageBody");
        if (!Message.isText(body)) {
            throw SqsErrors.invalidContents();
        }
        MessageAttributes attributes = MessageAttributes.read(input);
        if (bytes(body) + attributes.size() > settings.maximumMessageSize()) {
            throw SqsErrors.invalidValue("One or more parameters " + problem + ". Reason: Message must be shorter than "
                    + settings.maximumMessageSize() + " bytes.");
        }
        if (AwsJson.has(input, "MessageDeduplicationId")) {
            throw SqsErrors.invalidValue(
                    input.get("MessageDeduplicationId").asText(),
                    "MessageDeduplicationId",
                    "The request include parameter that is not valid for this queue type.");
        }
        if (!input.path("MessageSystemAttributes").isEmpty()) {
            throw SqsErrors.unsupported("The local emulator does not support MessageSystemAttributes.");
        }
        int delay = SqsInputs.number(
                input,
                "DelaySeconds",
                (int) settings.delay().toSeconds(),
                0,
                MAX_DELAY,
                "DelaySeconds must be >= 0 and <= 900.");
        Message message = new Message(
                Ids.uuid("queued/" + sent.incrementAndGet()),
                body,
                attributes,
                context.principal().userId(),
                SqsInputs.groupId(input),
                clock.now(),
                Duration.ofSeconds(delay));
        queue.add(message);
        queues.tell(queue.arn(), message.visibleAt());
        return message.receipt();
    }

    JsonNode receive(CallContext context, ObjectNode input) {
        Queue queue = queue(input);
        int maximum = SqsInputs.number(
                input, "MaxNumberOfMessages", 1, 1, MAX_MESSAGES, "Must be between 1 and 10, if provided.");
        // The response for an empty queue is immediate: no message can arrive while time stands still.
        SqsInputs.number(input, "WaitTimeSeconds", 0, 0, MAX_WAIT, "Must be >= 0 and <= 20, if provided.");
        int timeout = SqsInputs.number(
                input,
                "VisibilityTimeout",
                (int) queue.settings().visibilityTimeout().toSeconds(),
                0,
                MAX_VISIBILITY_TIMEOUT,
                "Must be >= 0 and <= 43200, if provided.");
        Message.Selection selection =
                new Message.Selection(systemAttributes(input), Inputs.strings(input, "MessageAttributeNames"));
        Instant now = clock.now();
        Instant hiddenUntil = now.plusSeconds(timeout);
        QueueSettings.Redrive asked = queue.settings().redrive();
        // A message stays in its queue when the dead-letter queue was deleted.
        QueueSettings.Redrive redrive = asked != null && queues.exists(asked.deadLetterQueueArn()) ? asked : null;
        Queue.Received received = queue.receive(maximum, now, hiddenUntil, selection, redrive);
        if (redrive != null && !received.dead().isEmpty()) {
            Queue deadLetters = queues.queue(redrive.deadLetterQueueArn());
            received.dead().forEach(deadLetters::add);
            queues.tell(redrive.deadLetterQueueArn(), now);
        }
        if (received.messages().isEmpty()) {
            return AwsJson.object();
        }
        tellAgain(queue, hiddenUntil);
        return AwsJson.object().set("Messages", received.messages());
    }

    /**
     * Notifies listeners again after the time. The timer is passive: a consumer that failed waits for it, but time does not pass
     * because of it.
     */
    private void tellAgain(Queue queue, Instant at) {
        clock.schedule(at, () -> {
            if (queue.hasVisible(clock.now())) {
                queues.tell(queue.arn(), at);
            }
        });
    }

    private static List<String> systemAttributes(ObjectNode input) {
        List<String> names = new ArrayList<>(Inputs.strings(input, "MessageSystemAttributeNames"));
        names.addAll(Inputs.strings(input, "AttributeNames"));
        names.stream()
                .filter(name -> !SYSTEM_ATTRIBUTES.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw SqsErrors.unknownAttribute(unknown);
                });
        return names;
    }

    JsonNode delete(CallContext context, ObjectNode input) {
        queue(input).delete(SqsInputs.required(input, "ReceiptHandle"));
        return AwsJson.object();
    }

    JsonNode deleteBatch(CallContext context, ObjectNode input) {
        Queue queue = queue(input);
        return Batch.run(Batch.entries(input, "DeleteMessageBatchRequestEntry"), entry -> {
            queue.delete(SqsInputs.required(entry, "ReceiptHandle"));
            return AwsJson.object();
        });
    }

    JsonNode changeVisibility(CallContext context, ObjectNode input) {
        changeVisibility(queue(input), input);
        return AwsJson.object();
    }

    JsonNode changeVisibilityBatch(CallContext context, ObjectNode input) {
        Queue queue = queue(input);
        return Batch.run(Batch.entries(input, "ChangeMessageVisibilityBatchRequestEntry"), entry -> {
            changeVisibility(queue, entry);
            return AwsJson.object();
        });
    }

    private void changeVisibility(Queue queue, ObjectNode input) {
        String handle = SqsInputs.required(input, "ReceiptHandle");
        if (!AwsJson.has(input, "VisibilityTimeout")) {
            throw SqsErrors.missing("VisibilityTimeout");
        }
        int timeout = SqsInputs.number(
                input,
                "VisibilityTimeout",
                0,
                0,
                MAX_VISIBILITY_TIMEOUT,
                "VisibilityTimeout must be an integer between 0 and 43200.");
        Instant now = clock.now();
        queue.changeVisibility(handle, Duration.ofSeconds(timeout), now);
        if (timeout == 0) {
            queues.tell(queue.arn(), now);
        } else {
            tellAgain(queue, now.plusSeconds(timeout));
        }
    }

    private Queue queue(ObjectNode input) {
        return queues.queueAt(SqsInputs.required(input, "QueueUrl"));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
