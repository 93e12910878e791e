package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterSearch;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsClient;

/**
 * The function of a pipeline that finds the cluster of its launch function with {@link ClusterFinder}. It ignores its
 * payload: its environment determines the launch function. It returns only {@code {"ClusterId": "j-…"}}, because
 * EMR's description of a cluster may contain secrets.
 */
public final class FindClusterHandler extends JsonHandler {
    private final ClusterFinder finder;

    /** Called by Lambda. */
    public FindClusterHandler() {
        this(AwsClient.ofEnvironment(), ClusterSearch.read(System.getenv()));
    }

    FindClusterHandler(AwsClient aws, ClusterSearch search) {
        this.finder = new ClusterFinder(new EmrClusters(aws), search);
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn) {
        String id = finder.find().orElse("");
        line.put(ClusterSearch.CLUSTER_ID, id);
        return Json.object().put(ClusterSearch.CLUSTER_ID, id);
    }
}
