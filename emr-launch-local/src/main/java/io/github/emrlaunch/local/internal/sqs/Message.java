package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalMessage;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message with its state in the queues. Its queue synchronizes access to it. */
final class Message {
    /** The system attributes and message attributes that a consumer requests. */
    record Selection(List<String> systemAttributes, List<String> attributes) {}

    private final String id;
    private final String body;
    private final MessageAttributes attributes;
    private final String senderId;
    private final @Nullable String groupId;
    private final Instant sent;
    private int receiveCount;
    private @Nullable Instant firstReceived;
    private @Nullable Instant lastReceived;
    private @Nullable String deadLetterSource;
    private Instant visibleAt;

    /**
     * Creates a message.
     *
     * @param delay how long it cannot be received
     */
    Message(
            String id,
            String body,
            MessageAttributes attributes,
            String senderId,
            @Nullable String groupId,
            Instant sent,
            Duration delay) {
        this.id = id;
        this.body = body;
        this.attributes = attributes;
        this.senderId = senderId;
        this.groupId = groupId;
        this.sent = sent;
        this.visibleAt = sent.plus(delay);
    }

    /** Returns whether a text has only characters that XML allows. */
    static boolean isText(String text) {
        return text.codePoints()
                .allMatch(c -> c == 0x9
                        || c == 0xA
                        || c == 0xD
                        || (c >= 0x20 && c <= 0xD7FF)
                        || (c >= 0xE000 && c <= 0xFFFD)
                        || (c >= 0x10000 && c <= 0x10FFFF));
    }

    /** Returns a checkpoint of its state. */
    Checkpoint checkpoint() {
        int thenCount = receiveCount;
        @Nullable Instant thenFirst = firstReceived;
        @Nullable Instant thenLast = lastReceived;
        @Nullable String thenSource = deadLetterSource;
        Instant thenVisible = visibleAt;
        return () -> {
            receiveCount = thenCount;
            firstReceived = thenFirst;
            lastReceived = thenLast;
            deadLetterSource = thenSource;
            visibleAt = thenVisible;
        };
    }

    String id() {
        return id;
    }

    Instant sent() {
        return sent;
    }

    int receiveCount() {
        return receiveCount;
    }

    Instant visibleAt() {
        return visibleAt;
    }

    boolean isVisible(Instant now) {
        return !visibleAt.isAfter(now);
    }

    /** Returns whether it is still delayed. */
    boolean isDelayed(Instant now) {
        return receiveCount == 0 && !isVisible(now);
    }

    /** Returns whether the handle is its last one. Each receive creates a new handle, and only the last one is valid. */
    boolean isHeldBy(ReceiptHandle handle) {
        return id.equals(handle.messageId()) && receiveCount == handle.receiveCount();
    }

    void receive(Instant now, Instant hiddenUntil) {
        receiveCount++;
        lastReceived = now;
        if (firstReceived == null) {
            firstReceived = now;
        }
        visibleAt = hiddenUntil;
    }

    /** Returns the time when it was last received; when it was never received, the time when it was sent. */
    Instant lastReceived() {
        return lastReceived == null ? sent : lastReceived;
    }

    void hideUntil(Instant time) {
        visibleAt = time;
    }

    void moveToDeadLetters(String sourceArn, Instant now) {
        deadLetterSource = sourceArn;
        visibleAt = now;
    }

    LocalMessage snapshot() {
        return new LocalMessage(id, body, attributes.values(), receiveCount, sent);
    }

    /** Returns the message in the format of the receive response. */
    ObjectNode toJson(String queueArn, Selection selection) {
        ObjectNode json = AwsJson.object()
                .put("MessageId", id)
                .put("ReceiptHandle", new ReceiptHandle(queueArn, id, receiveCount).encoded())
                .put("MD5OfBody", md5OfBody())
                .put("Body", body);
        ObjectNode system = systemAttributes();
        if (!selection.systemAttributes().contains("All")) {
            system.retain(selection.systemAttributes());
        }
        if (!system.isEmpty()) {
            json.set("Attributes", system);
        }
        MessageAttributes own = attributes.select(selection.attributes());
        if (!own.json().isEmpty()) {
            json.set("MessageAttributes", own.json());
            json.put("MD5OfMessageAttributes", own.md5());
        }
        return json;
    }

    private ObjectNode systemAttributes() {
        ObjectNode system = AwsJson.object()
                .put("ApproximateReceiveCount", Integer.toString(receiveCount))
                .put("SentTimestamp", milliseconds(sent))
                .put("SenderId", senderId);
        if (firstReceived != null) {
            system.put("ApproximateFirstReceiveTimestamp", milliseconds(firstReceived));
        }
        if (groupId != null) {
            system.put("MessageGroupId", groupId);
        }
        if (deadLetterSource != null) {
            system.put("DeadLetterQueueSourceArn", deadLetterSource);
        }
        return system;
    }

    /** Returns the response for the sender. */
    ObjectNode receipt() {
        ObjectNode json = AwsJson.object().put("MessageId", id).put("MD5OfMessageBody", md5OfBody());
        String ofAttributes = attributes.md5();
        return ofAttributes == null ? json : json.put("MD5OfMessageAttributes", ofAttributes);
    }

    private String md5OfBody() {
        return md5(body.getBytes(StandardCharsets.UTF_8));
    }

    static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static String milliseconds(Instant time) {
        return Long.toString(time.toEpochMilli());
    }
}
