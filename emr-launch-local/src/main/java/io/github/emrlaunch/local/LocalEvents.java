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
 * The event buses. EMR and Step Functions tell the default one of what happens to clusters, steps and executions; rules bring that to
 * their targets in threads of their own, which {@link LocalAws#awaitIdle()} waits for.
 */
public final class LocalEvents {
    private final EventBus bus;
    private final Account account;

    LocalEvents(EventBus bus, Account account) {
        this.bus = bus;
        this.account = account;
    }

    /**
     * Puts an event on the default bus, also one that only AWS's own services can: its source may begin with {@code aws.}.
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

    /** Tells the bus that an object was put into a bucket, as S3 does for buckets that notify EventBridge. */
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

    /** All events that the buses have got, in their order, each as a target without a transformation gets it. */
    public List<JsonNode> all() {
        return bus.events();
    }

    /**
     * Loses the next events of AWS's services that match a pattern: they reach neither the bus nor a rule. Services deliver many
     * events at best effort only, among them {@code Step Functions Execution Status Change}, see <a
     * href="https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-states.html">events of Step Functions</a>.
     * Events of {@code PutEvents} and due schedules are not lost.
     *
     * @param eventPattern as rules have it, such as <code>{"detail-type": ["Step Functions Execution Status Change"]}</code>
     * @param times how many events, at least one
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

    /** The events that were lost, in their order. */
    public List<JsonNode> lost() {
        return bus.lost();
    }

    /**
     * How many invocations of a rule's targets failed for good, which is EventBridge's metric {@code FailedInvocations}: not
     * counted are those that succeeded when they were tried again. That a function fails later is not EventBridge's failure.
     *
     * @param rule the rule's or the schedule's name
     */
    public int failedInvocations(String rule) {
        return (int) deliveries().stream()
                .filter(delivery -> delivery.rule().equals(rule) && delivery.failure() != null)
                .count();
    }

    /** What was brought to targets, in the order of the answers, with those that didn't take it. */
    public List<EventDelivery> deliveries() {
        return bus.deliveries();
    }
}
