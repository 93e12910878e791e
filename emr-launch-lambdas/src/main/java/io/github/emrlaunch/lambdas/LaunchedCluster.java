package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Tag;
import java.util.Optional;

/**
 * An active cluster of a launch.
 *
 * @param id the cluster's id
 * @param execution the ARN of the launch's execution, from the cluster's tag
 * @param launchFunction stack, namespace and name of the launch function, from the cluster's tag; empty without that tag
 */
record LaunchedCluster(String id, String execution, String launchFunction) {
    /** Returns namespace and name of the launch function. */
    String launchFunctionName() {
        return launchFunction.substring(launchFunction.indexOf('/') + 1);
    }

    /** Reads the response of DescribeCluster; empty if no launch has started the cluster, or if it is terminating. */
    static Optional<LaunchedCluster> of(JsonNode cluster) {
        return EmrClusters.hasEnded(cluster)
                ? Optional.empty()
                : EmrClusters.tag(cluster, Tag.EXECUTION_KEY)
                        .map(execution -> new LaunchedCluster(
                                cluster.path("Id").asText(),
                                execution,
                                EmrClusters.tag(cluster, Tag.FUNCTION_KEY).orElse("")));
    }
}
