package io.github.emrlaunch.local.internal.sns;

import org.jspecify.annotations.Nullable;

/**
 * Who gets what is published; endpoints are unique in a topic.
 *
 * @param raw whether a queue gets the message alone
 * @param deadLetterQueueArn which queue gets what can't be delivered to another one, null for none
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
