package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The part of a launch that is known at synthesis, and the members of the payloads that a launch's state machine sends to its Lambda
 * function. It is the contract between the construct that creates the state machine and the handler.
 *
 * @param emrProfile the profile to load
 * @param clusterConfiguration the cluster configuration to load
 * @param clusterName the cluster's name, unless overridden
 * @param defaultFailIfClusterRunning the default for the execution's input
 * @param hasOverrideFunction whether a function of the user applies the overrides
 * @param allowedOverrides the overrides that the execution's input may use, by name
 * @param clusterTags the tags of every cluster of this launch function
 * @param inheritedTags the tags of every cluster that has no other tag with the same key
 * @param inputRules the rules for the execution's input
 * @param secrets the secrets that the function's role may read
 * @param expected the required state of the definitions
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

    /** A unique value of the task, by which the function identifies its task in the history; in LOAD, CHECK, START and TERMINATE. */
    public static final String NONCE = "Nonce";

    /** The execution's ARN; in every payload. */
    public static final String EXECUTION = "Execution";

    /** The start time of the execution; in START and TERMINATE. */
    public static final String EXECUTION_START = "ExecutionStart";

    /** The execution's input; in LOAD and CHECK. */
    public static final String EXECUTION_INPUT = "ExecutionInput";

    /** This record; in LOAD and CHECK. START has only its {@link #SECRETS}. */
    public static final String LAUNCH = "Launch";

    /** The member of this record with the secrets. */
    public static final String SECRETS = "Secrets";

    /** The member of this record with the required state of the definitions. */
    public static final String EXPECTED = "Expected";

    /** The request before the user's override function; in CHECK. */
    public static final String LOADED = "Loaded";

    /** The result of the user's override function; in CHECK. */
    public static final String OVERRIDDEN = "Overridden";

    /** The RunJobFlow request without secrets; in START, and in the results of LOAD and CHECK. */
    public static final String CLUSTER = "Cluster";

    /** The number of previous attempts of the state; in START. */
    public static final String RETRY_COUNT = "RetryCount";

    /** The number of redrives of the execution; in START. */
    public static final String REDRIVE_COUNT = "RedriveCount";

    /** Whether the launch waits for its cluster, and so describes it later; in START, if it is false. */
    public static final String WAITS = "Waits";

    /** The cluster's name, by which TERMINATE finds a cluster whose id is unknown. */
    public static final String CLUSTER_NAME = "ClusterName";

    /** The cluster's id; in DESCRIBE, in TERMINATE if it is known, and in the result of START. */
    public static final String CLUSTER_ID = "ClusterId";

    /** The cluster's ARN; in the result of START. */
    public static final String CLUSTER_ARN = "ClusterArn";

    /** The protection of the cluster; in the result of START and in DESCRIBE, which compares it with the cluster. */
    public static final String PROTECTION = "Protection";

    /** The members that protect the cluster and differ in the actual cluster, as text; in the result of DESCRIBE. */
    public static final String DIFFERENCES = "Differences";

    /** The cluster's status in the form of DescribeCluster; in the result of DESCRIBE. */
    public static final String STATUS = "Status";

    /** The ids of the clusters that were terminated; in the result of TERMINATE. */
    public static final String TERMINATED = "Terminated";

    /** Creates a request without requirements for the definitions, without inherited tags, and with the default rules for the input. */
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

    /** Returns this request with inherited tags. */
    public LaunchRequest withInheritedTags(List<Tag> tags) {
        return with(tags, inputRules, expected);
    }

    /** Returns this request with other rules for the execution's input. */
    public LaunchRequest withInputRules(InputRules rules) {
        return with(inheritedTags, rules, expected);
    }

    /** Returns this request with requirements for the definitions. */
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
     * Parses the JSON of {@link #toJson}.
     *
     * @throws InvalidDefinitionException when it has another form
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
     * Parses the secrets of the member {@link #LAUNCH} of a payload, which may have other members.
     *
     * @throws InvalidDefinitionException when they have another form
     */
    public static LaunchSecrets secrets(JsonNode launch) {
        return new Members(launch, LAUNCH).required(SECRETS, LaunchSecrets::read);
    }

    /** Returns the member {@link #LAUNCH} of a payload. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("EMRProfile", emrProfile.toString())
                .put("ClusterConfiguration", clusterConfiguration.toString())
                .put("ClusterName", clusterName)
                .put("DefaultFailIfClusterRunning", defaultFailIfClusterRunning)
                .put("HasOverrideFunction", hasOverrideFunction);
        // A launch needs only the type of the default, not its value at synthesis.
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
