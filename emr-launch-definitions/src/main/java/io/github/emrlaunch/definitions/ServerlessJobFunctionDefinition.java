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
 * @param description for people
 * @param applicationId the application
 * @param executionRole the ARN of the role that the job acts as
 * @param entryPoint the URI of what runs: a jar, a script, a query
 * @param allowedOverrides the rules of the overrides of an execution, by name
 * @param successTopic the ARN of the topic that is told of job runs that succeeded
 * @param failureTopic the ARN of the topic that is told of job runs that failed
 * @param stateMachine the ARN of the state machine
 * @param otherMembers what the document has besides, kept as it is
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
    /** What the names of all job functions' state machines begin with. */
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

    /** The name of a job function's state machine: a launch function may have the same name. */
    public static String stateMachineName(DefinitionName name) {
        return PREFIX + name.namespace() + "_" + name.name();
    }

    /**
     * The ARN of the state machine, for those who start it or allow to.
     *
     * @param account the account where the definition is stored; null where it is not known
     * @param region the region where it is stored; null where it is not known
     * @throws InvalidDefinitionException when the document names another state machine than the job function's own
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
