package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The status of a cluster.
 *
 * @param clusterId such as {@code j-2AXXXXXXGAPLF}
 * @param state the cluster state of EMR, such as {@code BOOTSTRAPPING}; null if EMR has not been called yet
 * @param reason the reason for the state: EMR's code and message; null if EMR returns none
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_ClusterStatus.html">ClusterStatus</a>
 */
public record ClusterStatus(
        String clusterId, @Nullable String state, @Nullable String reason) {

    /** Returns the cluster status that a state of the launch has in its output. */
    static @Nullable ClusterStatus find(JsonNode stateMachineData) {
        JsonNode result = stateMachineData.path("LaunchClusterResult");
        String clusterId = result.path("ClusterId").textValue();
        if (clusterId == null) {
            return null;
        }
        JsonNode status = result.path("Cluster").path("Status");
        JsonNode reason = status.path("StateChangeReason");
        return new ClusterStatus(
                clusterId,
                status.path("State").textValue(),
                reason(reason.path("Code").textValue(), reason.path("Message").textValue()));
    }

    /** Joins two texts of EMR. The first may be a sentence, such as {@code Unknown Error.}: its full stop is removed before the colon. */
    static @Nullable String reason(@Nullable String code, @Nullable String message) {
        if (message == null || message.isEmpty()) {
            return code == null || code.isEmpty() ? null : code;
        }
        return code == null || code.isEmpty() ? message : code.replaceFirst("\\.$", "") + ": " + message;
    }
}
