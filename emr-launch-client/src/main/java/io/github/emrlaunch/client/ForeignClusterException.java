package io.github.emrlaunch.client;

import io.github.emrlaunch.definitions.EmrLaunchException;
import io.github.emrlaunch.definitions.Tag;

/** The cluster of a launch was not terminated, because it does not have the tag of the launch. The output of an execution can name any cluster. */
public final class ForeignClusterException extends EmrLaunchException {
    ForeignClusterException(Launch launch, String clusterId) {
        super(
                ("The cluster %s does not carry the tag '%s' of the execution %s, so it is not terminated. If it is meant, end it by its"
                                + " id: aws emr terminate-clusters --cluster-ids %s")
                        .formatted(clusterId, Tag.EXECUTION_KEY, launch.executionArn(), clusterId));
    }
}
