package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Returns the status of an execution's cluster, and its differences from the request. Other data from EMR may contain secrets. */
final class ClusterDescriber {
    private static final Set<String> STARTED = Set.of("RUNNING", "WAITING");
    private static final String MESSAGE = "Message";
    private static final List<String> TIMES = List.of("CreationDateTime", "ReadyDateTime", "EndDateTime");

    private final EmrClusters clusters;
    private final AwsMessages messages;

    ClusterDescriber(EmrClusters clusters, AwsMessages messages) {
        this.clusters = clusters;
        this.messages = messages;
    }

    /** Returns status and differences for the payload of the stage DESCRIBE, if the cluster belongs to the execution. */
    ObjectNode describe(String executionArn, JsonNode payload, ObjectNode line) {
        String clusterId = payload.path(LaunchRequest.CLUSTER_ID).asText();
        JsonNode cluster = clusters.describeOnce(clusterId);
        if (!EmrClusters.isOf(executionArn, cluster)) {
            throw new NotRecordedException(
                    "Cluster '%s' does not have the tag of execution '%s'".formatted(clusterId, executionArn));
        }
        ObjectNode status = status(cluster.path("Status"));
        line.put(LaunchRequest.CLUSTER_ID, clusterId).set("State", status.path("State"));
        ObjectNode answer = Json.object().set(LaunchRequest.STATUS, status);
        ArrayNode differences = answer.putArray(LaunchRequest.DIFFERENCES);
        Protection.read(payload.path(LaunchRequest.PROTECTION))
                .differences(cluster, STARTED.contains(status.path("State").asText()), messages)
                .forEach(differences::add);
        return answer;
    }

    private ObjectNode status(JsonNode described) {
        ObjectNode status = Json.object();
        status.set("State", described.path("State"));
        JsonNode reason = described.path("StateChangeReason");
        if (reason.isObject()) {
            ObjectNode stateChangeReason = status.putObject("StateChangeReason");
            for (String member : List.of("Code", MESSAGE)) {
                if (reason.hasNonNull(member)) {
                    stateChangeReason.set(member, reason.get(member));
                }
            }
            if (messages.areWithheld() && stateChangeReason.has(MESSAGE)) {
                stateChangeReason.put(MESSAGE, AwsMessages.WITHHELD_REASON);
            }
        }
        ObjectNode timeline = status.putObject("Timeline");
        for (String time : TIMES) {
            JsonNode seconds = described.path("Timeline").path(time);
            if (seconds.isNumber()) {
                timeline.put(time, instant(seconds.decimalValue()).toString());
            }
        }
        return status;
    }

    /** The JSON protocol represents times as seconds with a fraction. */
    private static Instant instant(BigDecimal seconds) {
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }
}
