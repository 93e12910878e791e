package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored job function: the state machine that runs a job on an application of EMR Serverless.
 *
 * @param jobFunctionName the name within the namespace
 * @param namespace the namespace
 * @param description the description, or null
 * @param applicationId the id of the application
 * @param executionRole the ARN of the runtime role of the job
 * @param entryPoint the URI of the jar, script or query
 * @param allowedOverrides the rules of the overrides of an execution, by name
 * @param successTopic the ARN of the topic that is notified of job runs that succeeded
 * @param failureTopic the ARN of the topic that is notified of job runs that failed
 * @param stateMachine the ARN of the state machine
 * @param otherMembers the other members of the document, unchanged
 */
public record ServerlessJobFunctionDefinition(
        String jobFunctionName,
        String namespace,
        @Nullable String description,
        String applicationId,
        String executionRole,
        String entryPoint,
        Map<String, OverrideRule> allowedOverrides,
        @Nullable String successTopic,
        @Nullable String failureTopic,
        String stateMachine,
        ObjectNode otherMembers)
        implements Definition {
    /** The prefix of the names of all job functions' state machines. */
    static final String PREFIX = "serverless_";

    private static final String OVERRIDES = "AllowedOverrides";

    static ServerlessJobFunctionDefinition read(ObjectNode json) {
        Members members = Members.ofDocument(json);
        return new ServerlessJobFunctionDefinition(
                members.requiredString(DefinitionType.SERVERLESS_JOB_FUNCTION.nameMember()),
                members.requiredString("Namespace"),
                members.string("Description"),
                members.requiredString("ApplicationId"),
                members.requiredString("ExecutionRole"),
                members.requiredString("EntryPoint"),
                OverrideRule.readByTarget(members.requiredObject(OVERRIDES), OVERRIDES),
                members.string("SuccessTopic"),
                members.string("FailureTopic"),
                members.requiredString("StateMachine"),
                members.rest());
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put(DefinitionType.SERVERLESS_JOB_FUNCTION.nameMember(), jobFunctionName)
                .put("Namespace", namespace)
                .put("Description", description)
                .put("ApplicationId", applicationId)
                .put("ExecutionRole", executionRole)
                .put("EntryPoint", entryPoint);
        ObjectNode overrides = json.putObject(OVERRIDES);
        allowedOverrides.forEach((name, rule) -> overrides.set(name, rule.toJsonWithoutTarget()));
        return json.put("SuccessTopic", successTopic)
                .put("FailureTopic", failureTopic)
                .put("StateMachine", stateMachine)
                .setAll(otherMembers.deepCopy());
    }

    /** Returns the name of a job function's state machine. The prefix distinguishes it from that of a launch function. */
    public static String stateMachineName(DefinitionName name) {
        return PREFIX + name.namespace() + "_" + name.name();
    }

    /**
     * Returns the ARN of the state machine, for starting it or granting permission to start it.
     *
     * @param account the account where the definition is stored; null if it is not known
     * @param region the region where it is stored; null if it is not known
     * @throws InvalidDefinitionException when the document names another state machine than that of the job function
     */
    public String ownStateMachine(@Nullable String account, @Nullable String region) {
        return new OwnStateMachineRule(account, region).require(this, stateMachine, stateMachineName(definitionName()));
    }

    @Override
    public DefinitionName definitionName() {
        return new DefinitionName(namespace, jobFunctionName);
    }

    @Override
    public ObjectNode summary() {
        ObjectNode summary = Json.object().put("Application", applicationId).put("EntryPoint", entryPoint);
        ArrayNode overrides = summary.putArray("Overrides");
        allowedOverrides.keySet().forEach(overrides::add);
        return summary.put("Description", description);
    }

    @Override
    public DefinitionType<?> type() {
        return DefinitionType.SERVERLESS_JOB_FUNCTION;
    }
}
