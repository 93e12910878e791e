package io.github.emrlaunch.local.internal.sqs;

import io.github.emrlaunch.local.LocalMessage;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.KeyLookup;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.QueueListener;
import io.github.emrlaunch.local.internal.service.QueueLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Amazon SQS standard queues. */
public final class Queues implements LocalService, QueueLookup {
    /** The permissions for the key of an encrypted queue that a sender needs. */
    private static final List<String> SEND = List.of("kms:GenerateDataKey", "kms:Decrypt");

    private static final List<String> RECEIVE = List.of("kms:Decrypt");

    private final Account account;
    private final VirtualClock clock;
    private final Map<String, Queue> byArn = new ConcurrentSkipListMap<>();
    private final Services services;
    private final QueueResources resources;

    Queues(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.services = context.services();
        this.resources = new QueueResources(this, context.resourcePolicies());
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new Queues(context);
        }
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public AwsService api() {
        MessageOperations messages = new MessageOperations(this, clock);
        QueueOperations queues = new QueueOperations(this, account, clock);
        Map<String, Operation> operations = new HashMap<>();
        operations.put("SendMessage", operation("SendMessage", SEND, messages::send));
        operations.put("SendMessageBatch", operation("SendMessage", SEND, messages::sendBatch));
        operations.put("ReceiveMessage", operation("ReceiveMessage", RECEIVE, messages::receive));
        operations.put("DeleteMessage", operation("DeleteMessage", messages::delete));
        operations.put("DeleteMessageBatch", operation("DeleteMessage", messages::deleteBatch));
        operations.put("ChangeMessageVisibility", operation("ChangeMessageVisibility", messages::changeVisibility));
        operations.put(
                "ChangeMessageVisibilityBatch", operation("ChangeMessageVisibility", messages::changeVisibilityBatch));
        operations.put("GetQueueAttributes", operation("GetQueueAttributes", queues::attributes));
        operations.put(
                "GetQueueUrl",
                Operation.requiring(
                        input -> permission("GetQueueUrl", arn(SqsInputs.required(input, "QueueName"))), queues::url));
        operations.put(
                "ListQueues", Operation.requiring(input -> RequiredPermission.of("sqs:ListQueues", "*"), queues::list));
        return AwsService.json("sqs", "AmazonSQS", operations)
                .with(CommonErrors.QUERY_COMPATIBLE.withThrottling("RequestThrottled", 400));
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.of(byArn, Queue::checkpoint);
    }

    /** Creates an operation. A batch requires the permission of its single operation. */
    private Operation operation(String action, Operation.Handler handler) {
        return operation(action, List.of(), handler);
    }

    /**
     * Creates an operation on messages, whose callers use the key of an encrypted queue.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html">Key
     *     management</a>
     */
    private Operation operation(String action, List<String> keyActions, Operation.Handler handler) {
        return new Operation(
                input -> {
                    String arn = arn(SqsInputs.required(input, "QueueUrl"));
                    List<RequiredPermission> permissions = new ArrayList<>();
                    permissions.add(permission(action, arn));
                    Queue queue = byArn.get(arn);
                    QueueSettings.Encryption encryption =
                            queue == null ? null : queue.settings().encryption();
                    if (encryption != null) {
                        for (String keyAction : keyActions) {
                            services.get(KeyLookup.class)
                                    .use(keyAction, encryption.key(), "sqs")
                                    .ifPresent(permissions::add);
                        }
                    }
                    return permissions;
                },
                handler);
    }

    private RequiredPermission permission(String action, String arn) {
        RequiredPermission permission = RequiredPermission.of("sqs:" + action, arn);
        Queue queue = byArn.get(arn);
        if (queue != null) {
            for (var tag : queue.settings().tags().entrySet()) {
                permission = permission.with("aws:ResourceTag/" + tag.getKey(), List.of(tag.getValue()));
            }
        }
        return permission;
    }

    String arn(String nameOrUrl) {
        return account.arn("sqs", nameOrUrl.substring(nameOrUrl.lastIndexOf('/') + 1));
    }

    /** Returns the URL of a queue in requests. */
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

    /** Deletes a queue and its messages. */
    void remove(String arn) {
        byArn.remove(arn);
    }

    /** Adds a queue, or changes the settings of an existing one, which keeps its messages. */
    void put(String arn, QueueSettings settings) {
        byArn.computeIfAbsent(arn, created -> new Queue(created, settings, clock.now()))
                .setSettings(settings, clock.now());
    }

    /**
     * Returns the messages in a queue, the oldest first, including messages in flight.
     *
     * @throws IllegalArgumentException when the queue does not exist
     */
    public List<LocalMessage> messages(String nameUrlOrArn) {
        Queue queue = byArn.get(nameUrlOrArn.startsWith("arn:") ? nameUrlOrArn : arn(nameUrlOrArn));
        if (queue == null) {
            throw new IllegalArgumentException("There is no queue '" + nameUrlOrArn + "', there are " + byArn.keySet());
        }
        return queue.snapshots(clock.now());
    }

    List<String> arns() {
        return List.copyOf(byArn.keySet());
    }

    /**
     * Returns the queue with an ARN.
     *
     * @throws io.github.emrlaunch.local.internal.aws.AwsException when it does not exist
     */
    Queue queue(String arn) {
        Queue queue = byArn.get(arn);
        if (queue == null) {
            throw SqsErrors.noQueue();
        }
        return queue;
    }

    /** Returns the queue with a URL, which has the account and the name in its path. */
    Queue queueAt(String url) {
        String[] parts = url.split("/", -1);
        if (parts.length < 2) {
            throw SqsErrors.invalidAddress(url);
        }
        if (!parts[parts.length - 2].equals(account.id())) {
            throw SqsErrors.noQueue();
        }
        return queue(arn(url));
    }

    /** Notifies listeners of a message that can be received from this time on. */
    void tell(String arn, Instant visible) {
        services.all(QueueListener.class).forEach(listener -> listener.messageArrived(arn, visible));
    }
}
