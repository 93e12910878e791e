package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.core.notification.Notifications;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** The permissions that a role needs for notifications, and annotations about permissions that the app cannot grant. */
public final class NotificationAccess {
    /** The longest ARN of a topic, a key or an event bus. */
    static final int MAX_TARGET_ARN = 330;

    private NotificationAccess() {}

    /** Returns the statements for publishing to all targets. */
    public static List<Map<String, Object>> statements(Notifications notifications) {
        List<Map<String, Object>> statements = new ArrayList<>();
        notifications.getTopics().forEach(topic -> statements.addAll(publish(topic)));
        IEventBus bus = notifications.getEventBus();
        if (bus != null) {
            statements.add(putEvents(bus));
        }
        return statements;
    }

    /** Returns the statement for sending events to a bus. */
    static Map<String, Object> putEvents(IEventBus bus) {
        return Policies.allow(List.of("events:PutEvents"), bus.getEventBusArn());
    }

    /**
     * Returns the statements for publishing to a topic.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html">Key management, permissions</a>
     */
    static List<Map<String, Object>> publish(ITopic topic) {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(Policies.allow(List.of("sns:Publish"), topic.getTopicArn()));
        IKey key = topic.getMasterKey();
        if (key != null) {
            statements.add(KeyAccess.statement(key, List.of("kms:Decrypt", "kms:GenerateDataKey*")));
        }
        return statements;
    }

    /** Adds annotations about the policies that the app cannot change: those of imported topics and imported keys. */
    public static void explain(Construct construct, Notifications notifications) {
        for (ITopic topic : notifications.getTopics()) {
            IKey key = topic.getMasterKey();
            if (key != null && !(key instanceof Key) && !(key instanceof Alias)) {
                info(construct, topic, "The policy of its key %s has to allow".formatted(key.getKeyArn()));
            } else if (key == null && !(topic instanceof Topic)) {
                info(
                        construct,
                        topic,
                        "It is imported. If it is encrypted with a customer managed key, specify the key with Topic.fromTopicAttributes, and the key's policy has to allow");
            }
        }
    }

    private static void info(Construct construct, ITopic topic, String what) {
        Annotations.of(construct)
                .addInfo(
                        "Notifications go to the topic %s. %s kms:Decrypt and kms:GenerateDataKey* to the roles of this stack that publish; the policy of a topic in another account has to allow them sns:Publish"
                                .formatted(topic.getNode().getPath(), what));
    }
}
