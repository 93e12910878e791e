package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.OverridePath;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import io.github.emrlaunch.definitions.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

    ObjectNode load(LoadClusterConfigurationRequest launch, ExecutionContext execution) {
        return switch (execution.stage()) {
            case ALL -> finish(launch, execution, override(launch, execution, combine(launch)));
            case BEFORE_OVERRIDES -> combine(launch);
            case AFTER_OVERRIDES -> finish(launch, execution, overridden(launch, execution));
        };
    }

    private ObjectNode combine(LoadClusterConfigurationRequest launch) {
        EmrProfileDefinition profile = store.get(DefinitionType.EMR_PROFILE, launch.emrProfile());
        ClusterConfigurationDefinition configuration =
                store.get(DefinitionType.CLUSTER_CONFIGURATION, launch.clusterConfiguration());
        requireSameSecrets(launch, LaunchSecrets.of(profile, configuration));
        ObjectNode combined = new CombinedRequest(profile, configuration, launch.clusterName()).toJson();
        // Before anybody else sees it: what isn't passed on may be a password.
        requirePassedOn(launch, combined);
        return combined;
    }

    private static ObjectNode override(
            LoadClusterConfigurationRequest launch, ExecutionContext execution, ObjectNode combined) {
        ObjectNode overridden = new ClusterConfigurationOverrides(launch.allowedOverrides())
                .apply(combined, execution.input().clusterConfigurationOverrides());
        requirePassedOn(launch, overridden);
        return overridden;
    }

    private static void requirePassedOn(LoadClusterConfigurationRequest launch, ObjectNode request) {
        List<String> notPassedOn = RunJobFlowMembers.notPassedOn(request, launch.way());
        if (!notPassedOn.isEmpty()) {
            throw new LaunchFunctionOutdatedException(
                    configurationOf(launch), "its state machine would not pass on %s".formatted(notPassedOn));
        }
    }

    /** What the user's own function made of the request, which is bound by what binds overrides. */
    private static ObjectNode overridden(LoadClusterConfigurationRequest launch, ExecutionContext execution) {
        if (!(execution.overridden() instanceof ObjectNode overridden)
                || !(overridden.get(RunJobFlowMembers.INSTANCES_MEMBER) instanceof ObjectNode)) {
            throw new InvalidOverrideException(
                    "The override function must return the whole RunJobFlow request that it was given, changed where it"
                            + " likes: a JSON object with the object '%s'"
                                    .formatted(RunJobFlowMembers.INSTANCES_MEMBER));
        }
        JsonNode tags = overridden.path("Tags");
        if (!tags.isMissingNode() && !tags.isNull() && !(tags.isArray() && allHaveKeys(tags))) {
            throw new InvalidOverrideException(
                    "The override function returned 'Tags' that are no list of objects with Key and Value");
        }
        OverridePath.requireDecidedByProfile(execution.loaded(), overridden);
        List<String> notPassedOn = RunJobFlowMembers.notPassedOn(overridden, launch.way());
        if (!notPassedOn.isEmpty()) {
            throw new InvalidOverrideException(
                    "The override function returned %s, which the state machine would not pass on"
                            .formatted(notPassedOn));
        }
        return overridden;
    }

    private static boolean allHaveKeys(JsonNode tags) {
        for (JsonNode tag : tags) {
            if (!tag.path("Key").isTextual()) {
                return false;
            }
        }
        return true;
    }

    private ObjectNode finish(
            LoadClusterConfigurationRequest launch, ExecutionContext execution, ObjectNode overridden) {
        ObjectNode tagged = withTags(
                overridden,
                launch.clusterTags(),
                execution.input().tags(),
                new Tag(Tag.EXECUTION_KEY, execution.arn()));
        Boolean failIfClusterRunning = execution.input().failIfClusterRunning();
        if (failIfClusterRunning == null ? launch.defaultFailIfClusterRunning() : failIfClusterRunning) {
            runningClusters.requireNone(tagged.path("Name").asText());
        }
        return RunJobFlowMembers.complete(tagged, launch.way());
    }

    /** The launcher may read the secrets that were known when it was deployed, and no others. */
    private static void requireSameSecrets(LoadClusterConfigurationRequest launch, LaunchSecrets stored) {
        requireSame(
                "EMR profile '%s'".formatted(launch.emrProfile()),
                "KerberosAttributesSecret",
                launch.secrets().kerberosAttributes(),
                stored.kerberosAttributes());
        Map<String, String> known = launch.secrets().configurations();
        TreeSet<String> classifications = new TreeSet<>(known.keySet());
        classifications.addAll(stored.configurations().keySet());
        classifications.forEach(classification -> requireSame(
                configurationOf(launch),
                "SecretConfigurations." + classification,
                known.get(classification),
                stored.configurations().get(classification)));
    }

    private static void requireSame(String definition, String member, @Nullable String known, @Nullable String stored) {
        if (known == null && stored != null) {
            throw new LaunchFunctionOutdatedException(definition, "it now has a %s, %s".formatted(member, stored));
        }
        if (known != null && stored == null) {
            throw new LaunchFunctionOutdatedException(
                    definition, "it no longer has a %s, which was %s".formatted(member, known));
        }
        if (known != null && !known.equals(stored)) {
            throw new LaunchFunctionOutdatedException(
                    definition, "its %s is now %s and was %s".formatted(member, stored, known));
        }
    }

    private static String configurationOf(LoadClusterConfigurationRequest launch) {
        return "Cluster configuration '%s'".formatted(launch.clusterConfiguration());
    }

    /** Later tags win; a key keeps the place where it stood first. Nobody's tag can stand for the execution's. */
    private static ObjectNode withTags(
            ObjectNode request, List<Tag> ofLaunchFunction, List<Tag> ofExecution, Tag execution) {
        Map<String, JsonNode> byKey = new LinkedHashMap<>();
        request.path("Tags").forEach(tag -> byKey.put(tag.path("Key").asText(), tag));
        ofLaunchFunction.forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        ofExecution.forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        byKey.put(execution.key(), execution.toJson());
        ObjectNode tagged = request.deepCopy();
        ArrayNode tags = tagged.putArray("Tags");
        byKey.values().forEach(tags::add);
        return tagged;
    }
}
