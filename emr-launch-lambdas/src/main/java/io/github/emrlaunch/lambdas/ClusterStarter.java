package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.AwsService;
import java.time.Instant;
import java.util.Optional;

/** Starts the one cluster of an execution, with its secrets, however often it is asked to. */
final class ClusterStarter {
    private final AwsClient aws;
    private final EmrClusters clusters;

    ClusterStarter(AwsClient aws, EmrClusters clusters) {
        this.aws = aws;
        this.clusters = clusters;
    }

    /** The payload of the stage START as id and ARN of the cluster and what protects it. */
    ObjectNode start(String executionArn, RecordedTask task, ObjectNode line) {
        ObjectNode payload = task.payload();
        LaunchSecrets secrets = LaunchRequest.secrets(payload.path(LaunchRequest.LAUNCH));
        JsonNode cluster = payload.path(LaunchRequest.CLUSTER);
        int retryCount = ExecutionHistory.retryCount(payload);
        Optional<ObjectNode> earlier =
                retryCount > 0 || task.mayHaveStarted() ? earlier(executionArn, payload) : Optional.empty();
        ObjectNode answer = earlier.orElseGet(() -> runJobFlow(cluster, secrets));
        line.put("RetryCount", retryCount)
                .put("StartedEarlier", earlier.isPresent())
                .set(LaunchRequest.CLUSTER_ID, answer.path(LaunchRequest.CLUSTER_ID));
        answer.putArray(LaunchRequest.DIFFERENCES);
        return answer.set(
                LaunchRequest.PROTECTION, Protection.of(cluster, secrets).toJson());
    }

    /**
     * The cluster of an earlier try. One that has ended already is not taken: an execution that is redriven has the same ARN.
     */
    private Optional<ObjectNode> earlier(String executionArn, ObjectNode payload) {
        return clusters.ofExecution(
                        executionArn,
                        Instant.parse(
                                payload.path(LaunchRequest.EXECUTION_START).asText()),
                        payload.path(LaunchRequest.CLUSTER).path("Name").asText())
                .findFirst()
                .map(cluster -> answer(cluster.path("Id"), cluster.path("ClusterArn")));
    }

    /** Calls RunJobFlow, which has no client token: what may have been accepted is not called again. */
    private ObjectNode runJobFlow(JsonNode cluster, LaunchSecrets arns) {
        SecretValues secrets = new SecretValues(aws);
        ObjectNode request = secrets.addTo(cluster, arns);
        try {
            ObjectNode answer = aws.callOnce(AwsService.EMR, "RunJobFlow", request);
            return answer(answer.path("JobFlowId"), answer.path("ClusterArn"));
        } catch (AwsCallFailedException e) {
            throw failure(e, secrets);
        }
    }

    /** Whatever isn't EMR's refusal may pass, and may have started a cluster: the next try will look. EMR quotes what it finds invalid. */
    private static RuntimeException failure(AwsCallFailedException e, SecretValues secrets) {
        AwsCallFailedException redacted = e.withReason(secrets.redact(e.reason()));
        return e.isTransient()
                ? new AwsUnavailableException(redacted.getMessage())
                : new ClusterRefusedException("%s: %s".formatted(redacted.code(), redacted.reason()));
    }

    private static ObjectNode answer(JsonNode id, JsonNode arn) {
        return Json.object().put(LaunchRequest.CLUSTER_ID, id.asText()).put(LaunchRequest.CLUSTER_ARN, arn.asText());
    }
}
