package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The part of a launch that is known at synth, and the members of the payloads that a launch's state machine sends to its Lambda
 * function. It is the contract between the construct that writes the state machine and the handler.
 *
 * @param emrProfile the profile to load
 * @param clusterConfiguration the cluster configuration to load
 * @param clusterName the cluster's name, unless overridden
 * @param defaultFailIfClusterRunning what holds when the execution's input doesn't say
 * @param hasOverrideFunction whether a function of the user's applies the overrides
 * @param allowedOverrides what the execution's input may override, by name
 * @param clusterTags tags of every cluster of this launch function
 * @param inheritedTags tags of every cluster that has none of the same key
 * @param inputRules what the execution's input may do
 * @param secrets the secrets that the function's role may read
 * @param expected what the definitions must still be
 */
public record LaunchRequest(
        DefinitionName emrProfile,
        DefinitionName clusterConfiguration,
        String clusterName,
        boolean defaultFailIfClusterRunning,
        boolean hasOverrideFunction,
        Map<String, OverrideRule> allowedOverrides,
        List<Tag> clusterTags,
        List<Tag> inheritedTags,
        InputRules inputRules,
        LaunchSecrets secrets,
        ExpectedDefinitions expected) {
    private static final String INHERITED_TAGS = "InheritedTags";
    private static final String INPUT_RULES = "InputRules";

    /** The {@link LaunchStage}; in every payload. */
    public static final String STAGE = "Stage";

    /** A value that no other task has, by which the function knows its own task in the history; in LOAD, CHECK, START and TERMINATE. */
    public static final String NONCE = "Nonce";

    /** The execution's ARN; in every payload. */
    public static final String EXECUTION = "Execution";

    /** The time at which the execution began; in START and TERMINATE. */
    public static final String EXECUTION_START = "ExecutionStart";

    /** The execution's input; in LOAD and CHECK. */
    public static final String EXECUTION_INPUT = "ExecutionInput";

    /** This record; in LOAD and CHECK, and in START of it {@link #SECRETS} only. */
    public static final String LAUNCH = "Launch";

    /** The member of this record that has the secrets. */
    public static final String SECRETS = "Secrets";

    /** The member of this record that has what the definitions must still be. */
    public static final String EXPECTED = "Expected";

    /** The request before the user's override function; in CHECK. */
    public static final String LOADED = "Loaded";

    /** The answer of the user's override function; in CHECK. */
    public static final String OVERRIDDEN = "Overridden";

    /** The RunJobFlow request without secrets; in START, and in the answers of LOAD and CHECK. */
    public static final String CLUSTER = "Cluster";

    /** How often the state was tried before; in START. */
    public static final String RETRY_COUNT = "RetryCount";

    /** How often the execution was redriven; in START. */
    public static final String REDRIVE_COUNT = "RedriveCount";

    /** Whether the launch waits for its cluster, and so looks at it again; in START, where it is false. */
    public static final String WAITS = "Waits";

    /** The cluster's name, by which TERMINATE looks for a cluster whose id is unknown. */
    public static final String CLUSTER_NAME = "ClusterName";

    /** The cluster's id; in DESCRIBE, in TERMINATE where it is known, and in the answer of START. */
    public static final String CLUSTER_ID = "ClusterId";

    /** The cluster's ARN; in the answer of START. */
    public static final String CLUSTER_ARN = "ClusterArn";

    /** What protects the cluster; in the answer of START and in DESCRIBE, which compares it with what EMR made. */
    public static final String PROTECTION = "Protection";

    /** The members that protect the cluster and that EMR made differently, as text; in the answer of DESCRIBE. */
    public static final String DIFFERENCES = "Differences";

    /** The cluster's status in the shape of DescribeCluster; in the answer of DESCRIBE. */
    public static final String STATUS = "Status";

    /** The ids of the clusters that were terminated; in the answer of TERMINATE. */
    public static final String TERMINATED = "Terminated";

    /** A launch of any definitions, whose clusters inherit no tags, and whose input may do what is allowed by default. */
    public LaunchRequest(
            DefinitionName emrProfile,
            DefinitionName clusterConfiguration,
            String clusterName,
            boolean defaultFailIfClusterRunning,
            boolean hasOverrideFunction,
            Map<String, OverrideRule> allowedOverrides,
            List<Tag> clusterTags,
            LaunchSecrets secrets) {
        this(
                emrProfile,
                clusterConfiguration,
                clusterName,
                defaultFailIfClusterRunning,
                hasOverrideFunction,
                allowedOverrides,
                clusterTags,
                List.of(),
                InputRules.DEFAULT,
                secrets,
                ExpectedDefinitions.NONE);
    }

    /** The same for clusters that inherit these tags. */
    public LaunchRequest withInheritedTags(List<Tag> tags) {
        return with(tags, inputRules, expected);
    }

    /** The same with other rules for the execution's input. */
    public LaunchRequest withInputRules(InputRules rules) {
        return with(inheritedTags, rules, expected);
    }

    /** The same for definitions that must be as they were. */
    public LaunchRequest withExpected(ExpectedDefinitions definitions) {
        return with(inheritedTags, inputRules, definitions);
    }

    private LaunchRequest with(List<Tag> tags, InputRules rules, ExpectedDefinitions definitions) {
        return new LaunchRequest(
                emrProfile,
                clusterConfiguration,
                clusterName,
                defaultFailIfClusterRunning,
                hasOverrideFunction,
                allowedOverrides,
                clusterTags,
                tags,
                rules,
                secrets,
                definitions);
    }

    /**
     * Reads the JSON of {@link #toJson}.
     *
     * @throws InvalidDefinitionException when it has another shape
     */
    public static LaunchRequest read(JsonNode json) {
        Members members = new Members(json, LAUNCH);
        List<Tag> inherited = members.list(INHERITED_TAGS, Tag::read);
        ObjectNode rules = members.object(INPUT_RULES);
        return new LaunchRequest(
                members.requiredDefinitionName("EMRProfile"),
                members.requiredDefinitionName("ClusterConfiguration"),
                members.requiredString("ClusterName"),
                members.required("DefaultFailIfClusterRunning", members.bool("DefaultFailIfClusterRunning")),
                members.required("HasOverrideFunction", members.bool("HasOverrideFunction")),
                members.required(
                        "AllowedClusterConfigOverrides",
                        members.map("AllowedClusterConfigOverrides", OverrideRule::read)),
                members.required("ClusterTags", members.list("ClusterTags", Tag::read)),
                inherited == null ? List.of() : inherited,
                rules == null ? InputRules.DEFAULT : InputRules.read(new Members(rules, INPUT_RULES)),
                members.required(SECRETS, LaunchSecrets::read),
                members.required(EXPECTED, ExpectedDefinitions::read));
    }

    /**
     * Reads the secrets of the member {@link #LAUNCH} of a payload, whatever else it has.
     *
     * @throws InvalidDefinitionException when they have another shape
     */
    public static LaunchSecrets secrets(JsonNode launch) {
        return new Members(launch, LAUNCH).required(SECRETS, LaunchSecrets::read);
    }

    /** The member {@link #LAUNCH} of a payload. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("EMRProfile", emrProfile.toString())
                .put("ClusterConfiguration", clusterConfiguration.toString())
                .put("ClusterName", clusterName)
                .put("DefaultFailIfClusterRunning", defaultFailIfClusterRunning)
                .put("HasOverrideFunction", hasOverrideFunction);
        // What the configuration said at synth is of no use to a launch; only its type is.
        ObjectNode overrides = json.putObject("AllowedClusterConfigOverrides");
        allowedOverrides.forEach((name, override) ->
                overrides.set(name, override.withoutDefault().toJson().without("Default")));
        ArrayNode tags = json.putArray("ClusterTags");
        clusterTags.forEach(tag -> tags.add(tag.toJson()));
        if (!inheritedTags.isEmpty()) {
            ArrayNode inherited = json.putArray(INHERITED_TAGS);
            inheritedTags.forEach(tag -> inherited.add(tag.toJson()));
        }
        if (!inputRules.equals(InputRules.DEFAULT)) {
            json.set(INPUT_RULES, inputRules.toJson());
        }
        json.set(SECRETS, secrets.toJson());
        return json.set(EXPECTED, expected.toJson());
    }
}
