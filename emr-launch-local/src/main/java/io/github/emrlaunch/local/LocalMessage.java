package io.github.emrlaunch.local;

import java.time.Instant;
import java.util.Map;

/**
 * A snapshot of a message in an SQS queue.
 *
 * @param body the body as it was sent; for a message from a topic, a JSON envelope unless the subscription uses raw delivery
 * @param attributes the values of its message attributes by name; binary values as Base64
 * @param receiveCount how often it was received; the count is kept when it moves to a dead-letter queue
 * @param sent the time when it was first sent, in virtual time
 */
public record LocalMessage(String id, String body, Map<String, String> attributes, int receiveCount, Instant sent) {
    public LocalMessage {
        attributes = Map.copyOf(attributes);
    }
}
