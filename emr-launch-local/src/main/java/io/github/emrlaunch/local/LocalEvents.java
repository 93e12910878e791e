package io.github.emrlaunch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.events.EventBus;
import java.util.List;
import java.util.Locale;

/**
 * The event buses. EMR and Step Functions send the events of clusters, steps and executions to the default bus. Rules deliver them to
 * their targets in separate threads; {@link LocalAws#awaitIdle()} waits for these threads.
 */
public final class LocalEvents {
    private final EventBus bus;
    private final Account account;

    LocalEvents(EventBus bus, Account account) {
        this.bus = bus;
        this.account = account;
    }

    /**
     * Puts an event on the default bus. Unlike PutEvents, it accepts a source that starts with {@code aws.}, which only AWS services can
     * use.
     *
     * @param detail a JSON object as text
     * @param resources ARNs
     * @throws IllegalArgumentException when the detail is not a JSON object
     */
    public void put(String source, String detailType, String detail, String... resources) {
        try {
            if (AwsJson.parse(detail) instanceof ObjectNode object) {
                bus.emit(source, detailType, List.of(resources), object);
                return;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'detail' must be a JSON object, got: " + detail, e);
        }
        throw new IllegalArgumentException("'detail' must be a JSON object, got: " + detail);
    }

    /** Sends the event of an object that was put into a bucket, as S3 does for buckets with EventBridge notifications. */
    public void putObjectCreated(String bucket, String key, long size) {
        ObjectNode detail = AwsJson.object().put("version", "0");
        detail.putObject("bucket").put("name", bucket);
        detail.putObject("object")
                .put("key", key)
                .put("size", size)
                .put("etag", Ids.hex(bucket + "/" + key, 32))
                .put("sequencer", Ids.hex("sequencer/" + key, 16).toUpperCase(Locale.ROOT));
        detail.put("request-id", Ids.alphanumeric("request/" + key, 16))
                .put("requester", account.id())
                .put("source-ip-address", "127.0.0.1")
                .put("reason", "PutObject");
        bus.emit("aws.s3", "Object Created", List.of("arn:" + account.partition() + ":s3:::" + bucket), detail);
    }

    /** Returns all events that the buses received, in order, each as a target without a transformation receives it. */
    public List<JsonNode> all() {
        return bus.events();
    }

    /**
     * Drops the next events of AWS services that match a pattern: they reach neither the bus nor a rule. Services deliver many
     * events on a best-effort basis only, such as {@code Step Functions Execution Status Change}, see <a
     * href="https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-states.html">events of Step Functions</a>.
     * Events of {@code PutEvents} and due schedules are not dropped.
     *
     * @param eventPattern an event pattern as in a rule, such as <code>{"detail-type": ["Step Functions Execution Status Change"]}</code>
     * @param times the number of events, at least 1
     * @throws IllegalArgumentException when it is not an event pattern
     */
    public void lose(String eventPattern, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("'times' must be at least 1, got: " + times);
        }
        try {
            bus.lose(AwsJson.parse(eventPattern), times);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'eventPattern' must be a JSON object, got: " + eventPattern, e);
        }
    }

    /** Returns the dropped events, in order. */
    public List<JsonNode> lost() {
        return bus.lost();
    }

    /**
     * Returns the number of invocations of a rule's targets that failed permanently, which is the metric {@code FailedInvocations} of
     * EventBridge. Invocations that succeeded after a retry do not count. A function that fails later is not a failure of EventBridge.
     *
     * @param rule the name of the rule or the schedule
     */
    public int failedInvocations(String rule) {
        return (int) deliveries().stream()
                .filter(delivery -> delivery.rule().equals(rule) && delivery.failure() != null)
                .count();
    }

    /** Returns the deliveries to targets, in the order of the responses, including rejected ones. */
    public List<EventDelivery> deliveries() {
        return bus.deliveries();
    }
}
