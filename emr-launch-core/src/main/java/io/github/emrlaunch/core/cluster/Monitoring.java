package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The destinations of a cluster's logs in addition to the profile's logs bucket.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_MonitoringConfiguration.html"> MonitoringConfiguration</a>
 */
public final class Monitoring {
    private final ObjectNode json;

    private Monitoring(ObjectNode json) {
        this.json = json;
    }

    /** Sends logs to CloudWatch, to the log group that EMR names. */
    public static Monitoring cloudWatch() {
        ObjectNode json = Json.object();
        json.putObject("CloudWatchLogConfiguration").put("Enabled", true);
        return new Monitoring(json);
    }

    /**
     * Uploads logs to S3 with these policies.
     *
     * @param policies by type of log ({@code system-logs}, {@code application-logs}, {@code persistent-ui-logs}):
     *     {@code emr-managed}, {@code on-customer-s3only} or {@code disabled}
     */
    public static Monitoring uploads(Map<String, String> policies) {
        return new Monitoring(Json.object()).withUploads(policies);
    }

    /** Returns a copy that uploads logs to S3 with these policies. See {@link #uploads}. */
    public Monitoring withUploads(Map<String, String> policies) {
        return with(copy -> copy.putObject("S3LoggingConfiguration")
                .set("LogTypeUploadPolicy", Json.of(Validation.map("policies", policies))));
    }

    /** Returns a copy with this CloudWatch log group. */
    public Monitoring withLogGroup(String logGroupName) {
        return with(copy -> cloudWatch(copy).put("LogGroupName", logGroupName));
    }

    /** Returns a copy with this prefix of log streams. */
    public Monitoring withLogStreamPrefix(String prefix) {
        return with(copy -> cloudWatch(copy).put("LogStreamNamePrefix", prefix));
    }

    /** Returns a copy that encrypts logs in CloudWatch with this KMS key. */
    public Monitoring withEncryptionKeyArn(String keyArn) {
        return with(copy -> cloudWatch(copy).put("EncryptionKeyArn", keyArn));
    }

    /**
     * Returns a copy that sends these logs only.
     *
     * @param files by type of log ({@code STEP_LOGS}, {@code SPARK_DRIVER}, {@code SPARK_EXECUTOR}): {@code STDOUT},
     *     {@code STDERR}
     */
    public Monitoring withLogTypes(Map<String, List<String>> files) {
        return with(copy -> cloudWatch(copy).set("LogTypes", Json.of(Validation.map("files", files))));
    }

    private static ObjectNode cloudWatch(ObjectNode json) {
        ObjectNode logs = json.withObject("/CloudWatchLogConfiguration");
        return logs.has("Enabled") ? logs : logs.put("Enabled", true);
    }

    private Monitoring with(Consumer<ObjectNode> change) {
        ObjectNode copy = json.deepCopy();
        change.accept(copy);
        return new Monitoring(copy);
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }
}
