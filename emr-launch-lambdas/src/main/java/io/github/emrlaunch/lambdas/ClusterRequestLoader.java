package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.OverridePath;
import io.github.emrlaunch.definitions.Tag;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the RunJobFlow request of one launch, without secrets: loads the two definitions, combines them, applies the overrides,
 * merges the tags, and makes sure that no cluster of that name runs where that matters. With an override function of the user's,
 * {@link #load} ends before the overrides and {@link #check} goes on with what the function returned.
 */
final class ClusterRequestLoader {
    /**
     * What the value of a tag in EMR may be made of.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-tags.html">Tags of EMR clusters</a>
     */
    private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{N} _.:/=+\\-@]*");

    private static final String INSTANCES = "Instances";

    private final StoredDefinitions definitions;
    private final EmrClusters clusters;

    ClusterRequestLoader(StoredDefinitions definitions, EmrClusters clusters) {
        this.definitions = definitions;
        this.clusters = clusters;
    }

    /** The payload of the stage LOAD as the request. */
    ObjectNode load(String executionArn, ObjectNode payload) {
        requireNameForTag(executionArn);
        LaunchRequest launch = LaunchRequest.read(payload.path(LaunchRequest.LAUNCH));
        LaunchInput input = LaunchInput.read(payload.path(LaunchRequest.EXECUTION_INPUT));
        ObjectNode combined = combine(launch);
        if (launch.hasOverrideFunction()) {
            return combined;
        }
        ObjectNode overridden = new ClusterConfigurationOverrides(launch.allowedOverrides())
                .apply(combined, input.clusterConfigurationOverrides());
        return finish(launch, input, executionArn, overridden);
    }

    /** The payload of the stage CHECK as the request. */
    ObjectNode check(String executionArn, ObjectNode payload) {
        LaunchRequest launch = LaunchRequest.read(payload.path(LaunchRequest.LAUNCH));
        LaunchInput input = LaunchInput.read(payload.path(LaunchRequest.EXECUTION_INPUT));
        ObjectNode overridden = overridden(payload.path(LaunchRequest.LOADED), payload.path(LaunchRequest.OVERRIDDEN));
        return finish(launch, input, executionArn, overridden);
    }

    private static void requireNameForTag(String executionArn) {
        if (!TAG_VALUE.matcher(executionArn).matches()) {
            throw new InvalidLaunchInputException(
                    ("The execution's name '%s' cannot be a part of a tag of the cluster, which may hold letters, digits, spaces"
                                    + " and _ . : / = + - @ only. Start the execution under another name")
                            .formatted(executionArn.substring(executionArn.lastIndexOf(':') + 1)));
        }
    }

    private ObjectNode combine(LaunchRequest launch) {
        StoredDefinitions.Parameters parameters = definitions.read(
                DefinitionType.EMR_PROFILE,
                launch.emrProfile(),
                DefinitionType.CLUSTER_CONFIGURATION,
                launch.clusterConfiguration());
        EmrProfileDefinition profile = parameters.get(DefinitionType.EMR_PROFILE, launch.emrProfile());
        ClusterConfigurationDefinition configuration =
                parameters.get(DefinitionType.CLUSTER_CONFIGURATION, launch.clusterConfiguration());
        requireSameSecrets(launch, LaunchSecrets.of(profile, configuration));
        return new CombinedRequest(profile, configuration, launch.clusterName()).toJson();
    }

    /** What the user's own function made of the request, which is bound by what binds overrides. */
    private static ObjectNode overridden(JsonNode loaded, JsonNode answer) {
        if (!(answer instanceof ObjectNode overridden) || !(overridden.get(INSTANCES) instanceof ObjectNode)) {
            throw new InvalidOverrideException(
                    "The override function must return the whole RunJobFlow request that it was given, changed where it"
                            + " likes: a JSON object with the object '%s'".formatted(INSTANCES));
        }
        JsonNode tags = overridden.path("Tags");
        if (!tags.isMissingNode() && !tags.isNull() && !(tags.isArray() && allHaveKeys(tags))) {
            throw new InvalidOverrideException(
                    "The override function returned 'Tags' that are no list of objects with Key and Value");
        }
        if (overridden.hasNonNull("Steps")) {
            throw new InvalidOverrideException(
                    "The override function returned 'Steps', which a launch does not run: add them to the cluster once it is"
                            + " started");
        }
        OverridePath.requireDecidedByProfile(loaded, overridden);
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

    private ObjectNode finish(LaunchRequest launch, LaunchInput input, String executionArn, ObjectNode overridden) {
        ObjectNode request =
                withTags(overridden, launch.clusterTags(), input.tags(), new Tag(Tag.EXECUTION_KEY, executionArn));
        request.withObject("/" + INSTANCES).put("KeepJobFlowAliveWhenNoSteps", true);
        removeNulls(request);
        Boolean failIfClusterRunning = input.failIfClusterRunning();
        if (failIfClusterRunning == null ? launch.defaultFailIfClusterRunning() : failIfClusterRunning) {
            requireNoneRuns(request.path("Name").asText());
        }
        return request;
    }

    private void requireNoneRuns(String clusterName) {
        clusters.active(clusterName, null).findFirst().ifPresent(cluster -> {
            throw new ClusterAlreadyRunningException(
                    clusterName,
                    cluster.path("Id").asText(),
                    cluster.path("Status").path("State").asText());
        });
    }

    /** The launch may read the secrets that were known when it was deployed, and no others. */
    private static void requireSameSecrets(LaunchRequest launch, LaunchSecrets stored) {
        requireSame(
                "EMR profile '%s'".formatted(launch.emrProfile()),
                "KerberosAttributesSecret",
                launch.secrets().kerberosAttributes(),
                stored.kerberosAttributes());
        Map<String, String> known = launch.secrets().configurations();
        TreeSet<String> classifications = new TreeSet<>(known.keySet());
        classifications.addAll(stored.configurations().keySet());
        classifications.forEach(classification -> requireSame(
                "Cluster configuration '%s'".formatted(launch.clusterConfiguration()),
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

    /** Later tags win; a key keeps the place where it stood first. Nobody's tag can stand for those of the launch. */
    private static ObjectNode withTags(
            ObjectNode request, List<Tag> ofLaunchFunction, List<Tag> ofExecution, Tag execution) {
        Map<String, JsonNode> byKey = new LinkedHashMap<>();
        request.path("Tags").forEach(tag -> byKey.put(tag.path("Key").asText(), tag));
        ofLaunchFunction.forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        ofExecution.forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        byKey.put(execution.key(), execution.toJson());
        ObjectNode tagged = request.deepCopy();
        tagged.set("Tags", Json.of(byKey.values()));
        return tagged;
    }

    /** Null is unset in the definitions, and no value to EMR. */
    private static void removeNulls(JsonNode json) {
        if (json.isObject()) {
            for (Iterator<JsonNode> members = json.iterator(); members.hasNext(); ) {
                if (members.next().isNull()) {
                    members.remove();
                }
            }
        }
        json.forEach(ClusterRequestLoader::removeNulls);
    }
}
