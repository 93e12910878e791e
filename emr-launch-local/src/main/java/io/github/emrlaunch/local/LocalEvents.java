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
 * The default event bus. EMR and Step Functions tell it of what happens to clusters, steps and executions; rules bring that to
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
     * Puts an event on the bus, also one that only AWS's own services can: its source may begin with {@code aws.}.
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

    /** All events that the bus has got, in their order, each as a target without a transformation gets it. */
    public List<JsonNode> all() {
        return bus.events();
    }

    /** What was brought to targets, in the order of the answers, with those that didn't take it. */
    public List<EventDelivery> deliveries() {
        return bus.deliveries();
    }
}
