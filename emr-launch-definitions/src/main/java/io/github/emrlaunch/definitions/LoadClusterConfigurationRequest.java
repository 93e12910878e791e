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
 * @param way who will call RunJobFlow
 * @param secrets what the launcher was allowed to read when it was deployed
 */
public record LoadClusterConfigurationRequest(
        DefinitionName emrProfile,
        DefinitionName clusterConfiguration,
        String clusterName,
        boolean defaultFailIfClusterRunning,
        Map<String, ClusterConfigurationOverride> allowedOverrides,
        List<Tag> clusterTags,
        LaunchWay way,
        LaunchSecrets secrets) {
    /** The member of the payload that holds the execution's input, which only the state machine can add. */
    public static final String EXECUTION_INPUT = "ExecutionInput";

    /** The member of the payload that holds the execution's ARN, which only the state machine can add. */
    public static final String EXECUTION = "Execution";

    /** The member of the payload that holds the {@link LoadStage}; {@link LoadStage#ALL} when it is missing. */
    public static final String STAGE = "Stage";

    /** The member of the payload that holds the request as loaded, in {@link LoadStage#AFTER_OVERRIDES}. */
    public static final String LOADED = "Loaded";

    /** The member of the payload that holds the request as overridden, in {@link LoadStage#AFTER_OVERRIDES}. */
    public static final String OVERRIDDEN = "Overridden";

    /**
     * Reads a payload, without what only the state machine adds.
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
                members.required("ClusterTags", members.list("ClusterTags", Tag::read)),
                members.required("Way", members.constant("Way", LaunchWay.class)),
                members.required("Secrets", LaunchSecrets::read));
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
        json.put("Way", way.name());
        json.set("Secrets", secrets.toJson());
        return json;
    }
}
