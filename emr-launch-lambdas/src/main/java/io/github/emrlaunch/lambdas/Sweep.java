package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.CleanUpRequest;
import java.time.Instant;
import java.util.Map;

/**
 * A sweep that the schedule asks for.
 *
 * @param time when the schedule was due
 * @param stack the name of the stack whose clusters are swept
 * @param failureTopics by the ARN of a topic, the names of the state machines whose failures it is told of
 */
record Sweep(Instant time, String stack, JsonNode failureTopics) {
    /** Reads the request of the schedule. */
    static Sweep read(JsonNode request) {
        JsonNode sweep = request.path(CleanUpRequest.SWEEP);
        return new Sweep(
                Instant.parse(request.path(CleanUpRequest.TIME).asText()),
                sweep.path(CleanUpRequest.STACK).asText(),
                sweep.path(CleanUpRequest.FAILURE_TOPICS));
    }

    /** Whether a cluster is of a launch function of the stack. */
    boolean owns(LaunchedCluster cluster) {
        return cluster.launchFunction().startsWith(stack + "/");
    }

    /** The ARN of the topic that is told of an execution's failure; empty for none. */
    String failureTopic(String executionArn) {
        String[] parts = executionArn.split(":", -1);
        String machine = parts.length > 6 ? parts[6] : "";
        for (Map.Entry<String, JsonNode> topic : failureTopics.properties()) {
            for (JsonNode told : topic.getValue()) {
                if (told.asText().equals(machine)) {
                    return topic.getKey();
                }
            }
        }
        return "";
    }
}
