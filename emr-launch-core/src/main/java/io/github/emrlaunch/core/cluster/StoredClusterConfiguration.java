package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.ContextLists;
import io.github.emrlaunch.core.internal.ImportedSecrets;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** A cluster configuration that was loaded during synthesis. */
final class StoredClusterConfiguration extends Resource implements IClusterConfiguration, Stacks.Imported {
    private final ClusterConfigurationDefinition definition;
    private final Set<String> trustedRoles = new HashSet<>();

    StoredClusterConfiguration(
            Construct scope, String id, ClusterConfigurationDefinition definition, List<String> trustedRoles) {
        super(scope, id);
        this.definition = definition;
        warnOfWhatEmrRefuses();
        this.trustedRoles.addAll(trustedRoles);
        this.trustedRoles.addAll(ContextLists.of(this, ContextLists.TRUSTED_ROLES));
        CodeProtection.runs(this, definition);
        warnOfSteps();
    }

    /** Warns about steps in the request. The Python library's launch functions ignore them too, without a warning. */
    private void warnOfSteps() {
        JsonNode steps = definition.clusterConfiguration().path("Steps");
        if (!steps.isEmpty()) {
            Warnings.add(
                    this,
                    "storedStepsLeftOut",
                    ("The stored cluster configuration '%s' has %d 'Steps': launches ignore them. Add them in a pipeline, or "
                                    + "with EmrTasks once the cluster runs")
                            .formatted(definition.definitionName(), steps.size()));
        }
    }

    @Override
    public @Nullable IRole getStepExecutionRole() {
        return ImportedStepRole.of(this, definition.stepExecutionRole());
    }

    @Override
    public void requireTrustedRoles() {
        definition.stepExecutionRoles().stream()
                .filter(arn -> !trustedRoles.contains(arn))
                .findFirst()
                .ifPresent(arn -> {
                    throw new IllegalArgumentException(
                            ("The stored cluster configuration '%s' names the role %s for steps, which launches would pass. If this is intended, trust it: "
                                            + "ClusterConfiguration.fromStoredConfiguration(scope, id, name, namespace, List.of(\"%s\")), or add "
                                            + "the ARN to the context key '%s'")
                                    .formatted(definition.definitionName(), arn, arn, ContextLists.TRUSTED_ROLES));
                });
    }

    /**
     * Warns about values that EMR refuses. They are not errors, since the document or an override may change before a
     * launch.
     */
    private void warnOfWhatEmrRefuses() {
        ObjectNode request = definition.clusterConfiguration().deepCopy();
        if (request.get("Instances") instanceof ObjectNode instances) {
            instances.put("KeepJobFlowAliveWhenNoSteps", true);
        }
        request.remove("Steps");
        // Launches do not send null values.
        removeNulls(request);
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

    private static void removeNulls(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        json.forEach(StoredClusterConfiguration::removeNulls);
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
