package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The clusters of the region, in the form of EMR's API. */
final class EmrClusters {
    /** The states of a cluster that is neither terminated nor terminating. */
    static final List<String> ACTIVE = List.of("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING");

    private static final Set<String> ENDING = Set.of("TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS");

    /** The tolerance for EMR's clock being behind that of Step Functions. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final AwsClient aws;
    private final boolean tellsMessages;

    /** Creates access to clusters of any launch, which may have secrets: errors have EMR's codes without its messages. */
    EmrClusters(AwsClient aws) {
        this(aws, false);
    }

    /** @param tellsMessages whether errors have EMR's messages */
    EmrClusters(AwsClient aws, boolean tellsMessages) {
        this.aws = aws;
        this.tellsMessages = tellsMessages;
    }

    private JsonNode call(String operation, ObjectNode request) {
        return withoutMessages(() -> aws.call(CalledService.EMR, operation, request));
    }

    private JsonNode withoutMessages(Supplier<JsonNode> call) {
        try {
            return call.get();
        } catch (AwsCallFailedException e) {
            throw tellsMessages ? e : AwsMessages.withheld(e);
        }
    }

    /**
     * Returns the summaries of all active clusters, which have no tags: EMR can filter neither by name nor by tag, so all pages are read.
     *
     * @param createdAfter the earliest creation time; null for all
     */
    List<JsonNode> active(@Nullable Instant createdAfter) {
        ObjectNode request = Json.object();
        ACTIVE.forEach(request.putArray("ClusterStates")::add);
        if (createdAfter != null) {
            request.put("CreatedAfter", createdAfter.getEpochSecond());
        }
        List<JsonNode> clusters = new ArrayList<>();
        JsonNode marker;
        do {
            JsonNode page = call("ListClusters", request);
            page.path("Clusters").forEach(clusters::add);
            marker = page.path("Marker");
            request.set("Marker", marker);
        } while (marker.isTextual());
        return clusters;
    }

    /** Returns the active clusters with a name. */
    Stream<JsonNode> active(String name, @Nullable Instant createdAfter) {
        return active(createdAfter).stream()
                .filter(cluster -> name.equals(cluster.path("Name").textValue()));
    }

    /**
     * Clusters that may belong to an execution.
     *
     * @param ours the clusters with its tag, in the form of DescribeCluster
     * @param denied the ids of the clusters that must not be described
     */
    record Candidates(List<JsonNode> ours, List<String> denied) {}

    /** Returns the active clusters with a name that an execution may have started. */
    Candidates candidates(String executionArn, Instant executionStart, String name) {
        List<JsonNode> ours = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        active(name, executionStart.minus(CLOCK_SKEW)).forEach(candidate -> {
            String id = candidate.path("Id").asText();
            Optional<JsonNode> cluster = describeIfAllowed(id);
            if (cluster.isEmpty()) {
                denied.add(id);
            } else if (isOf(executionArn, cluster.get())) {
                ours.add(cluster.get());
            }
        });
        return new Candidates(ours, denied);
    }

    /** Returns an active cluster with a name that the state machine of an execution launched, in the form of DescribeCluster. */
    Optional<JsonNode> ofStateMachine(String executionArn, String name) {
        String executions = executionArn.substring(0, executionArn.lastIndexOf(':') + 1);
        return active(name, null)
                .map(cluster -> describeIfAllowed(cluster.path("Id").asText()))
                .flatMap(Optional::stream)
                .filter(cluster ->
                        tag(cluster, Tag.EXECUTION_KEY).orElse("").startsWith(executions) && !hasEnded(cluster))
                .findFirst();
    }

    /** Returns a cluster in the form of DescribeCluster. */
    JsonNode describe(String clusterId) {
        return call("DescribeCluster", Json.object().put("ClusterId", clusterId))
                .path("Cluster");
    }

    /** Returns a cluster in the form of DescribeCluster, without a retry. */
    JsonNode describeOnce(String clusterId) {
        ObjectNode request = Json.object().put("ClusterId", clusterId);
        return withoutMessages(() -> aws.callWithoutRetry(CalledService.EMR, "DescribeCluster", request))
                .path("Cluster");
    }

    /** The role may describe clusters with a specific tag: a refusal means that the cluster does not have it. */
    Optional<JsonNode> describeIfAllowed(String clusterId) {
        try {
            return Optional.of(describe(clusterId));
        } catch (AwsCallFailedException e) {
            if (e.code().equals("AccessDeniedException")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns whether a described cluster has the tag of an execution. */
    static boolean isOf(String executionArn, JsonNode cluster) {
        return executionArn.equals(tag(cluster, Tag.EXECUTION_KEY).orElse(null));
    }

    /** Returns the value of a described cluster's tag. */
    static Optional<String> tag(JsonNode cluster, String key) {
        for (JsonNode tag : cluster.path("Tags")) {
            if (key.equals(tag.path("Key").textValue())) {
                return Optional.of(tag.path("Value").asText());
            }
        }
        return Optional.empty();
    }

    /** Returns whether a described cluster is terminated or terminating. */
    static boolean hasEnded(JsonNode cluster) {
        return ENDING.contains(cluster.path("Status").path("State").asText());
    }

    /** Terminates a cluster, after it has removed its termination protection. */
    void terminate(String clusterId) {
        ObjectNode protection = Json.object().put("TerminationProtected", false);
        protection.putArray("JobFlowIds").add(clusterId);
        call("SetTerminationProtection", protection);
        ObjectNode termination = Json.object();
        termination.putArray("JobFlowIds").add(clusterId);
        call("TerminateJobFlows", termination);
    }
}
