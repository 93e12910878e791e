package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.NotificationStates;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.IRole;

/**
 * The states that all pipelines have: the check of the input, the phases and the ends. The variables of a pipeline, all of which have a
 * value from the first state on, are {@code $clusterId}, {@code $error} as {@code {"Error", "Cause"}}, those of
 * {@link StepArguments}, and others of its own.
 */
final class PipelineStates {
    static final String PHASES = "Run Phases";

    /** The value of a variable that has none yet. Validators take an empty string for a mistake. */
    static final String NONE = expression("''");

    private static final String READ = "Read Step Arguments";
    private static final String VALID = "Are Step Arguments Valid?";
    private static final String SUCCEEDED = "Pipeline Succeeded";
    private static final String FAILED = "Pipeline Failed";

    /** The bytes of a definition that Step Functions takes. */
    private static final int MAX_DEFINITION = 1_048_576;

    private final PipelineSettings settings;
    private final StepArguments arguments;
    private final NotificationStates notifications;
    private final StateMachineText machine;

    PipelineStates(PipelineSettings settings, String comment) {
        this.settings = settings;
        arguments = new StepArguments(settings.steps());
        notifications = new NotificationStates(settings.notifications(), Kind.PIPELINE, settings.name());
        machine = StateMachineText.machine(comment, settings.timeoutSeconds());
    }

    /**
     * Adds the states that come first, and those of the ends.
     *
     * @param variables that are assigned at first, besides those of all pipelines
     * @param before what is known of the cluster before the phases, as expressions
     * @param next the state that comes after the check
     * @return the state to go to when something fails before the phases
     */
    String addStart(ObjectNode variables, Map<String, String> before, String next) {
        variables.putObject("error");
        machine.add(READ, arguments.check(variables, VALID));
        String failed = addFailure(" before Phases", before);
        ObjectNode invalid = error("'%s'".formatted(PipelineErrors.INVALID_OVERRIDE), "$violation");
        machine.add(
                        VALID,
                        StateText.choice()
                                .when("$violation != ''", failed, invalid)
                                .otherwise(next))
                .add(FAILED, StateText.fail("$error.Error", "$error.Cause"))
                .add(
                        SUCCEEDED,
                        StateText.succeed()
                                .output("$merge([$states.context.Execution.Input, "
                                        + "{'LaunchClusterResult': {'ClusterId': $clusterId}}])"));
        return failed;
    }

    /** Adds the states for executions that fail, and returns the first of them. */
    String addFailure(String suffix, Map<String, String> work) {
        return notifications.addFailure(machine, suffix, "$error", work, FAILED);
    }

    /** Adds the states for executions that succeed, and returns the first of them. */
    String addSuccess(Map<String, String> work) {
        return notifications.addSuccess(machine, work, SUCCEEDED);
    }

    void add(String name, StateText state) {
        machine.add(name, state);
    }

    /** Variables with an error, whose members are expressions. */
    static ObjectNode error(String error, String cause) {
        return Json.object()
                .set("error", Json.object().put("Error", expression(error)).put("Cause", expression(cause)));
    }

    /** Variables with the error that a state catches. */
    static ObjectNode caughtError() {
        return Json.object().set("error", StateText.caughtError());
    }

    /**
     * Adds the phases, which come last so that all other names are known. They are the branch of a Parallel state, so that one Catch is
     * for all of them.
     *
     * @return the definition
     * @throws IllegalArgumentException when a name is taken, or the definition is too long
     */
    String addPhases(String next, String failed) {
        PhaseNames.requireFree(settings.phases(), name -> name.equals(PHASES) || machine.has(name));
        StateMachineText branch = StateMachineText.branch();
        List<Map.Entry<String, StateText>> states = phases();
        for (int i = 0; i < states.size(); i++) {
            StateText state = states.get(i).getValue();
            branch.add(
                    states.get(i).getKey(),
                    i + 1 < states.size() ? state.next(states.get(i + 1).getKey()) : state.end());
        }
        machine.add(
                PHASES,
                StateText.parallel(List.of(branch))
                        .output("{}")
                        .catchAll(failed, caughtError())
                        .next(next));
        String definition = machine.toJson();
        if (definition.length() > MAX_DEFINITION) {
            throw new IllegalArgumentException(
                    "The definition of the state machine has %d characters, Step Functions allows %d: put long arguments into files, or make several pipelines of the phases"
                            .formatted(definition.length(), MAX_DEFINITION));
        }
        return definition;
    }

    private List<Map.Entry<String, StateText>> phases() {
        List<Map.Entry<String, StateText>> states = new ArrayList<>();
        for (Phase phase : settings.phases()) {
            if (phase.parallel()) {
                List<StateMachineText> branches = phase.steps().stream()
                        .map(step -> StateMachineText.branch()
                                .add(step.name(), step(step).end()))
                        .toList();
                states.add(Map.entry(phase.name(), StateText.parallel(branches).output("{}")));
            } else {
                phase.steps().forEach(step -> states.add(Map.entry(step.name(), step(step))));
            }
            phase.validation().forEach(step -> states.add(Map.entry(step.name(), step(step))));
        }
        return states;
    }

    /**
     * Without a retry, whatever EMR says: throttling has the name that all other errors have, that of a look at a step which runs
     * already among them, and nothing keeps EMR from running the same step twice.
     */
    private StateText step(EmrStep step) {
        ObjectNode json = (ObjectNode) literal(step.toJson());
        ((ObjectNode) json.path("HadoopJarStep")).set("Args", arguments.of(step));
        ObjectNode parameters = Json.object().put("ClusterId", expression("$clusterId"));
        parameters.set("Step", json);
        IRole role = step.executionRole();
        if (role != null) {
            parameters.put("ExecutionRoleArn", role.getRoleArn());
        }
        return StateText.task("elasticmapreduce:addStep.sync", parameters).output("{}");
    }

    /** Allows to add the steps of the phases to a cluster and to wait for their end. */
    static List<Map<String, Object>> allowSteps(EmrCluster cluster, List<EmrStep> steps) {
        List<String> roles = new ArrayList<>();
        for (EmrStep step : steps) {
            IRole role = step.executionRole();
            if (role == null) {
                return cluster.allowSteps(List.of(), true);
            }
            roles.add(role.getRoleArn());
        }
        return cluster.allowSteps(roles.stream().distinct().toList(), true);
    }
}
