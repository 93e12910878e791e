package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalMessage;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of one queue, the oldest first. */
final class Queue {
    /** The maximum total time that a received message can be hidden. */
    private static final Duration MAX_HIDDEN = Duration.ofHours(12);

    /**
     * The result of a receive request.
     *
     * @param messages the messages in the format of the response
     * @param dead the messages that were received too often and were removed from this queue
     */
    record Received(ArrayNode messages, List<Message> dead) {}

    private final String arn;
    private final Instant created;
    private final List<Message> messages = new ArrayList<>();
    private QueueSettings settings;
    private Instant modified;

    Queue(String arn, QueueSettings settings, Instant created) {
        this.arn = arn;
        this.settings = settings;
        this.created = created;
        this.modified = created;
    }

    String arn() {
        return arn;
    }

    synchronized void setSettings(QueueSettings changed, Instant now) {
        if (!changed.equals(settings)) {
            settings = changed;
            modified = now;
        }
    }

    synchronized QueueSettings settings() {
        return settings;
    }

    synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.of(messages, Message::checkpoint);
        QueueSettings thenSettings = settings;
        Instant thenModified = modified;
        return () -> {
            synchronized (this) {
                all.restore();
                settings = thenSettings;
                modified = thenModified;
            }
        };
    }

    synchronized void add(Message message) {
        messages.add(message);
    }

    /** @param redrive when a message is dead; null without a dead-letter queue */
    synchronized Received receive(
            int maximum,
            Instant now,
            Instant hiddenUntil,
            Message.Selection selection,
            QueueSettings.@Nullable Redrive redrive) {
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
                received.messages().add(message.toJson(arn, selection));
            }
        }
        return received;
    }

    /** Deletes a message. Has no effect for a handle that is not the last one of the message. */
    synchronized void delete(String encodedHandle) {
        ReceiptHandle handle = ReceiptHandle.parse(arn, encodedHandle);
        messages.removeIf(message -> message.isHeldBy(handle));
    }

    /** Changes the visibility timeout. Has no effect on a message that can already be received again. */
    synchronized void changeVisibility(String encodedHandle, Duration timeout, Instant now) {
        ReceiptHandle handle = ReceiptHandle.parse(arn, encodedHandle);
        expire(now);
        Message held = messages.stream()
                .filter(message -> message.isHeldBy(handle))
                .findFirst()
                .orElseThrow(() -> SqsErrors.invalidValue(
                        encodedHandle,
                        "ReceiptHandle",
                        "Message does not exist or is not available for visibility timeout change."));
        Instant until = now.plus(timeout);
        if (until.isAfter(held.lastReceived().plus(MAX_HIDDEN))) {
            throw SqsErrors.invalidValue(
                    Long.toString(timeout.toSeconds()),
                    "VisibilityTimeout",
                    "Total VisibilityTimeout for the message is beyond the limit [" + MAX_HIDDEN.toSeconds()
                            + " seconds]");
        }
        if (!held.isVisible(now)) {
            held.hideUntil(until);
        }
    }

    synchronized List<LocalMessage> snapshots(Instant now) {
        expire(now);
        return messages.stream().map(Message::snapshot).toList();
    }

    /** Returns whether a message can be received. */
    synchronized boolean hasVisible(Instant now) {
        expire(now);
        return messages.stream().anyMatch(message -> message.isVisible(now));
    }

    synchronized ObjectNode attributes(Instant now) {
        expire(now);
        long visible =
                messages.stream().filter(message -> message.isVisible(now)).count();
        long delayed =
                messages.stream().filter(message -> message.isDelayed(now)).count();
        ObjectNode attributes = AwsJson.object()
                .put("QueueArn", arn)
                .put("ApproximateNumberOfMessages", Long.toString(visible))
                .put("ApproximateNumberOfMessagesNotVisible", Long.toString(messages.size() - visible - delayed))
                .put("ApproximateNumberOfMessagesDelayed", Long.toString(delayed))
                .put("CreatedTimestamp", Long.toString(created.getEpochSecond()))
                .put("LastModifiedTimestamp", Long.toString(modified.getEpochSecond()))
                .put("VisibilityTimeout", seconds(settings.visibilityTimeout()))
                .put("MaximumMessageSize", Integer.toString(settings.maximumMessageSize()))
                .put("MessageRetentionPeriod", seconds(settings.retention()))
                .put("DelaySeconds", seconds(settings.delay()))
                .put("ReceiveMessageWaitTimeSeconds", seconds(settings.receiveWait()))
                .put("SqsManagedSseEnabled", Boolean.toString(settings.managedEncryption()));
        QueueSettings.Encryption encryption = settings.encryption();
        if (encryption != null) {
            attributes
                    .put("KmsMasterKeyId", encryption.key())
                    .put("KmsDataKeyReusePeriodSeconds", seconds(encryption.dataKeyReuse()));
        }
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

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private void expire(Instant now) {
        messages.removeIf(message -> !message.sent().plus(settings.retention()).isAfter(now));
    }
}
