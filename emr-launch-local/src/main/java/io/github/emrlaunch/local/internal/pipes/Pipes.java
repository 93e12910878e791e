package io.github.emrlaunch.local.internal.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.QueueListener;
import io.github.emrlaunch.local.internal.service.QueueLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.states.time.Background;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Amazon EventBridge Pipes, see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html">queues as
 * sources</a>. A pipe works in separate threads, for which the clock waits. It lets time pass only to retry after a failure.
 */
public final class Pipes implements LocalService, QueueListener {
    private static final List<String> SOURCE_ACTIONS = List.of("ReceiveMessage", "DeleteMessage", "GetQueueAttributes");
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(20);

    private final Account account;
    private final VirtualClock clock;
    private final Gateway gateway;
    private final Iam iam;
    private final Map<String, Pipe> byArn = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    private final Services services;
    private final PipeResources resources;
    private final PipeDescriptions descriptions;

    Pipes(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.gateway = context.gateway();
        this.iam = context.iam();
        this.services = context.services();
        this.descriptions = new PipeDescriptions(account, clock);
        this.resources = new PipeResources(account, services, this, descriptions);
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new Pipes(context);
        }
    }

    @Override
    public AwsService api() {
        return descriptions.api();
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public void messageArrived(String queueArn, Instant visible) {
        byArn.values().stream().filter(pipe -> pipe.source().equals(queueArn)).forEach(pipe -> start(pipe, visible));
    }

    /**
     * Adds or replaces a pipe, which starts with the messages in its queue. The permission of its role to start the target is checked
     * only when there is a message.
     *
     * @throws AwsException when its role can't be assumed or may not read the queue
     */
    void put(Pipe pipe) {
        Principal principal = principal(pipe);
        for (String action : SOURCE_ACTIONS) {
            if (!gateway.allows(principal, RequiredPermission.of("sqs:" + action, pipe.source()))) {
                throw AwsException.validation(
                        "The provided customer role does not have permissions to call " + action + " on SQS");
            }
        }
        byArn.put(pipe.arn(), pipe);
        start(pipe, clock.now());
    }

    /** Removes a stopped pipe. */
    void remove(String arn) {
        byArn.remove(arn);
    }

    /** Stops all deliveries. */
    @Override
    public void quiesce() {
        closed = true;
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.all(Checkpoints.of(byArn), descriptions.checkpoint(), () -> closed = false);
    }

    private Principal principal(Pipe pipe) {
        Role role = iam.role(pipe.roleArn())
                .filter(found -> iam.isAssumable(found, "pipes", pipe.arn()))
                .orElseThrow(() -> AwsException.validation(
                        "pipes.amazonaws.com cannot assume the role " + pipe.roleArn() + " for " + pipe.arn()));
        return iam.sessionPrincipal(role, pipe.name());
    }

    private void start(Pipe pipe, Instant at) {
        if (!closed) {
            Background.start(clock, "pipe " + pipe.name(), worker -> {
                worker.sleepUntil(at);
                drain(pipe, worker);
            });
        }
    }

    /** Delivers batches until no more messages can be received. */
    private void drain(Pipe pipe, VirtualClock.Worker worker) throws InterruptedException {
        while (!closed && pipe.equals(byArn.get(pipe.arn()))) {
            try {
                Duration hidden = visibilityTimeout(pipe);
                JsonNode messages = receive(pipe);
                if (messages.isEmpty()) {
                    return;
                }
                if (!handOver(pipe, messages)) {
                    // The messages become visible again, which starts the pipe again, unless another consumer receives
                    // them.
                    Duration wait = hidden.isZero() ? BETWEEN_ATTEMPTS : hidden;
                    worker.sleepUntil(clock.now().plus(wait));
                }
            } catch (AwsException e) {
                if (e.status() < 500 && !e.isAnswerLost() && !e.code().contains("Throttl")) {
                    // The queue or the permission no longer exists: the messages stay until the pipe is deployed again.
                    return;
                }
                worker.sleepUntil(clock.now().plus(BETWEEN_ATTEMPTS));
            }
        }
    }

    private Duration visibilityTimeout(Pipe pipe) {
        ObjectNode request = queueRequest(pipe);
        request.putArray("AttributeNames").add("VisibilityTimeout");
        JsonNode attributes = call(pipe, "sqs", "GetQueueAttributes", request).path("Attributes");
        return Duration.ofSeconds(attributes.path("VisibilityTimeout").asLong());
    }

    private JsonNode receive(Pipe pipe) {
        ObjectNode request = queueRequest(pipe).put("MaxNumberOfMessages", pipe.batchSize());
        request.putArray("MessageSystemAttributeNames").add("All");
        request.putArray("MessageAttributeNames").add("All");
        return call(pipe, "sqs", "ReceiveMessage", request).path("Messages");
    }

    /** Returns false when all messages must be retried. */
    private boolean handOver(Pipe pipe, JsonNode messages) {
        ArrayNode records = AwsJson.array();
        messages.forEach(message -> records.add(record(pipe, message)));
        ObjectNode start =
                AwsJson.object().put("stateMachineArn", pipe.target()).put("input", records.toString());
        try {
            call(pipe, "states", "StartExecution", start);
        } catch (AwsException e) {
            return false;
        }
        boolean deleted = true;
        for (JsonNode message : messages) {
            ObjectNode delete = queueRequest(pipe);
            delete.set("ReceiptHandle", message.path("ReceiptHandle"));
            try {
                call(pipe, "sqs", "DeleteMessage", delete);
            } catch (AwsException e) {
                // The message was delivered but becomes visible again. Queues can deliver a message more than once.
                deleted = false;
            }
        }
        return deleted;
    }

    private ObjectNode record(Pipe pipe, JsonNode message) {
        ObjectNode record = AwsJson.object();
        record.set("messageId", message.path("MessageId"));
        record.set("receiptHandle", message.path("ReceiptHandle"));
        record.set("body", message.path("Body"));
        record.set("attributes", message.path("Attributes"));
        ObjectNode attributes = record.putObject("messageAttributes");
        message.path("MessageAttributes")
                .properties()
                .forEach(attribute -> attributes.set(attribute.getKey(), attribute(attribute.getValue())));
        record.set("md5OfBody", message.path("MD5OfBody"));
        return record.put("eventSource", "aws:sqs")
                .put("eventSourceARN", pipe.source())
                .put("awsRegion", account.region());
    }

    private static ObjectNode attribute(JsonNode given) {
        ObjectNode attribute = AwsJson.object();
        if (AwsJson.has(given, "StringValue")) {
            attribute.set("stringValue", given.get("StringValue"));
        }
        if (AwsJson.has(given, "BinaryValue")) {
            attribute.set("binaryValue", given.get("BinaryValue"));
        }
        attribute.putArray("stringListValues");
        attribute.putArray("binaryListValues");
        return attribute.put("dataType", given.path("DataType").asText());
    }

    private ObjectNode queueRequest(Pipe pipe) {
        return AwsJson.object()
                .put(
                        "QueueUrl",
                        services.get(QueueLookup.class)
                                .queueUrl(pipe.source())
                                .orElseThrow(() -> AwsException.client(
                                        "AWS.SimpleQueueService.NonExistentQueue",
                                        "The specified queue does not exist.")));
    }

    private JsonNode call(Pipe pipe, String service, String operation, ObjectNode request) {
        return gateway.call(CallContext.of(principal(pipe)), service, operation, request);
    }
}
