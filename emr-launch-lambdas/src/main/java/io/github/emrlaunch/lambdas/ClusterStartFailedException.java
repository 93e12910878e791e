package io.github.emrlaunch.lambdas;

import java.util.List;

/** Whether an earlier try has started the cluster cannot be told, so no other is started. */
public final class ClusterStartFailedException extends RuntimeException {
    ClusterStartFailedException(String clusterName, List<String> clusterIds) {
        super(("An earlier try may have started cluster '%s', and %s of that name may not be described"
                        + " (elasticmapreduce:DescribeCluster), so that nobody can tell whose they are. Look whether one carries"
                        + " the tag of this execution, terminate it, and start the launch again")
                .formatted(clusterName, clusterIds));
    }
}
