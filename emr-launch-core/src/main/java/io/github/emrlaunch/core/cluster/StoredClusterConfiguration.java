package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.ImportedSecrets;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** A loaded cluster configuration. */
final class StoredClusterConfiguration extends Resource implements IClusterConfiguration, Stacks.Imported {
    private final ClusterConfigurationDefinition definition;

    StoredClusterConfiguration(Construct scope, String id, ClusterConfigurationDefinition definition) {
        super(scope, id);
        this.definition = definition;
        warnOfWhatEmrRefuses();
        CodeProtection.runs(this, definition);
    }

    /** The document may be changed before a launch, or by its overrides, so that nothing of it is an error. */
    private void warnOfWhatEmrRefuses() {
        ObjectNode request = definition.clusterConfiguration().deepCopy();
        if (request.get("Instances") instanceof ObjectNode instances) {
            instances.put("KeepJobFlowAliveWhenNoSteps", true);
        }
        request.remove("Steps");
        try {
            ShapeRules.convert(request);
            ShapeRules.check(request, Set.of());
            RequestRules.check(request, true, null);
        } catch (IllegalArgumentException e) {
            Warnings.add(
                    this,
                    "storedRequest",
                    "Cluster configuration '%s' is stored with a request that EMR refuses, unless an override changes it: %s"
                            .formatted(definition.definitionName(), e.getMessage()));
        }
    }

    @Override
    public Map<String, ISecret> getSecretConfigurations() {
        Map<String, ISecret> secrets = new TreeMap<>();
        ObjectNode stored = definition.secretConfigurations();
        if (stored != null) {
            stored.properties()
                    .forEach(entry -> secrets.put(
                            entry.getKey(),
                            ImportedSecrets.of(
                                    this,
                                    "Secret-" + entry.getKey(),
                                    entry.getValue().asText())));
        }
        return secrets;
    }

    @Override
    public ClusterConfigurationDefinition getDefinition() {
        return definition;
    }
}
