package io.github.emrlaunch.local;

import java.time.Instant;
import java.util.Map;

/**
 * A message in an SQS queue at one moment.
 *
 * @param body as it was sent; of a topic's message that is a JSON document around it, unless the subscription is raw
 * @param attributes the values of its message attributes by name, those of binary ones as Base64
 * @param receiveCount how often it was received; it is kept on the way to a dead-letter queue
 * @param sent when it was first sent, in virtual time
 */
public record LocalMessage(String id, String body, Map<String, String> attributes, int receiveCount, Instant sent) {
    public LocalMessage {
        attributes = Map.copyOf(attributes);
    }
}
