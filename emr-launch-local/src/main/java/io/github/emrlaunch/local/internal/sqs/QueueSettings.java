package io.github.emrlaunch.local.internal.sqs;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a queue treats its messages.
 *
 * @param visibilityTimeout for how long a message that was received is hidden from others
 * @param retention how long a message is kept
 * @param delay for how long a new message is hidden, unless its sender says otherwise
 * @param maximumMessageSize in bytes, attributes included
 * @param receiveWait for how long a consumer waits for a message; a consumer here is answered at once
 * @param managedEncryption whether SQS encrypts with a key of its own; nothing is encrypted here
 * @param redrive null for a queue without a dead-letter queue
 */
public record QueueSettings(
        Duration visibilityTimeout,
        Duration retention,
        Duration delay,
        int maximumMessageSize,
        Duration receiveWait,
        boolean managedEncryption,
        @Nullable Redrive redrive,
        Map<String, String> tags) {
    public QueueSettings {
        tags = Map.copyOf(tags);
    }

    /**
     * What happens to messages that nobody deletes.
     *
     * @param deadLetterQueueArn where they go
     * @param maxReceiveCount after how many times that they were received
     */
    public record Redrive(String deadLetterQueueArn, int maxReceiveCount) {}
}
