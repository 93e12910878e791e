package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.AwsService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The active clusters that launches have made, as far as the function's role lets it see them, and their end. */
final class LaunchedClusters {
    private static final List<String> ACTIVE_STATES = List.of("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING");

    private final AwsClient aws;

    LaunchedClusters(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * The ids of all active clusters of the account, which EMR lists by neither name nor tag.
     *
     * @param createdAfter null for all
     */
    List<String> activeIds(@Nullable Instant createdAfter) {
        ObjectNode request = Json.object();
        ArrayNode states = request.putArray("ClusterStates");
        ACTIVE_STATES.forEach(states::add);
        if (createdAfter != null) {
            request.put("CreatedAfter", createdAfter.getEpochSecond());
        }
        List<String> ids = new ArrayList<>();
        String marker;
        do {
            JsonNode page = aws.call(AwsService.EMR, "ListClusters", request);
            page.path("Clusters").forEach(cluster -> ids.add(cluster.path("Id").asText()));
            marker = page.path("Marker").asText();
            request.put("Marker", marker);
        } while (!marker.isEmpty());
        return ids;
    }

    /** The cluster of an id; empty when no launch has made it, or when it may not be described: then it is not ours. */
    Optional<LaunchedCluster> find(String id) {
        JsonNode cluster;
        try {
            cluster = aws.call(AwsService.EMR, "DescribeCluster", Json.object().put("ClusterId", id))
                    .path("Cluster");
        } catch (AwsCallFailedException e) {
            if (e.code().startsWith("AccessDenied")) {
                return Optional.empty();
            }
            throw e;
        }
        String execution = tag(cluster, Tag.EXECUTION_KEY);
        return execution.isEmpty()
                        || !ACTIVE_STATES.contains(cluster.at("/Status/State").asText())
                ? Optional.empty()
                : Optional.of(new LaunchedCluster(id, execution, tag(cluster, Tag.FUNCTION_KEY)));
    }

    private static String tag(JsonNode cluster, String key) {
        for (JsonNode tag : cluster.path("Tags")) {
            if (key.equals(tag.path("Key").asText())) {
                return tag.path("Value").asText();
            }
        }
        return "";
    }

    /** Terminates a cluster, its termination protection lifted first. May be repeated. */
    void terminate(String id) {
        ObjectNode unprotect = ids(id).put("TerminationProtected", false);
        try {
            aws.call(AwsService.EMR, "SetTerminationProtection", unprotect);
        } catch (AwsCallFailedException e) {
            // A cluster that has begun to terminate refuses this, and doesn't need it. Any other that stays protected
            // refuses
            // the next call.
            if (e.isTransient()) {
                throw e;
            }
        }
        aws.call(AwsService.EMR, "TerminateJobFlows", ids(id));
    }

    private static ObjectNode ids(String id) {
        ObjectNode request = Json.object();
        request.putArray("JobFlowIds").add(id);
        return request;
    }
}
