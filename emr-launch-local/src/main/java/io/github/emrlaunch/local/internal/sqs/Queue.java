package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalMessage;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The messages of one queue, the oldest first. */
final class Queue {
    /**
     * What somebody received.
     *
     * @param messages as an answer has them
     * @param dead messages that were received too often and are in this queue no more
     */
    record Received(ArrayNode messages, List<Message> dead) {}

    private final String arn;
    private final List<Message> messages = new ArrayList<>();
    private QueueSettings settings;

    Queue(String arn, QueueSettings settings) {
        this.arn = arn;
        this.settings = settings;
    }

    synchronized void setSettings(QueueSettings changed) {
        settings = changed;
    }

    synchronized QueueSettings settings() {
        return settings;
    }

    synchronized void add(Message message) {
        messages.add(message);
    }

    synchronized Received receive(int maximum, Instant now, Instant hiddenUntil) {
        QueueSettings.Redrive redrive = settings.redrive();
        Received received = new Received(AwsJson.array(), new ArrayList<>());
        expire(now);
        for (Message message : List.copyOf(messages)) {
            if (received.messages().size() == maximum) {
                break;
            }
            if (!message.isVisible(now)) {
                continue;
            }
            if (redrive != null && message.receiveCount() >= redrive.maxReceiveCount()) {
                message.moveToDeadLetters(arn, now);
                messages.remove(message);
                received.dead().add(message);
            } else {
                message.receive(now, hiddenUntil);
                received.messages().add(message.toJson());
            }
        }
        return received;
    }

    /** Without effect for a handle that isn't the message's last one. */
    synchronized void delete(String receiptHandle) {
        messages.removeIf(
                message -> message.receiveCount() > 0 && message.receiptHandle().equals(receiptHandle));
    }

    synchronized List<LocalMessage> snapshots(Instant now) {
        expire(now);
        return messages.stream().map(Message::snapshot).toList();
    }

    /** Whether there is a message to receive. */
    synchronized boolean hasVisible(Instant now) {
        expire(now);
        return messages.stream().anyMatch(message -> message.isVisible(now));
    }

    synchronized ObjectNode attributes(Instant now) {
        expire(now);
        long visible =
                messages.stream().filter(message -> message.isVisible(now)).count();
        ObjectNode attributes = AwsJson.object()
                .put("QueueArn", arn)
                .put("ApproximateNumberOfMessages", Long.toString(visible))
                .put("ApproximateNumberOfMessagesNotVisible", Long.toString(messages.size() - visible))
                .put(
                        "VisibilityTimeout",
                        Long.toString(settings.visibilityTimeout().toSeconds()))
                .put(
                        "MessageRetentionPeriod",
                        Long.toString(settings.retention().toSeconds()));
        QueueSettings.Redrive redrive = settings.redrive();
        if (redrive != null) {
            attributes.put(
                    "RedrivePolicy",
                    AwsJson.object()
                            .put("deadLetterTargetArn", redrive.deadLetterQueueArn())
                            .put("maxReceiveCount", redrive.maxReceiveCount())
                            .toString());
        }
        return attributes;
    }

    private void expire(Instant now) {
        messages.removeIf(message -> !message.sent().plus(settings.retention()).isAfter(now));
    }
}
