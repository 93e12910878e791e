package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import java.time.Instant;
import java.util.List;

/** Terminates the clusters of an execution: the one with the known id, otherwise all with its tag. */
final class ClusterTerminator {
    private final EmrClusters clusters;

    ClusterTerminator(EmrClusters clusters) {
        this.clusters = clusters;
    }

    /** Returns the ids of the terminated clusters, for the payload of the stage TERMINATE. */
    ObjectNode terminate(String executionArn, ObjectNode payload, ObjectNode line) {
        JsonNode id = payload.path(LaunchRequest.CLUSTER_ID);
        List<JsonNode> found = id.isTextual()
                ? List.of(ofExecution(executionArn, id.textValue()))
                : clusters.candidates(
                                executionArn,
                                Instant.parse(payload.path(LaunchRequest.EXECUTION_START)
                                        .asText()),
                                payload.path(LaunchRequest.CLUSTER_NAME).asText())
                        .ours();
        ObjectNode answer = Json.object();
        ArrayNode terminated = answer.putArray(LaunchRequest.TERMINATED);
        for (JsonNode cluster : found) {
            if (!EmrClusters.hasEnded(cluster)) {
                clusters.terminate(cluster.path("Id").asText());
            }
            terminated.add(cluster.path("Id"));
        }
        line.setAll(answer);
        return answer;
    }

    /** The history has the id from the result of START. A cluster must be terminated even if it cannot be described. */
    private JsonNode ofExecution(String executionArn, String clusterId) {
        JsonNode cluster;
        try {
            cluster = clusters.describe(clusterId);
        } catch (AwsCallFailedException e) {
            if (!e.isTransient()) {
                throw e;
            }
            return Json.object().put("Id", clusterId);
        }
        if (!EmrClusters.isOf(executionArn, cluster)) {
            throw new NotRecordedException(
                    "Cluster '%s' does not have the tag of execution '%s'".formatted(clusterId, executionArn));
        }
        return cluster;
    }
}
