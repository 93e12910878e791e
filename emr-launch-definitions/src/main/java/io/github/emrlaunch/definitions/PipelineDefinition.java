package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored pipeline: the state machine that runs phases of steps on a cluster.
 *
 * @param pipelineName the name within the namespace
 * @param namespace the namespace
 * @param description for people
 * @param cluster the cluster that runs the steps
 * @param phases the phases in their order; null where they are left out, since there is no room for them
 * @param successTopic the ARN of the topic that is notified of executions that succeeded
 * @param failureTopic the ARN of the topic that is notified of executions that failed
 * @param stateMachine the ARN of the state machine
 * @param otherMembers what the document has besides, kept as it is
 */
public record PipelineDefinition(
        String pipelineName,
        String namespace,
        @Nullable String description,
        PipelineCluster cluster,
        @Nullable List<PipelinePhase> phases,
        @Nullable String successTopic,
        @Nullable String failureTopic,
        String stateMachine,
        ObjectNode otherMembers)
        implements Definition {
    /** What the names of all pipelines' state machines begin with. */
    static final String PREFIX = "pipeline_";

    /**
     * What the name and the namespace of a pipeline match: characters of the names of state machines that log.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StateMachineListItem.html">StateMachineListItem, name</a>
     */
    public static final String ALLOWED = "[A-Za-z0-9_-]+";

    /** Copies. */
    public PipelineDefinition {
        phases = phases == null ? null : List.copyOf(phases);
    }

    static PipelineDefinition read(ObjectNode json) {
        Members members = Members.ofDocument(json);
        return new PipelineDefinition(
                members.requiredString(DefinitionType.PIPELINE.nameMember()),
                members.requiredString("Namespace"),
                members.string("Description"),
                members.required("Cluster", PipelineCluster::read),
                members.list("Phases", PipelinePhase::read),
                members.string("SuccessTopic"),
                members.string("FailureTopic"),
                members.requiredString("StateMachine"),
                members.rest());
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put(DefinitionType.PIPELINE.nameMember(), pipelineName)
                .put("Namespace", namespace)
                .put("Description", description)
                .set("Cluster", cluster.toJson());
        if (phases == null) {
            json.putNull("Phases");
        } else {
            ArrayNode array = json.putArray("Phases");
            phases.forEach(phase -> array.add(phase.toJson()));
        }
        return json.put("SuccessTopic", successTopic)
                .put("FailureTopic", failureTopic)
                .put("StateMachine", stateMachine)
                .setAll(otherMembers.deepCopy());
    }

    /** The name of a pipeline's state machine: launch functions and job functions may have the same name. */
    public static String stateMachineName(DefinitionName name) {
        return PREFIX + name.namespace() + "_" + name.name();
    }

    /** Whether a state machine of this name is that of a pipeline: nothing else of this library has such a name. */
    public static boolean isStateMachine(String name) {
        return name.startsWith(PREFIX);
    }

    /**
     * The name of the pipeline that has a state machine of this name; empty when none can have it.
     *
     * @param namespace the pipeline's; null for what is before the first underscore
     */
    public static Optional<DefinitionName> nameOf(String stateMachineName, @Nullable String namespace) {
        String rest = isStateMachine(stateMachineName) ? stateMachineName.substring(PREFIX.length()) : "";
        String space = namespace == null ? rest.substring(0, Math.max(0, rest.indexOf('_'))) : namespace;
        String name = rest.startsWith(space + "_") ? rest.substring(space.length() + 1) : "";
        return space.matches(ALLOWED) && name.matches(ALLOWED)
                ? Optional.of(new DefinitionName(space, name))
                : Optional.empty();
    }

    /**
     * The ARN of the state machine, for those who start it or allow to.
     *
     * @param account the account where the definition is stored; null where it is not known
     * @param region the region where it is stored; null where it is not known
     * @throws InvalidDefinitionException when the document names another state machine than the pipeline's own
     */
    public String ownStateMachine(@Nullable String account, @Nullable String region) {
        return new OwnStateMachineRule(account, region).require(this, stateMachine, stateMachineName(definitionName()));
    }

    @Override
    public DefinitionName definitionName() {
        return new DefinitionName(namespace, pipelineName);
    }

    @Override
    public ObjectNode summary() {
        ObjectNode summary = Json.object().put("Kind", cluster.kind().name()).put("Cluster", cluster.inWords());
        ArrayNode names = summary.putArray("Phases");
        if (phases != null) {
            phases.forEach(phase -> names.add(phase.name()));
        }
        return summary.put("Description", description);
    }

    @Override
    public DefinitionType<?> type() {
        return DefinitionType.PIPELINE;
    }
}
