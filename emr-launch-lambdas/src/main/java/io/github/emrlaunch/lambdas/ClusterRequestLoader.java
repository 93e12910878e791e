package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmptyElements;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.OverridePath;
import io.github.emrlaunch.definitions.RequestTypes;
import io.github.emrlaunch.definitions.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Creates the RunJobFlow request of one launch, without secrets: loads the two definitions, combines them, applies the overrides,
 * merges the tags, and checks, if required, that no cluster of this launch function with that name is running. With an override function of
 * the user,
 * {@link #load} stops before the overrides, and {@link #check} continues with the result of that function.
 */
final class ClusterRequestLoader {
    private static final String INSTANCES = "Instances";

    private static final int MAX_BYTES = 200 * 1024;

    private final DefinitionReader definitions;
    private final EmrClusters clusters;

    ClusterRequestLoader(DefinitionReader definitions, EmrClusters clusters) {
        this.definitions = definitions;
        this.clusters = clusters;
    }

    /** Returns the request for the payload of the stage LOAD. */
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
        try {
            Tag.requireAllowedIn(overridden);
        } catch (IllegalArgumentException e) {
            throw new InvalidOverrideException("The overrides result in invalid tags: " + e.getMessage());
        }
        return finish(launch, payload, executionArn, overridden, InvalidLaunchInputException::new);
    }

    /** Returns the request for the payload of the stage CHECK. */
    ObjectNode check(String executionArn, ObjectNode payload) {
        LaunchRequest launch = LaunchRequest.read(payload.path(LaunchRequest.LAUNCH));
        ObjectNode overridden =
                overridden(launch, payload.path(LaunchRequest.LOADED), payload.path(LaunchRequest.OVERRIDDEN));
        return finish(launch, payload, executionArn, overridden, InvalidOverrideException::new);
    }

    private static void requireNameForTag(String executionArn) {
        if (!Tag.isText(executionArn)) {
            throw new InvalidLaunchInputException(
                    ("The execution's name '%s' cannot be a part of a tag of the cluster, which may have letters, digits, spaces"
                                    + " and _ . : / = + - @ only. Start the execution with another name")
                            .formatted(executionArn.substring(executionArn.lastIndexOf(':') + 1)));
        }
    }

    private ObjectNode combine(LaunchRequest launch) {
        DefinitionReader.Parameters parameters = definitions.read(
                DefinitionType.EMR_PROFILE,
                launch.emrProfile(),
                DefinitionType.CLUSTER_CONFIGURATION,
                launch.clusterConfiguration());
        KnownDefinitions known = new KnownDefinitions(launch);
        known.requireProtected(parameters.text(DefinitionType.EMR_PROFILE, launch.emrProfile()));
        EmrProfileDefinition profile = parameters.get(DefinitionType.EMR_PROFILE, launch.emrProfile());
        ClusterConfigurationDefinition configuration =
                parameters.get(DefinitionType.CLUSTER_CONFIGURATION, launch.clusterConfiguration());
        known.requireSameSecrets(LaunchSecrets.of(profile, configuration));
        known.requireSameStepExecutionRole(configuration);
        known.requireSameDocuments(profile, configuration);
        configuration.requireLaunchable();
        ObjectNode request = new CombinedRequest(profile, configuration, launch.clusterName()).toJson();
        requireTypes(
                request,
                violation -> new InvalidDefinitionException(
                        "Cluster configuration '%s': %s".formatted(launch.clusterConfiguration(), violation)));
        return request;
    }

    /** Returns the result of the user's override function, after the same checks as for overrides. */
    private static ObjectNode overridden(LaunchRequest launch, JsonNode loaded, JsonNode answer) {
        if (!(answer instanceof ObjectNode overridden) || !(overridden.get(INSTANCES) instanceof ObjectNode)) {
            throw new InvalidOverrideException(
                    "The override function must return the complete RunJobFlow request that it received, with its"
                            + " changes: a JSON object with the object '%s'".formatted(INSTANCES));
        }
        JsonNode tags = overridden.path("Tags");
        if (!tags.isMissingNode() && !tags.isNull() && !tags.isArray()) {
            throw new InvalidOverrideException("The override function returned 'Tags' that are not a list");
        }
        try {
            Tag.requireAllowedIn(overridden);
            ClusterTags.requireKept(loaded, overridden, launch);
            OverridePath.requireCase(overridden);
        } catch (IllegalArgumentException | InvalidOverrideException e) {
            throw new InvalidOverrideException(
                    "The override function returned a request that is not valid for a launch: " + e.getMessage());
        }
        if (overridden.hasNonNull("Steps")) {
            throw new InvalidOverrideException(
                    "The override function returned 'Steps', which a launch does not run: add them to the cluster after it has"
                            + " started");
        }
        OverridePath.requireDecidedByProfile(loaded, overridden);
        OverridePath.requireSecurity(loaded, overridden, launch.inputRules().overrideFunctionChanges());
        if (launch.inputRules().alwaysFailIfClusterRunning()
                && !loaded.path("Name").equals(overridden.path("Name"))) {
            throw new InvalidOverrideException(
                    "The override function returned another 'Name': clusters of a launch function with alwaysFailIfClusterRunning have one name");
        }
        return overridden;
    }

    /** @param refusal creates the error for the source of the request */
    private ObjectNode finish(
            LaunchRequest launch,
            ObjectNode payload,
            String executionArn,
            ObjectNode overridden,
            Function<String, RuntimeException> refusal) {
        LaunchInput input = LaunchInput.read(payload.path(LaunchRequest.EXECUTION_INPUT));
        ObjectNode request = tagged(launch, input, executionArn, overridden, refusal);
        request.withObject("/" + INSTANCES).put("KeepJobFlowAliveWhenNoSteps", true);
        removeNulls(request);
        EmptyElements.remove(request);
        requireTypes(request, refusal);
        requireRoom(payload, request, refusal);
        if (failsIfClusterRunning(launch, input)) {
            requireNoneRuns(
                    executionArn,
                    request.path("Name").asText(),
                    launch.inputRules().alwaysFailIfClusterRunning());
        }
        return request;
    }

    /** Stack parameters are strings, and overrides of settings may be numbers. EMR accepts neither. */
    private static void requireTypes(ObjectNode request, Function<String, RuntimeException> refusal) {
        RequestTypes.convert(request);
        try {
            RequestTypes.require(request);
        } catch (IllegalArgumentException e) {
            throw refusal.apply(String.valueOf(e.getMessage()));
        }
    }

    private static boolean failsIfClusterRunning(LaunchRequest launch, LaunchInput input) {
        Boolean asked = input.failIfClusterRunning();
        if (launch.inputRules().alwaysFailIfClusterRunning()) {
            if (Boolean.FALSE.equals(asked)) {
                throw new InvalidLaunchInputException(
                        "The execution's input has 'FailIfClusterRunning' false, and the launch function was deployed with"
                                + " alwaysFailIfClusterRunning(true). Remove it");
            }
            return true;
        }
        return asked == null ? launch.defaultFailIfClusterRunning() : asked;
    }

    private static ObjectNode tagged(
            LaunchRequest launch,
            LaunchInput input,
            String executionArn,
            ObjectNode overridden,
            Function<String, RuntimeException> refusal) {
        try {
            return ClusterTags.addTo(overridden, launch, input.tags(), new Tag(Tag.EXECUTION_KEY, executionArn));
        } catch (IllegalArgumentException e) {
            throw refusal.apply(String.valueOf(e.getMessage()));
        }
    }

    /** The execution's output has input and request. If it were too large, a launch would fail after its cluster has started. */
    private static void requireRoom(
            ObjectNode payload, ObjectNode request, Function<String, RuntimeException> refusal) {
        int input = bytes(payload.path(LaunchRequest.EXECUTION_INPUT));
        int requested = bytes(request);
        int launch = bytes(payload.path(LaunchRequest.LAUNCH));
        if (input + 2 * requested + launch > MAX_BYTES) {
            throw refusal.apply(
                    ("The execution's input has %d bytes, the request of the cluster %d and the launch function's"
                                    + " settings %d: input, settings and twice the request must have at most %d, because Step Functions"
                                    + " passes at most 262,144 bytes from state to state")
                            .formatted(input, requested, launch, MAX_BYTES));
        }
    }

    private static int bytes(JsonNode json) {
        return Json.write(json).getBytes(StandardCharsets.UTF_8).length;
    }

    /** The name alone does not identify a cluster: everybody may launch a cluster with that name. */
    private void requireNoneRuns(String executionArn, String clusterName, boolean always) {
        clusters.ofStateMachine(executionArn, clusterName).ifPresent(cluster -> {
            throw new ClusterAlreadyRunningException(
                    clusterName,
                    cluster.path("Id").asText(),
                    cluster.path("Status").path("State").asText(),
                    always);
        });
    }

    /** Null means unset in definitions, but is not a valid value for EMR. */
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
