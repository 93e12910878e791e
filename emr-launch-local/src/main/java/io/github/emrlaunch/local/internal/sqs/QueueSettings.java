package io.github.emrlaunch.local.internal.sqs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a queue treats its messages.
 *
 * @param visibilityTimeout for how long a message that was received is hidden from others
 * @param retention how long a message is kept
 * @param redrive null for a queue without a dead-letter queue
 */
public record QueueSettings(
        Duration visibilityTimeout,
        Duration retention,
        @Nullable Redrive redrive) {
    /**
     * What happens to messages that nobody deletes.
     *
     * @param deadLetterQueueArn where they go
     * @param maxReceiveCount after how many times that they were received
     */
    public record Redrive(String deadLetterQueueArn, int maxReceiveCount) {}
}
