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

/** Starts the one cluster of an execution, with its secrets, however often it is asked to. */
final class ClusterStarter {
    private final AwsClient aws;
    private final EmrClusters clusters;
    private final AwsMessages messages;

    ClusterStarter(AwsClient aws, EmrClusters clusters, AwsMessages messages) {
        this.aws = aws;
        this.clusters = clusters;
        this.messages = messages;
    }

    /** The payload of the stage START as id and ARN of the cluster, what protects it, and what EMR made otherwise. */
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
     * The cluster of an earlier try. One that has ended already is not taken: an execution that is redriven has the same ARN.
     *
     * @throws ClusterStartFailedException when clusters of that name may not be described: to start another each time that could
     *     cost one cluster for each try
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
     * The first look at the cluster. That it fails is no failure of the start where the launch waits and looks again; else it is the only
     * look, and the state is tried again.
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

    /** Calls RunJobFlow, which has no client token: what may have been accepted is not called again. */
    private ObjectNode runJobFlow(ObjectNode request, SecretValues values, ObjectNode line) {
        try {
            ObjectNode answer = aws.callOnce(CalledService.EMR, "RunJobFlow", request);
            return answer(answer.path("JobFlowId"), answer.path("ClusterArn"));
        } catch (AwsCallFailedException e) {
            AwsCallFailedException told = messages.told(e, values::areKnownNotIn, line);
            // Whatever isn't EMR's refusal may pass, and may have started a cluster: the next try will look.
            throw told.isTransient()
                    ? new AwsUnavailableException(told.getMessage())
                    : new ClusterRefusedException("%s: %s".formatted(told.code(), told.reason()));
        }
    }

    private static ObjectNode answer(JsonNode id, JsonNode arn) {
        return Json.object().put(LaunchRequest.CLUSTER_ID, id.asText()).put(LaunchRequest.CLUSTER_ARN, arn.asText());
    }
}
