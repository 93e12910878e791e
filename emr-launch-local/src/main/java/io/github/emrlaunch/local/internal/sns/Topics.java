package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.KeyLookup;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ReferenceCheck;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Amazon SNS topics. */
public final class Topics implements LocalService, ReferenceCheck {
    private static final int ARN_ELEMENTS = 6;

    private final Account account;
    private final VirtualClock clock;
    private final Gateway gateway;
    private final ResourcePolicies resourcePolicies;
    private final Services services;
    private final QueueDeliveries queueDeliveries;
    /** The subscriptions by topic ARN, then by recipient. */
    private final Map<String, Map<String, Subscription>> topics = new TreeMap<>();

    /** The tags by topic ARN. */
    private final Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();

    /** The keys of encrypted topics by topic ARN. */
    private final Map<String, String> keys = new ConcurrentHashMap<>();

    private final List<Publication> publications = new ArrayList<>();

    private final TopicResources resources;
    private final SnsTaskIntegrations tasks;

    Topics(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.gateway = context.gateway();
        this.resourcePolicies = context.resourcePolicies();
        this.services = context.services();
        this.queueDeliveries = new QueueDeliveries(context);
        this.resources = new TopicResources(this, resourcePolicies, context.services());
        this.tasks = new SnsTaskIntegrations(gateway);
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new Topics(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.query(
                        "sns",
                        "http://sns.amazonaws.com/doc/2010-03-31/",
                        Map.of("Publish", new Operation(input -> publishing(topicArn(input)), this::publish)))
                .with(CommonErrors.QUERY.withAccessDenied("AuthorizationError"));
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.of(tasks.table()).with(ServiceTasks.Sdk.of("sns", "Sns"));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(
                Checkpoints.ofMaps(topics, LinkedHashMap::new),
                Checkpoints.of(tags),
                Checkpoints.of(keys),
                Checkpoints.of(publications));
        return () -> {
            synchronized (this) {
                all.restore();
            }
        };
    }

    String arn(String name) {
        return account.arn("sns", name);
    }

    /** Returns the ARNs of all topics, sorted. */
    public synchronized List<String> arns() {
        return List.copyOf(topics.keySet());
    }

    synchronized boolean exists(String name) {
        return topics.containsKey(arn(name));
    }

    synchronized void remove(String arn) {
        topics.remove(arn);
        tags.remove(arn);
        keys.remove(arn);
    }

    synchronized void unsubscribe(String subscriptionArn) {
        topics.values().forEach(subscriptions -> subscriptions
                .values()
                .removeIf(subscription -> subscription.arn().equals(subscriptionArn)));
    }

    /**
     * Adds a topic, or changes the tags and the key of an existing one.
     *
     * @param key the encryption key; null for none
     */
    synchronized String put(String name, Map<String, String> itsTags, @Nullable String key) {
        String arn = arn(name);
        topics.putIfAbsent(arn, new LinkedHashMap<>());
        tags.put(arn, Map.copyOf(itsTags));
        keys.remove(arn);
        if (key != null) {
            keys.put(arn, key);
        }
        return arn;
    }

    @Override
    public Optional<String> declarationOfMissing(String arn) {
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        return arn.equals(account.arn("sns", name)) && !exists(name)
                ? Optional.of("existing.topic(\"" + name + "\")")
                : Optional.empty();
    }

    /** Declares a topic that no template creates, unless it exists. */
    public synchronized void declare(String name) {
        if (!exists(name)) {
            put(name, Map.of(), null);
        }
    }

    /**
     * Adds a subscription. It does not need to be confirmed here.
     *
     * @param raw whether a queue receives the message without an envelope
     * @param deadLetterQueueArn the queue for messages that cannot be delivered to another queue; null for none
     * @return the ARN of the subscription
     */
    synchronized String subscribe(
            String topicArn, String protocol, String endpoint, boolean raw, @Nullable String deadLetterQueueArn) {
        Map<String, Subscription> subscriptions = topics.get(topicArn);
        if (subscriptions == null) {
            throw noTopic();
        }
        Subscription subscription = new Subscription(
                topicArn + ":" + Ids.uuid(topicArn + protocol + endpoint), protocol, endpoint, raw, deadLetterQueueArn);
        subscriptions.put(subscription.recipient(), subscription);
        return subscription.arn();
    }

    /** Returns all publications, in order. */
    public synchronized List<Publication> publications() {
        return List.copyOf(publications);
    }

    private RequiredPermission permission(String operation, String topicArn) {
        RequiredPermission permission = RequiredPermission.of("sns:" + operation, topicArn);
        for (var tag : tags.getOrDefault(topicArn, Map.of()).entrySet()) {
            permission = permission.with("aws:ResourceTag/" + tag.getKey(), List.of(tag.getValue()));
        }
        return permission;
    }

    /**
     * Returns the permissions to publish. A publisher must be allowed to use the key of an encrypted topic.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html">Key management, permissions</a>
     */
    private List<RequiredPermission> publishing(String topicArn) {
        List<RequiredPermission> permissions = new ArrayList<>();
        permissions.add(permission("Publish", topicArn));
        for (String action : List.of("kms:GenerateDataKey", "kms:Decrypt")) {
            services.get(KeyLookup.class).use(action, keys.get(topicArn), "sns").ifPresent(permissions::add);
        }
        return permissions;
    }

    private static String topicArn(ObjectNode input) {
        if (AwsJson.has(input, "PhoneNumber")) {
            throw Content.invalid("PhoneNumber Reason: the local emulator sends no text messages to phones");
        }
        String arn = AwsJson.text(input, "TopicArn", AwsJson.text(input, "TargetArn", ""));
        if (arn.isEmpty()) {
            throw Content.invalid("TopicArn or TargetArn Reason: no value for required parameter");
        }
        int elements = arn.split(":", -1).length;
        if (elements < ARN_ELEMENTS) {
            throw Content.invalid("TopicArn Reason: An ARN must have at least 6 elements, not " + elements);
        }
        return arn;
    }

    private JsonNode publish(CallContext context, ObjectNode input) {
        String arn = topicArn(input);
        Content content = Content.read(input);
        Map<String, String> values = new TreeMap<>();
        content.attributes().forEach((name, attribute) -> values.put(name, attribute.value()));
        Publication publication;
        List<Subscription> subscriptions;
        synchronized (this) {
            if (!topics.containsKey(arn)) {
                throw noTopic();
            }
            subscriptions = List.copyOf(topics.getOrDefault(arn, Map.of()).values());
            publication = new Publication(
                    arn,
                    Ids.uuid("message/" + publications.size()),
                    content.subject(),
                    content.message(),
                    values,
                    subscriptions.stream().map(Subscription::recipient).toList(),
                    clock.now());
            publications.add(publication);
        }
        for (Subscription subscription : subscriptions) {
            switch (subscription.protocol()) {
                case "lambda" -> invoke(subscription, publication, content);
                case "sqs" -> queueDeliveries.deliver(subscription, publication, content);
                default -> {
                    // Email addresses and other endpoints are only listed as recipients.
                }
            }
        }
        return AwsJson.object().put("MessageId", publication.messageId());
    }

    /** Invokes a function. A function whose policy does not allow it is not invoked, without an error, as on AWS. */
    private void invoke(Subscription subscription, Publication publication, Content content) {
        if (!resourcePolicies.permits(
                subscription.endpoint(), "lambda:InvokeFunction", "sns", publication.topicArn())) {
            return;
        }
        ObjectNode event = AwsJson.object();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("EventSource", "aws:sns").put("EventVersion", "1.0").put("EventSubscriptionArn", subscription.arn());
        ObjectNode notification = record.putObject("Sns")
                .put("Type", "Notification")
                .put("MessageId", publication.messageId())
                .put("TopicArn", publication.topicArn())
                .put("Subject", publication.subject())
                .put("Message", content.messageFor(subscription.protocol()))
                .put("Timestamp", publication.time().toString());
        ObjectNode described = notification.putObject("MessageAttributes");
        content.attributes().forEach((name, attribute) -> described.set(name, attribute.inNotification()));
        ObjectNode request =
                AwsJson.object().put("FunctionName", subscription.endpoint()).put("InvocationType", "Event");
        request.set("Payload", event);
        gateway.call(CallContext.of(Principal.root(account)), "lambda", "Invoke", request);
    }

    private static AwsException noTopic() {
        return AwsException.of("NotFound", 404, "Topic does not exist");
    }
}
