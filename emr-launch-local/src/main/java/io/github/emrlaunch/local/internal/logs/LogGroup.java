package io.github.emrlaunch.local.internal.logs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A log group.
 *
 * @param arn the ARN without the {@code :*} at its end
 * @param retentionInDays the retention; null when log events never expire
 */
record LogGroup(
        String name, String arn, Instant created, @Nullable Integer retentionInDays) {
    /** Returns the log group in the format of DescribeLogGroups. */
    ObjectNode description() {
        ObjectNode description = AwsJson.object()
                .put("logGroupName", name)
                .put("creationTime", created.toEpochMilli())
                .put("metricFilterCount", 0)
                .put("arn", arn + ":*")
                .put("storedBytes", 0)
                .put("logGroupClass", "STANDARD")
                .put("logGroupArn", arn);
        return retentionInDays == null ? description : description.put("retentionInDays", retentionInDays);
    }
}
