package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalMessage;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A message, with what its queues remember of it. Its queue guards it. */
final class Message {
    private final String id;
    private final String body;
    private final JsonNode attributes;
    private final String senderId;
    private final Instant sent;
    private int receiveCount;
    private @Nullable Instant firstReceived;
    private @Nullable String deadLetterSource;
    private Instant visibleAt;

    /**
     * A message that was sent.
     *
     * @param attributes the message attributes, as a request has them
     */
    Message(String id, String body, JsonNode attributes, String senderId, Instant sent) {
        this.id = id;
        this.body = body;
        this.attributes = attributes;
        this.senderId = senderId;
        this.sent = sent;
        this.visibleAt = sent;
    }

    Instant sent() {
        return sent;
    }

    int receiveCount() {
        return receiveCount;
    }

    boolean isVisible(Instant now) {
        return !visibleAt.isAfter(now);
    }

    /** Each time that it is received it has another handle, and only the last one counts. */
    String receiptHandle() {
        return Ids.alphanumeric("receipt/" + id + "/" + receiveCount, 32);
    }

    void receive(Instant now, Instant hiddenUntil) {
        receiveCount++;
        if (firstReceived == null) {
            firstReceived = now;
        }
        visibleAt = hiddenUntil;
    }

    void moveToDeadLetters(String sourceArn, Instant now) {
        deadLetterSource = sourceArn;
        visibleAt = now;
    }

    LocalMessage snapshot() {
        return new LocalMessage(id, body, receiveCount, sent);
    }

    /** As the answer to the one who received it. */
    ObjectNode toJson() {
        ObjectNode json = AwsJson.object()
                .put("MessageId", id)
                .put("ReceiptHandle", receiptHandle())
                .put("MD5OfBody", md5OfBody())
                .put("Body", body);
        ObjectNode system = json.putObject("Attributes")
                .put("ApproximateReceiveCount", Integer.toString(receiveCount))
                .put("SentTimestamp", milliseconds(sent))
                .put("SenderId", senderId);
        if (firstReceived != null) {
            system.put("ApproximateFirstReceiveTimestamp", milliseconds(firstReceived));
        }
        if (deadLetterSource != null) {
            system.put("DeadLetterQueueSourceArn", deadLetterSource);
        }
        json.set("MessageAttributes", attributes);
        return json;
    }

    String id() {
        return id;
    }

    String md5OfBody() {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static String milliseconds(Instant time) {
        return Long.toString(time.toEpochMilli());
    }
}
