package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.CommonErrors;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.service.QueueLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.states.time.Background;
import io.github.emrlaunch.states.time.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;

/**
 * Delivers messages to queues whose policies allow it. A message that a queue rejects is not retried, see <a
 * href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">retries</a>.
 */
final class QueueDeliveries {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int ATTEMPTS = 100_015;
    /** AWS starts with shorter pauses, but for less than three minutes of three weeks. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(20);

    private final Account account;
    private final VirtualClock clock;
    private final Gateway gateway;
    private final ResourcePolicies resourcePolicies;

    private final Services services;

    QueueDeliveries(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.gateway = context.gateway();
        this.resourcePolicies = context.resourcePolicies();
        this.services = context.services();
    }

    void deliver(Subscription subscription, Publication publication, Content content) {
        String text = content.messageFor(subscription.protocol());
        ObjectNode message = subscription.raw()
                ? raw(text, content.attributes())
                : AwsJson.object()
                        .put(
                                "MessageBody",
                                notification(subscription, publication, text, content.attributes())
                                        .toString());
        if (content.groupId() != null) {
            message.put("MessageGroupId", content.groupId());
        }
        Background.start(clock, "message of " + publication.topicName(), worker -> {
            String deadLetters = subscription.deadLetterQueueArn();
            if (!send(subscription.endpoint(), publication, message, worker) && deadLetters != null) {
                send(deadLetters, publication, message, worker);
            }
        });
    }

    private boolean send(String queueArn, Publication publication, ObjectNode message, VirtualClock.Worker worker)
            throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                send(queueArn, publication.topicArn(), message.deepCopy());
                return true;
            } catch (AwsException e) {
                if (e.status() < 500 && !e.isAnswerLost() && !e.code().contains("Throttl")) {
                    return false;
                }
                worker.sleepUntil(clock.now().plus(BETWEEN_ATTEMPTS));
            }
        }
        return false;
    }

    private void send(String queueArn, String topicArn, ObjectNode request) {
        if (!resourcePolicies.permits(queueArn, "sqs:SendMessage", "sns", topicArn)) {
            throw CommonErrors.JSON.accessDenied("The policy of " + queueArn + " doesn't let " + topicArn + " send");
        }
        request.put(
                "QueueUrl",
                services.get(QueueLookup.class)
                        .queueUrl(queueArn)
                        .orElseThrow(
                                () -> AwsException.client("QueueDoesNotExist", "The specified queue does not exist.")));
        gateway.call(CallContext.of(Principal.root(account)), "sqs", "SendMessage", request);
    }

    private static ObjectNode raw(String text, Map<String, MessageAttribute> attributes) {
        ObjectNode message = AwsJson.object().put("MessageBody", text);
        ObjectNode described = message.putObject("MessageAttributes");
        attributes.forEach((name, attribute) -> described.set(name, attribute.inQueue()));
        return message;
    }

    /** Returns the notification with all members of AWS. It is not signed. */
    private ObjectNode notification(
            Subscription subscription, Publication publication, String text, Map<String, MessageAttribute> attributes) {
        ObjectNode notification = AwsJson.object()
                .put("Type", "Notification")
                .put("MessageId", publication.messageId())
                .put("TopicArn", publication.topicArn());
        if (publication.subject() != null) {
            notification.put("Subject", publication.subject());
        }
        String host = "https://sns." + account.region() + "." + account.urlSuffix() + "/";
        notification
                .put("Message", text)
                .put("Timestamp", TIMESTAMP.format(publication.time()))
                .put("SignatureVersion", "1")
                .put(
                        "Signature",
                        Base64.getEncoder()
                                .encodeToString("The local emulator signs nothing".getBytes(StandardCharsets.US_ASCII)))
                .put("SigningCertURL", host + "SimpleNotificationService-local-emulator.pem")
                .put("UnsubscribeURL", host + "?Action=Unsubscribe&SubscriptionArn=" + subscription.arn());
        if (!attributes.isEmpty()) {
            ObjectNode described = notification.putObject("MessageAttributes");
            attributes.forEach((name, attribute) -> described.set(name, attribute.inNotification()));
        }
        return notification;
    }
}
