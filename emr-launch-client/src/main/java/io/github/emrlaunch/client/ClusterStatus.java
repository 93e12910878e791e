package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a cluster.
 *
 * @param clusterId such as {@code j-2AXXXXXXGAPLF}
 * @param state in EMR's words, such as {@code BOOTSTRAPPING}; null while nobody has asked EMR
 * @param reason why it is in this state, EMR's code and message; null when EMR gives none
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_ClusterStatus.html">ClusterStatus</a>
 */
public record ClusterStatus(
        String clusterId, @Nullable String state, @Nullable String reason) {

    /** What a launch's state machine knows at some point. */
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

    static @Nullable String reason(@Nullable String code, @Nullable String message) {
        String reason = Stream.of(code, message)
                .filter(Objects::nonNull)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(": "));
        return reason.isEmpty() ? null : reason;
    }
}
