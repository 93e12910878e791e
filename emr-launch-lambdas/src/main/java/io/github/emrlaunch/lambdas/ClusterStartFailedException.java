package io.github.emrlaunch.lambdas;

import java.util.List;

/** It is unknown whether an earlier attempt has started the cluster, so no other cluster is started. */
public final class ClusterStartFailedException extends RuntimeException {
    ClusterStartFailedException(String clusterName, List<String> clusterIds) {
        super(("An earlier attempt may have started cluster '%s', and %s with that name must not be described"
                        + " (elasticmapreduce:DescribeCluster), so it is unknown which launch started them. Check whether one has"
                        + " the tag of this execution, terminate it, and start the launch again")
                .formatted(clusterName, clusterIds));
    }
}
