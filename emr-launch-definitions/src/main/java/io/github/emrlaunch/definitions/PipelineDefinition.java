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
 * @param description the description, or null
 * @param cluster the cluster that runs the steps
 * @param phases the phases in order; null if they are omitted because of the size of the definition
 * @param successTopic the ARN of the topic that is notified of executions that succeeded
 * @param failureTopic the ARN of the topic that is notified of executions that failed
 * @param stateMachine the ARN of the state machine
 * @param otherMembers the other members of the document, unchanged
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
    /** The prefix of the names of all pipelines' state machines. */
    static final String PREFIX = "pipeline_";

    /**
     * The pattern of the name and the namespace of a pipeline: the characters of names of state machines with logging.
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StateMachineListItem.html">StateMachineListItem, name</a>
     */
    public static final String ALLOWED = "[A-Za-z0-9_-]+";

    /** Copies the components. */
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

    /** Returns the name of a pipeline's state machine. The prefix distinguishes it from those of launch functions and job functions. */
    public static String stateMachineName(DefinitionName name) {
        return PREFIX + name.namespace() + "_" + name.name();
    }

    /** Returns whether a state machine with this name belongs to a pipeline: no other construct of this library uses such names. */
    public static boolean isStateMachine(String name) {
        return name.startsWith(PREFIX);
    }

    /**
     * Returns the name of the pipeline with a state machine of this name; empty if there can be none.
     *
     * @param namespace the pipeline's; null for the part before the first underscore
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
     * Returns the ARN of the state machine, for starting it or granting permission to start it.
     *
     * @param account the account where the definition is stored; null if it is not known
     * @param region the region where it is stored; null if it is not known
     * @throws InvalidDefinitionException when the document names another state machine than that of the pipeline
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
