package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.StepFunction;
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
    private final StepStates steps;

    PipelineStates(PipelineSettings settings, String stepFunctionArn, String comment) {
        this.settings = settings;
        steps = new StepStates(stepFunctionArn);
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
        StateNames names = new StateNames("", machine::has);
        List<Object> states = new ArrayList<>();
        for (Phase phase : settings.phases()) {
            if (phase.parallel()) {
                states.add(phase);
            } else {
                states.addAll(phase.steps());
            }
            states.addAll(phase.validation());
        }
        for (int i = 0; i < states.size(); i++) {
            String after = i + 1 == states.size() ? null : nameOf(states.get(i + 1), names);
            if (states.get(i) instanceof Phase phase) {
                List<StateMachineText> branches = phase.steps().stream()
                        .map(step -> {
                            StateMachineText one = StateMachineText.branch();
                            steps.add(one, names, step, arguments(step), null);
                            return one;
                        })
                        .toList();
                StateText parallel = StateText.parallel(branches).output("{}");
                branch.add(phase.name(), after == null ? parallel.end() : parallel.next(after));
            } else {
                EmrStep step = (EmrStep) states.get(i);
                steps.add(branch, names, step, arguments(step), after);
            }
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

    private static String nameOf(Object state, StateNames names) {
        return state instanceof Phase phase ? phase.name() : names.of((EmrStep) state);
    }

    private ObjectNode arguments(EmrStep step) {
        ObjectNode json = (ObjectNode) literal(step.toJson());
        ((ObjectNode) json.path("HadoopJarStep")).set("Args", arguments.of(step));
        ObjectNode parameters = Json.object().put("ClusterId", expression("$clusterId"));
        parameters.set("Step", json);
        IRole role = step.executionRole();
        if (role != null) {
            parameters.put("ExecutionRoleArn", role.getRoleArn());
        }
        return parameters;
    }

    /** Allows to add the steps of the phases to a cluster, to wait for their end and to have them looked at. */
    static List<Map<String, Object>> allowSteps(StepFunction function, EmrCluster cluster, List<EmrStep> steps) {
        function.allow(cluster.allowLooks());
        List<Map<String, Object>> statements = new ArrayList<>(allowSteps(cluster, steps));
        statements.add(function.allowInvocation());
        return statements;
    }

    private static List<Map<String, Object>> allowSteps(EmrCluster cluster, List<EmrStep> steps) {
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
