package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import software.constructs.IConstruct;

/**
 * The warning for a pipeline that keeps its cluster, if nothing terminates it. The configuration of a launch function that is
 * loaded or imported may change without this app, so it is not checked.
 */
final class KeptClusters {
    private KeptClusters() {}

    /** Adds a warning to the pipeline if clusters of the launch function have no idle timeout. */
    static void warn(IConstruct pipeline, IEmrLaunchFunction launchFunction) {
        if (!(launchFunction instanceof EmrLaunchFunction)) {
            return;
        }
        ClusterConfigurationDefinition configuration =
                launchFunction.getClusterConfiguration().getDefinition();
        if (!configuration.clusterConfiguration().hasNonNull("AutoTerminationPolicy")) {
            Warnings.add(
                    pipeline,
                    "keptClusterHasNoIdleTimeout",
                    ("'keepClusterOnSuccess' is set, and clusters of cluster configuration %s have no idle timeout: the cluster of a"
                                    + " successful run incurs costs until a user terminates it. Set 'idleTimeout' in the configuration")
                            .formatted(configuration.definitionName()));
        }
    }
}
