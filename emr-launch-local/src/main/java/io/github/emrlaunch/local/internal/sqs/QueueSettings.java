package io.github.emrlaunch.local.internal.sqs;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a queue.
 *
 * @param visibilityTimeout how long a received message is hidden from other consumers
 * @param retention how long a message is kept
 * @param delay how long a new message is hidden, unless its sender sets a delay
 * @param maximumMessageSize the maximum size in bytes, including attributes
 * @param receiveWait how long a consumer waits for a message; here, the response is immediate
 * @param managedEncryption whether SQS encrypts with an SQS managed key; nothing is encrypted here
 * @param encryption the encryption with a KMS key; null for none. Nothing is encrypted here, but callers need permissions
 * @param redrive the redrive policy; null for a queue without a dead-letter queue
 */
public record QueueSettings(
        Duration visibilityTimeout,
        Duration retention,
        Duration delay,
        int maximumMessageSize,
        Duration receiveWait,
        boolean managedEncryption,
        @Nullable Encryption encryption,
        @Nullable Redrive redrive,
        Map<String, String> tags) {
    public QueueSettings {
        tags = Map.copyOf(tags);
    }

    /**
     * The encryption of a queue with a KMS key.
     *
     * @param key the id or ARN of the key, or the name or ARN of an alias
     * @param dataKeyReuse how long SQS uses a data key
     */
    public record Encryption(String key, Duration dataKeyReuse) {}

    /**
     * The redrive policy of a queue.
     *
     * @param deadLetterQueueArn the dead-letter queue
     * @param maxReceiveCount the number of receives before a message is moved
     */
    public record Redrive(String deadLetterQueueArn, int maxReceiveCount) {}
}
