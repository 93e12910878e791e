package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import java.util.Map;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** A cluster configuration that a test has changed. */
final class StoredConfiguration extends Construct implements IClusterConfiguration {
    private final ClusterConfigurationDefinition definition;

    StoredConfiguration(Construct scope, ClusterConfigurationDefinition definition) {
        super(scope, "Changed");
        this.definition = definition;
    }

    @Override
    public ClusterConfigurationDefinition getDefinition() {
        return definition;
    }

    @Override
    public Map<String, ISecret> getSecretConfigurations() {
        return Map.of();
    }
}
