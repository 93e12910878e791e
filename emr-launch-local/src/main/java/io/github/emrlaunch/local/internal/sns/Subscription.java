package io.github.emrlaunch.local.internal.sns;

import org.jspecify.annotations.Nullable;

/**
 * A subscription of a topic. Endpoints are unique in a topic.
 *
 * @param raw whether a queue receives the message without an envelope
 * @param deadLetterQueueArn the queue for messages that cannot be delivered to another queue; null for none
 */
record Subscription(
        String arn,
        String protocol,
        String endpoint,
        boolean raw,
        @Nullable String deadLetterQueueArn) {
    String recipient() {
        return protocol + ":" + endpoint;
    }
}
