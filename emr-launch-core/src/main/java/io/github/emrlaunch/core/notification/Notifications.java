package io.github.emrlaunch.core.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.sns.ITopic;

/**
 * The targets that are notified of the end of each execution: SNS topics, an EventBridge event bus, or both.
 *
 * <pre>{@code
 * Notifications.to(succeeded, failed).withEventBus(EventBus.fromEventBusName(this, "Bus", "default"))
 * }</pre>
 *
 * <p>The message of a topic and the detail of an event are one JSON object, which {@link
 * io.github.emrlaunch.definitions.ExecutionEnd} documents. Events have the source {@code emr-launch} and the detail type {@code EMR
 * Launch Execution Ended}, so that a rule can start something else. SNS and EventBridge may deliver a notification more than once.
 *
 * <p>The publishing roles are allowed to publish, and to use a topic's customer managed key if the topic's construct has it. The
 * policy of a topic, a key or an event bus in another account must also allow it.
 */
public final class Notifications {
    private static final Notifications NONE = new Notifications(null, null, null);

    private final @Nullable ITopic successTopic;
    private final @Nullable ITopic failureTopic;
    private final @Nullable IEventBus eventBus;

    private Notifications(@Nullable ITopic successTopic, @Nullable ITopic failureTopic, @Nullable IEventBus eventBus) {
        this.successTopic = successTopic;
        this.failureTopic = failureTopic;
        this.eventBus = eventBus;
    }

    /** Sends no notifications. */
    public static Notifications none() {
        return NONE;
    }

    /**
     * Notifies of all ends.
     *
     * @param success the topic for executions that succeeded
     * @param failure the topic for all others; may be the same
     * @throws IllegalArgumentException if one is a FIFO topic
     */
    public static Notifications to(ITopic success, ITopic failure) {
        return new Notifications(standard("success", success), standard("failure", failure), null);
    }

    /**
     * Notifies of executions that succeeded.
     *
     * @throws IllegalArgumentException if it is a FIFO topic
     */
    public static Notifications ofSuccess(ITopic topic) {
        return new Notifications(standard("success", topic), null, null);
    }

    /**
     * Notifies of executions that failed, were stopped or timed out.
     *
     * @throws IllegalArgumentException if it is a FIFO topic
     */
    public static Notifications ofFailure(ITopic topic) {
        return new Notifications(null, standard("failure", topic), null);
    }

    /** Returns a copy that also sends an event for each end. */
    public Notifications withEventBus(IEventBus bus) {
        return new Notifications(successTopic, failureTopic, bus);
    }

    /**
     * Checks that a topic is not a FIFO topic: FIFO topics require a message group id, which notifications do not have.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish, MessageGroupId</a>
     */
    private static ITopic standard(String parameter, ITopic topic) {
        if (topic == null) {
            throw new IllegalArgumentException("The %s topic of notifications is required".formatted(parameter));
        }
        if (topic.getFifo()) {
            throw new IllegalArgumentException(
                    "The %s topic of notifications must be a standard topic, got the FIFO topic %s: a FIFO topic requires messages with a group id, and notifications have none"
                            .formatted(parameter, topic.getNode().getPath()));
        }
        return topic;
    }

    /** The topic for executions that succeeded; null for none. */
    public @Nullable ITopic getSuccessTopic() {
        return successTopic;
    }

    /** The topic for executions that failed, were stopped or timed out; null for none. */
    public @Nullable ITopic getFailureTopic() {
        return failureTopic;
    }

    /** The event bus; null for none. */
    public @Nullable IEventBus getEventBus() {
        return eventBus;
    }

    /** The topics, without duplicates. */
    public List<ITopic> getTopics() {
        if (successTopic == null) {
            return failureTopic == null ? List.of() : List.of(failureTopic);
        }
        return failureTopic == null || failureTopic == successTopic
                ? List.of(successTopic)
                : List.of(successTopic, failureTopic);
    }
}
