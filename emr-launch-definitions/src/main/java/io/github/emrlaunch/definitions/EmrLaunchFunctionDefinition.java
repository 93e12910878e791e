package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored launch function: the state machine that starts clusters of a profile and a cluster configuration.
 *
 * @param launchFunctionName the name within the namespace
 * @param namespace the namespace
 * @param emrProfile the profile
 * @param clusterConfiguration the cluster configuration
 * @param clusterName the name of clusters
 * @param defaultFailIfClusterRunning whether a launch fails while a cluster of the launch function with the same name is running, unless
 * its input states
 *     otherwise
 * @param successTopic the ARN of the topic that is notified of successful launches
 * @param failureTopic the ARN of the topic that is notified of failed launches
 * @param overrideClusterConfigsLambda the ARN of a function that applies the overrides instead of the library
 * @param allowedClusterConfigOverrides the overrides that a launch may use, by name
 * @param stateMachine the ARN of the state machine
 * @param description the description, or null
 * @param clusterTags the tags of clusters
 * @param waitForClusterStart whether a launch waits until the cluster has started
 * @param otherMembers the other members of the document, unchanged
 */
public record EmrLaunchFunctionDefinition(
        String launchFunctionName,
        String namespace,
        DefinitionName emrProfile,
        DefinitionName clusterConfiguration,
        @Nullable String clusterName,
        @Nullable Boolean defaultFailIfClusterRunning,
        @Nullable String successTopic,
        @Nullable String failureTopic,
        @Nullable String overrideClusterConfigsLambda,
        @Nullable Map<String, OverrideRule> allowedClusterConfigOverrides,
        String stateMachine,
        @Nullable String description,
        @Nullable List<Tag> clusterTags,
        @Nullable Boolean waitForClusterStart,
        ObjectNode otherMembers)
        implements Definition {

    static EmrLaunchFunctionDefinition read(ObjectNode json) {
        Members members = Members.ofDocument(json);
        return new EmrLaunchFunctionDefinition(
                members.requiredString(DefinitionType.EMR_LAUNCH_FUNCTION.nameMember()),
                members.requiredString("Namespace"),
                members.requiredDefinitionName("EMRProfile"),
                members.requiredDefinitionName("ClusterConfiguration"),
                members.string("ClusterName"),
                members.bool("DefaultFailIfClusterRunning"),
                members.string("SuccessTopic"),
                members.string("FailureTopic"),
                members.string("OverrideClusterConfigsLambda"),
                members.map("AllowedClusterConfigOverrides", OverrideRule::read),
                members.requiredString("StateMachine"),
                members.string("Description"),
                members.list("ClusterTags", Tag::read),
                members.bool("WaitForClusterStart"),
                members.rest());
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put(DefinitionType.EMR_LAUNCH_FUNCTION.nameMember(), launchFunctionName)
                .put("Namespace", namespace)
                .put("EMRProfile", emrProfile.toString())
                .put("ClusterConfiguration", clusterConfiguration.toString())
                .put("ClusterName", clusterName)
                .put("DefaultFailIfClusterRunning", defaultFailIfClusterRunning)
                .put("SuccessTopic", successTopic)
                .put("FailureTopic", failureTopic)
                .put("OverrideClusterConfigsLambda", overrideClusterConfigsLambda)
                .set(
                        "AllowedClusterConfigOverrides",
                        allowedClusterConfigOverrides == null
                                ? null
                                : OverrideRule.toJson(allowedClusterConfigOverrides));
        json.put("StateMachine", stateMachine).put("Description", description);
        if (clusterTags == null) {
            json.putNull("ClusterTags");
        } else {
            ArrayNode tags = json.putArray("ClusterTags");
            clusterTags.forEach(tag -> tags.add(tag.toJson()));
        }
        return json.put("WaitForClusterStart", waitForClusterStart).setAll(otherMembers.deepCopy());
    }

    /**
     * Checks that the name of a launch function's state machine cannot be that of a pipeline or a job function: permissions to start one
     * would apply to the other.
     *
     * @throws IllegalArgumentException when it can be
     */
    public static void requireOwnNamespace(DefinitionName name) {
        String machine = stateMachineName(name);
        otherOwner(machine).ifPresent(owner -> {
            throw new IllegalArgumentException(
                    "The state machine of launch function '%s' is named '%s', which may also be the name of the state machine of a %s. Choose another namespace"
                            .formatted(name, machine, owner));
        });
    }

    /**
     * Returns the kind of construct that has state machines with such names, such as {@code pipeline}; empty for the name of a launch
     * function.
     */
    public static Optional<String> otherOwner(String stateMachineName) {
        if (PipelineDefinition.isStateMachine(stateMachineName)) {
            return Optional.of(DefinitionType.PIPELINE.label());
        }
        return stateMachineName.startsWith(ServerlessJobFunctionDefinition.PREFIX)
                ? Optional.of(DefinitionType.SERVERLESS_JOB_FUNCTION.label())
                : Optional.empty();
    }

    /** Returns the name of a launch function's state machine. */
    public static String stateMachineName(DefinitionName name) {
        return name.namespace() + "_" + name.name();
    }

    /**
     * Returns the ARN of the state machine, for starting it or granting permission to start it.
     *
     * @param account the account where the definition is stored; null if it is not known
     * @param region the region where it is stored; null if it is not known
     * @throws InvalidDefinitionException when the document names another state machine than that of the launch function, or the launch
     * function has
     *     the namespace of state machines of another kind
     */
    public String ownStateMachine(@Nullable String account, @Nullable String region) {
        try {
            requireOwnNamespace(definitionName());
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException("%s, and deploy it again".formatted(e.getMessage()), e);
        }
        return new OwnStateMachineRule(account, region).require(this, stateMachine, stateMachineName(definitionName()));
    }

    @Override
    public DefinitionName definitionName() {
        return new DefinitionName(namespace, launchFunctionName);
    }

    @Override
    public ObjectNode summary() {
        ObjectNode summary = Json.object()
                .put("Profile", emrProfile.toString())
                .put("Configuration", clusterConfiguration.toString());
        ArrayNode overrides = summary.putArray("Overrides");
        if (allowedClusterConfigOverrides != null) {
            allowedClusterConfigOverrides.keySet().forEach(overrides::add);
        }
        return summary.put("Description", description);
    }

    @Override
    public DefinitionType<?> type() {
        return DefinitionType.EMR_LAUNCH_FUNCTION;
    }
}
