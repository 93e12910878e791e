package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.LaunchWay;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import io.github.emrlaunch.definitions.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the RunJobFlow request of one launch, in stages: load the two definitions, combine them, apply the overrides, merge
 * the tags, make sure that the state machine passes everything on, and that no cluster of that name runs where that matters.
 */
final class ClusterConfigurationLoader {
    private final DefinitionStore store;
    private final RunningClusters runningClusters;

    ClusterConfigurationLoader(DefinitionStore store, RunningClusters runningClusters) {
        this.store = store;
        this.runningClusters = runningClusters;
    }

    ObjectNode load(LoadClusterConfigurationRequest launch, LaunchInput input) {
        EmrProfileDefinition profile = store.get(DefinitionType.EMR_PROFILE, launch.emrProfile());
        ClusterConfigurationDefinition configuration =
                store.get(DefinitionType.CLUSTER_CONFIGURATION, launch.clusterConfiguration());
        requireNoSecrets(profile, configuration);

        ObjectNode combined = new CombinedRequest(profile, configuration, launch.clusterName()).toJson();
        ObjectNode overridden = new ClusterConfigurationOverrides(launch.allowedOverrides())
                .apply(combined, input.clusterConfigurationOverrides());
        ObjectNode tagged = withTags(overridden, launch.clusterTags(), input.tags());
        requirePassedOn(tagged, launch.way(), configuration);
        Boolean failIfClusterRunning = input.failIfClusterRunning();
        if (failIfClusterRunning == null ? launch.defaultFailIfClusterRunning() : failIfClusterRunning) {
            runningClusters.requireNone(tagged.path("Name").asText());
        }
        return RunJobFlowMembers.complete(tagged, launch.way());
    }

    /** Secrets take another way, past the execution's history, which the state machine would have to know. */
    private static void requireNoSecrets(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration) {
        if (profile.kerberosAttributesSecret() != null) {
            throw new LaunchFunctionOutdatedException(
                    "EMR profile '%s'".formatted(profile.definitionName()), "it now has a KerberosAttributesSecret");
        }
        ObjectNode secrets = configuration.secretConfigurations();
        if (secrets != null && !secrets.isEmpty()) {
            throw new LaunchFunctionOutdatedException(
                    "Cluster configuration '%s'".formatted(configuration.definitionName()),
                    "it now has SecretConfigurations");
        }
    }

    private static void requirePassedOn(
            ObjectNode request, LaunchWay way, ClusterConfigurationDefinition configuration) {
        List<String> notPassedOn = RunJobFlowMembers.notPassedOn(request, way);
        if (!notPassedOn.isEmpty()) {
            throw new LaunchFunctionOutdatedException(
                    "Cluster configuration '%s'".formatted(configuration.definitionName()),
                    "its state machine would not pass on %s".formatted(notPassedOn));
        }
    }

    /** Later tags win; a key keeps the place where it stood first. */
    private static ObjectNode withTags(ObjectNode request, List<Tag> ofLaunchFunction, List<Tag> ofExecution) {
        Map<String, JsonNode> byKey = new LinkedHashMap<>();
        request.path("Tags").forEach(tag -> byKey.put(tag.path("Key").asText(), tag));
        ofLaunchFunction.forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        ofExecution.forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        ObjectNode tagged = request.deepCopy();
        ArrayNode tags = tagged.putArray("Tags");
        byKey.values().forEach(tags::add);
        return tagged;
    }
}
