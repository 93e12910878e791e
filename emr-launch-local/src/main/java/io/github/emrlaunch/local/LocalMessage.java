package io.github.emrlaunch.local;

import java.time.Instant;

/**
 * A message in an SQS queue at one moment.
 *
 * @param body as it was sent; of a topic's message that is a JSON document around it, unless the subscription is raw
 * @param receiveCount how often it was received; it is kept on the way to a dead-letter queue
 * @param sent when it was first sent, in virtual time
 */
public record LocalMessage(String id, String body, int receiveCount, Instant sent) {}
