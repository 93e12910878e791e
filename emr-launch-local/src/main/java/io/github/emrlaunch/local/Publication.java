package io.github.emrlaunch.local;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that was published to an SNS topic.
 *
 * @param subject the subject; null without one
 * @param message the message as it was published
 * @param attributes the message attributes, by name
 * @param recipients the subscriptions of the topic at the time of publication, such as {@code email:team@example.com} or
 *     {@code lambda:arn:aws:lambda:…}; the message is delivered only to functions and queues
 * @param time the time of publication, in virtual time
 */
public record Publication(
        String topicArn,
        String messageId,
        @Nullable String subject,
        String message,
        Map<String, String> attributes,
        List<String> recipients,
        Instant time) {
    public Publication {
        attributes = Map.copyOf(attributes);
        recipients = List.copyOf(recipients);
    }

    /** Returns the name of the topic, the last part of its ARN. */
    public String topicName() {
        return topicArn.substring(topicArn.lastIndexOf(':') + 1);
    }
}
