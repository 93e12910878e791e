package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Sends the events of objects to EventBridge, for buckets with EventBridge notifications, see <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge event message structure</a>.
 */
final class S3Events {
    private final ServiceContext context;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicLong sequence = new AtomicLong();

    S3Events(ServiceContext context) {
        this.context = context;
    }

    /** Enables or disables the events of a bucket. */
    void tell(String bucket, boolean enabled) {
        if (enabled) {
            told.add(bucket);
        } else {
            told.remove(bucket);
        }
    }

    /** @param reason the name of the operation */
    void created(CallContext caller, String bucket, StoredObject object, String reason) {
        ObjectNode described = AwsJson.object()
                .put("key", object.key())
                .put("size", object.size())
                .put("etag", object.etag().replace("\"", ""));
        emit("Object Created", caller, bucket, described, detail -> detail.put("reason", reason));
    }

    void deleted(CallContext caller, String bucket, String key) {
        emit("Object Deleted", caller, bucket, AwsJson.object().put("key", key), detail -> detail.put(
                        "reason", "DeleteObject")
                .put("deletion-type", "Permanently Deleted"));
    }

    private void emit(
            String type, CallContext caller, String bucket, ObjectNode object, UnaryOperator<ObjectNode> reason) {
        if (!told.contains(bucket)) {
            return;
        }
        ObjectNode detail = AwsJson.object().put("version", "0");
        detail.putObject("bucket").put("name", bucket);
        detail.set("object", object.put("sequencer", "%018X".formatted(sequence.incrementAndGet())));
        detail.put("request-id", caller.requestId())
                .put("requester", context.account().id())
                .put("source-ip-address", "127.0.0.1");
        context.events()
                .emit(
                        "aws.s3",
                        type,
                        List.of("arn:" + context.account().partition() + ":s3:::" + bucket),
                        reason.apply(detail));
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(told);
    }
}
