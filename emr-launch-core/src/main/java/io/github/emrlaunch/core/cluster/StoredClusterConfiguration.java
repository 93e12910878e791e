package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import software.constructs.Construct;

/** A loaded cluster configuration. */
final class StoredClusterConfiguration extends Construct implements IClusterConfiguration {
    private final ClusterConfigurationDefinition definition;

    StoredClusterConfiguration(Construct scope, String id, ClusterConfigurationDefinition definition) {
        super(scope, id);
        this.definition = definition;
    }

    @Override
    public ClusterConfigurationDefinition getDefinition() {
        return definition;
    }
}
