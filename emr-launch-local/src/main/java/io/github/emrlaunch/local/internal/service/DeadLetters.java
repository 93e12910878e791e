package io.github.emrlaunch.local.internal.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;

/** Sends undelivered or unprocessed messages of a service to a dead-letter queue. The caller must satisfy the policy of the queue. */
public final class DeadLetters {
    private final ServiceContext context;

    public DeadLetters(ServiceContext context) {
        this.context = context;
    }

    /**
     * Sends a message.
     *
     * @param attributes message attributes by name, created with {@link #text} and {@link #number}
     * @throws AwsException when the queue does not exist, or the caller may not send to it
     */
    public void send(CallContext caller, String queueArn, String body, ObjectNode attributes) {
        String url = context.services()
                .get(QueueLookup.class)
                .queueUrl(queueArn)
                .orElseThrow(() ->
                        AwsException.client("QueueDoesNotExist", "The specified queue does not exist: " + queueArn));
        ObjectNode request = AwsJson.object().put("QueueUrl", url).put("MessageBody", body);
        request.set("MessageAttributes", attributes);
        context.gateway().call(caller, "sqs", "SendMessage", request);
    }

    /** Returns an attribute of the type {@code String}; SQS does not accept an empty one. */
    public static ObjectNode text(String value) {
        return AwsJson.object().put("DataType", "String").put("StringValue", value.isEmpty() ? "-" : value);
    }

    /** Returns an attribute of the type {@code Number}. */
    public static ObjectNode number(int value) {
        return AwsJson.object().put("DataType", "Number").put("StringValue", Integer.toString(value));
    }
}
