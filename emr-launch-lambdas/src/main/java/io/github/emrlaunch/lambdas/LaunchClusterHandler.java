package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchClusterRequest;
import java.util.Optional;

/**
 * Starts a cluster that has secrets, or members that Step Functions' own task is not known to accept: takes a {@link
 * LaunchClusterRequest}, answers {@code {"ClusterId": "j-…"}}. When the state machine tries again, the cluster of the earlier
 * try is looked for and answered, so that an execution starts one cluster. Asked with a cluster's id, it answers the cluster's
 * {@code Status}: what else EMR tells of a cluster has its secrets in it. Fails with
 *
 * <ul>
 *   <li>{@link SecretNotFoundException}, {@link InvalidSecretException}: what Secrets Manager holds;
 *   <li>{@link InvalidClusterRequestException}, {@link ClusterRefusedException}: what the cluster is asked to be;
 *   <li>{@link AwsUnavailableException}: worth another try.
 * </ul>
 *
 * <p>No secret is in an answer, the log or an error.
 */
public final class LaunchClusterHandler extends JsonHandler {
    private final ClusterLauncher launcher;

    /** Called by Lambda. */
    public LaunchClusterHandler() {
        this(new AwsClients(ClusterLauncher.WHEN_THROTTLED_ONLY));
    }

    private LaunchClusterHandler(AwsClients clients) {
        this(new ClusterLauncher(clients::emr, clients::secretsManager));
    }

    LaunchClusterHandler(ClusterLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line) {
        return payload.has(LaunchClusterRequest.CLUSTER_ID)
                ? status(payload.path(LaunchClusterRequest.CLUSTER_ID).asText(), line)
                : launch(payload, line);
    }

    private ObjectNode status(String clusterId, ObjectNode line) {
        line.put("ClusterId", clusterId);
        return Json.object().set("Status", launcher.status(clusterId));
    }

    private ObjectNode launch(JsonNode payload, ObjectNode line) {
        LaunchClusterRequest launch = LaunchClusterRequest.read(payload);
        line.put("Execution", launch.execution()).put("RetryCount", launch.retryCount());
        Optional<String> earlier = launcher.findEarlier(launch);
        String clusterId = earlier.orElseGet(() -> launcher.start(launch));
        line.put("ClusterId", clusterId).put("StartedEarlier", earlier.isPresent());
        return Json.object().put("ClusterId", clusterId);
    }
}
