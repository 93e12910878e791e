package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts the single cluster of an execution, with its secrets, even if it is called repeatedly. */
final class ClusterStarter {
    private final AwsClient aws;
    private final EmrClusters clusters;
    private final AwsMessages messages;

    ClusterStarter(AwsClient aws, EmrClusters clusters, AwsMessages messages) {
        this.aws = aws;
        this.clusters = clusters;
        this.messages = messages;
    }

    /** Returns id and ARN of the cluster, its protection, and its differences from the request, for the payload of the stage START. */
    ObjectNode start(String executionArn, ObjectNode payload, SecretValues values, ObjectNode line) {
        JsonNode cluster = payload.path(LaunchRequest.CLUSTER);
        LaunchSecrets secrets = LaunchRequest.secrets(payload.path(LaunchRequest.LAUNCH));
        int retryCount = payload.path(LaunchRequest.RETRY_COUNT).asInt();
        boolean mayHaveStarted =
                retryCount > 0 || payload.path(LaunchRequest.REDRIVE_COUNT).asInt() > 0;
        Optional<ObjectNode> earlier = mayHaveStarted ? earlier(executionArn, payload) : Optional.empty();
        ObjectNode answer = earlier.orElseGet(() -> runJobFlow(values.addTo(cluster, secrets), values, line));
        line.put(LaunchRequest.RETRY_COUNT, retryCount)
                .put("StartedEarlier", earlier.isPresent())
                .set(LaunchRequest.CLUSTER_ID, answer.path(LaunchRequest.CLUSTER_ID));
        Protection protection = Protection.of(cluster, secrets.kerberosAttributes() != null);
        answer.set(
                LaunchRequest.DIFFERENCES,
                Json.of(differences(
                        answer.path(LaunchRequest.CLUSTER_ID).asText(),
                        protection,
                        values,
                        secrets.kerberosAttributes(),
                        payload.path(LaunchRequest.WAITS).asBoolean(true))));
        return answer.set(LaunchRequest.PROTECTION, protection.toJson());
    }

    /**
     * Returns the cluster of an earlier attempt. A terminated cluster is ignored: a redriven execution has the same ARN.
     *
     * @throws ClusterStartFailedException when clusters with that name must not be described: starting another one could
     *     result in one cluster for each attempt
     */
    private Optional<ObjectNode> earlier(String executionArn, ObjectNode payload) {
        String name = payload.path(LaunchRequest.CLUSTER).path("Name").asText();
        Instant start =
                Instant.parse(payload.path(LaunchRequest.EXECUTION_START).asText());
        EmrClusters.Candidates candidates = clusters.candidates(executionArn, start, name);
        Optional<ObjectNode> found = candidates.ours().stream()
                .findFirst()
                .map(cluster -> answer(cluster.path("Id"), cluster.path("ClusterArn")));
        if (found.isEmpty() && !candidates.denied().isEmpty()) {
            throw new ClusterStartFailedException(name, candidates.denied());
        }
        return found;
    }

    /**
     * Polls the cluster for the first time. If the launch waits, a failure is ignored, because it polls again. Otherwise this is the only
     * poll, and the state is retried.
     */
    private List<String> differences(
            String clusterId,
            Protection protection,
            SecretValues values,
            @Nullable String kerberosSecret,
            boolean waits) {
        try {
            JsonNode cluster = waits ? clusters.describeOnce(clusterId) : clusters.describe(clusterId);
            List<String> differences = new ArrayList<>(protection.differences(cluster, false, messages));
            if (kerberosSecret != null) {
                values.realm(kerberosSecret)
                        .map(realm -> Protection.differencesOfRealm(cluster, realm))
                        .ifPresent(differences::addAll);
            }
            return differences;
        } catch (AwsCallFailedException e) {
            if (waits) {
                return List.of();
            }
            throw e;
        }
    }

    /** Calls RunJobFlow, which has no client token: a call that may have been accepted is not repeated. */
    private ObjectNode runJobFlow(ObjectNode request, SecretValues values, ObjectNode line) {
        try {
            ObjectNode answer = aws.callOnce(CalledService.EMR, "RunJobFlow", request);
            return answer(answer.path("JobFlowId"), answer.path("ClusterArn"));
        } catch (AwsCallFailedException e) {
            AwsCallFailedException reported = messages.reported(e, values::areKnownNotIn, line);
            // Any error that is not a refusal by EMR may be temporary, and the call may have started a cluster: the
            // next attempt checks
            // that.
            throw reported.isTransient()
                    ? new AwsUnavailableException(reported.getMessage())
                    : new ClusterRefusedException("%s: %s".formatted(reported.code(), reported.reason()));
        }
    }

    private static ObjectNode answer(JsonNode id, JsonNode arn) {
        return Json.object().put(LaunchRequest.CLUSTER_ID, id.asText()).put(LaunchRequest.CLUSTER_ARN, arn.asText());
    }
}
