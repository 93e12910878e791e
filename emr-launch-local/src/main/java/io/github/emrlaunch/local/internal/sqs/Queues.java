package io.github.emrlaunch.local.internal.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.LocalMessage;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AuthenticationErrors;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.resources.ResourceHandler;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.QueueListener;
import io.github.emrlaunch.local.internal.service.QueueLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** SQS standard queues. */
public final class Queues implements LocalService, QueueLookup {
    private static final int MAX_BYTES = 1_048_576;
    private static final int MAX_MESSAGES = 10;

    private final Account account;
    private final VirtualClock clock;
    private final Map<String, Queue> byArn = new ConcurrentSkipListMap<>();
    private final AtomicInteger sent = new AtomicInteger();

    private final Services services;
    private final QueueResources resources;

    Queues(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.services = context.services();
        this.resources = new QueueResources(this, context.resourcePolicies());
    }

    /** Makes the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new Queues(context);
        }
    }

    @Override
    public Map<String, ResourceHandler> resources() {
        return resources.handlers();
    }

    /** Its JSON protocol has the authentication errors of its former Query protocol. */
    @Override
    public AwsService api() {
        return AwsService.json(
                        "sqs",
                        "AmazonSQS",
                        Map.of(
                                "SendMessage", operation("SendMessage", this::send),
                                "ReceiveMessage", operation("ReceiveMessage", this::receive),
                                "DeleteMessage", operation("DeleteMessage", this::delete),
                                "GetQueueAttributes", operation("GetQueueAttributes", this::attributes)))
                .with(CommonErrors.JSON.with(AuthenticationErrors.QUERY));
    }

    private Operation operation(String name, Operation.Handler handler) {
        return Operation.requiring(
                input -> RequiredPermission.of("sqs:" + name, arn(Inputs.required(input, "QueueUrl"))), handler);
    }

    String arn(String nameOrUrl) {
        return account.arn("sqs", nameOrUrl.substring(nameOrUrl.lastIndexOf('/') + 1));
    }

    /** How requests name a queue. */
    String url(String arn) {
        return "https://sqs." + account.region() + "." + account.urlSuffix() + "/" + account.id() + "/"
                + arn.substring(arn.lastIndexOf(':') + 1);
    }

    @Override
    public Optional<String> queueUrl(String queueArn) {
        return exists(queueArn) ? Optional.of(url(queueArn)) : Optional.empty();
    }

    boolean exists(String arn) {
        return byArn.containsKey(arn);
    }

    /** Adds a queue, or changes the settings of one, which keeps its messages. */
    void put(String arn, QueueSettings settings) {
        byArn.computeIfAbsent(arn, created -> new Queue(created, settings)).setSettings(settings);
    }

    /**
     * The messages in a queue, the oldest first, those among them that somebody is working on.
     *
     * @throws IllegalArgumentException when there is no such queue
     */
    public List<LocalMessage> messages(String nameUrlOrArn) {
        Queue queue = byArn.get(nameUrlOrArn.startsWith("arn:") ? nameUrlOrArn : arn(nameUrlOrArn));
        if (queue == null) {
            throw new IllegalArgumentException("There is no queue '" + nameUrlOrArn + "', there are " + byArn.keySet());
        }
        return queue.snapshots(clock.now());
    }

    private Queue queue(ObjectNode input) {
        Queue queue = byArn.get(arn(Inputs.required(input, "QueueUrl")));
        if (queue == null) {
            throw AwsException.client("QueueDoesNotExist", "The specified queue does not exist.");
        }
        return queue;
    }

    /** Tells of each message that can be received, from the moment on when it can. */
    private void tell(String arn) {
        services.all(QueueListener.class).forEach(listener -> listener.messageArrived(arn));
    }

    private JsonNode send(CallContext context, ObjectNode input) {
        Queue queue = queue(input);
        String body = AwsJson.text(input, "MessageBody", "");
        if (body.isEmpty()) {
            throw AwsException.client("MissingParameter", "The request must contain the parameter MessageBody.");
        }
        if (body.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw AwsException.client(
                    "InvalidParameterValue",
                    "One or more parameters are invalid. Reason: Message must be shorter than " + MAX_BYTES
                            + " bytes.");
        }
        refuse(input, "DelaySeconds");
        Message message = new Message(
                Ids.uuid("queued/" + sent.incrementAndGet()),
                body,
                input.has("MessageAttributes") ? input.get("MessageAttributes") : AwsJson.object(),
                context.principal().userId(),
                clock.now());
        queue.add(message);
        tell(arn(Inputs.required(input, "QueueUrl")));
        return AwsJson.object().put("MessageId", message.id()).put("MD5OfMessageBody", message.md5OfBody());
    }

    private JsonNode receive(CallContext context, ObjectNode input) {
        Queue queue = queue(input);
        refuse(input, "VisibilityTimeout");
        int maximum = Inputs.number(input, "MaxNumberOfMessages", 1, 1, MAX_MESSAGES);
        Instant now = clock.now();
        Instant hiddenUntil = now.plus(queue.settings().visibilityTimeout());
        Queue.Received received = queue.receive(maximum, now, hiddenUntil);
        QueueSettings.Redrive redrive = queue.settings().redrive();
        if (redrive != null && !received.dead().isEmpty()) {
            // It was there when the queue was put, and no queue is taken away.
            Queue deadLetters = Objects.requireNonNull(byArn.get(redrive.deadLetterQueueArn()));
            received.dead().forEach(deadLetters::add);
            tell(redrive.deadLetterQueueArn());
        }
        if (!received.messages().isEmpty()) {
            // Passive: whoever failed has to wait for it, others let time go by without it.
            String arn = arn(Inputs.required(input, "QueueUrl"));
            clock.schedule(hiddenUntil, () -> {
                if (queue.hasVisible(clock.now())) {
                    tell(arn);
                }
            });
        }
        boolean system = wants(input, "MessageSystemAttributeNames") || wants(input, "AttributeNames");
        boolean own = wants(input, "MessageAttributeNames");
        received.messages().forEach(message -> {
            if (!system) {
                ((ObjectNode) message).remove("Attributes");
            }
            if (!own) {
                ((ObjectNode) message).remove("MessageAttributes");
            }
        });
        return AwsJson.object().set("Messages", received.messages());
    }

    /** A part of a message comes whole or not at all here. */
    private static boolean wants(ObjectNode input, String member) {
        List<String> names = Inputs.strings(input, member);
        if (!names.isEmpty() && !names.contains("All")) {
            throw AwsException.client(
                    "UnsupportedOperation", "The stand-in supports 'All' for " + member + ", got: " + names);
        }
        return !names.isEmpty();
    }

    private static void refuse(ObjectNode input, String member) {
        if (AwsJson.has(input, member)) {
            throw AwsException.client("UnsupportedOperation", "The stand-in does not support " + member + " here.");
        }
    }

    private JsonNode delete(CallContext context, ObjectNode input) {
        queue(input).delete(Inputs.required(input, "ReceiptHandle"));
        return AwsJson.object();
    }

    private JsonNode attributes(CallContext context, ObjectNode input) {
        ObjectNode attributes = queue(input).attributes(clock.now());
        List<String> names = Inputs.strings(input, "AttributeNames");
        if (!names.contains("All")) {
            attributes.retain(names);
        }
        return AwsJson.object().set("Attributes", attributes);
    }
}
