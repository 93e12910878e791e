package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What a launch function's state machine asks of its loader function: a contract between the construct that writes the state
 * machine and the Lambda handler, which know nothing else of each other.
 *
 * @param emrProfile the profile to load
 * @param clusterConfiguration the cluster configuration to load
 * @param clusterName the cluster's name, unless overridden
 * @param defaultFailIfClusterRunning what holds when the execution's input doesn't say
 * @param allowedOverrides what the execution's input may override, by name
 * @param clusterTags tags of every cluster of this launch function
 */
public record LoadClusterConfigurationRequest(
        DefinitionName emrProfile,
        DefinitionName clusterConfiguration,
        String clusterName,
        boolean defaultFailIfClusterRunning,
        Map<String, ClusterConfigurationOverride> allowedOverrides,
        List<Tag> clusterTags) {
    /** The member of the payload that holds the execution's input, which only the state machine can add. */
    public static final String EXECUTION_INPUT = "ExecutionInput";

    /**
     * Reads a payload.
     *
     * @throws InvalidDefinitionException when it is no such request
     */
    public static LoadClusterConfigurationRequest read(JsonNode payload) {
        Members members = new Members(payload, "");
        return new LoadClusterConfigurationRequest(
                members.requiredDefinitionName("EMRProfile"),
                members.requiredDefinitionName("ClusterConfiguration"),
                members.requiredString("ClusterName"),
                members.required("DefaultFailIfClusterRunning", members.bool("DefaultFailIfClusterRunning")),
                members.required(
                        "AllowedClusterConfigOverrides",
                        members.map("AllowedClusterConfigOverrides", ClusterConfigurationOverride::read)),
                members.required("ClusterTags", members.list("ClusterTags", Tag::read)));
    }

    /** The payload, without the execution's input. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("EMRProfile", emrProfile.toString())
                .put("ClusterConfiguration", clusterConfiguration.toString())
                .put("ClusterName", clusterName)
                .put("DefaultFailIfClusterRunning", defaultFailIfClusterRunning);
        // What the configuration said at synth is of no use to a launch; only its type is.
        ObjectNode overrides = json.putObject("AllowedClusterConfigOverrides");
        allowedOverrides.forEach((name, override) ->
                overrides.set(name, override.withoutDefault().toJson().without("Default")));
        ArrayNode tags = json.putArray("ClusterTags");
        clusterTags.forEach(tag -> tags.add(tag.toJson()));
        return json;
    }
}
