package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;

/**
 * Classifications that a release no longer has. EMR knows the classifications of each release; only these are known to be rejected.
 * The message is from <a href="https://github.com/aws/aws-sdk-pandas/issues/2162">aws-sdk-pandas 2162</a>.
 */
final class Classifications {
    private Classifications() {}

    static void check(JsonNode request, Release release) {
        check(request, "null", release);
        JsonNode instances = request.path("Instances");
        instances.path("InstanceGroups").forEach(group -> check(group, "null", release));
        instances.path("InstanceFleets").forEach(fleet -> fleet.path("InstanceTypeConfigs")
                .forEach(type -> check(type, "null", release)));
    }

    private static void check(JsonNode owner, String parent, Release release) {
        for (JsonNode configuration : owner.path("Configurations")) {
            String classification = AwsJson.text(configuration, "Classification", "");
            if (isLost(classification, release)) {
                throw AwsException.validation("Classification '" + classification
                        + "' is not valid for parent classification '" + parent + "'.");
            }
            check(configuration, classification, release);
        }
    }

    /**
     * Returns whether the release no longer has the classification. HBase 7.9.0:
     * https://docs.aws.amazon.com/emr/latest/ReleaseGuide/HBase-release-history-changes-790.html.
     */
    private static boolean isLost(String classification, Release release) {
        return switch (classification) {
            case "spark-log4j" -> release.hasSince(6, 8, 0);
            case "hbase-log4j" -> release.hasSince(7, 9, 0);
            default -> false;
        };
    }
}
