package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.StepFunction;
import io.github.emrlaunch.core.internal.states.NotificationStates;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awscdk.services.iam.IRole;

/**
 * The states of all pipelines: the check of the input, the phases and the final states. All variables of a pipeline have a
 * value from the first state on. They are {@code $clusterId}, {@code $problem} as {@code {"Error", "Cause", "Phase"}}, those of
 * {@link StepArguments} and {@link PhaseStates}, and variables of the kind of pipeline.
 */
final class PipelineStates {
    /** The variable with the error. A variable with the name {@code error} would hide the JSONata function that fails expressions. */
    static final String ERROR = "problem";

    /** The initial value of variables. Validators report an empty string as an error. */
    static final String NONE = expression("''");

    /** The state that converts a caught error to a readable one. */
    static final String EXPLAIN = "Explain Failure";

    private static final String READ = "Read Step Arguments";
    private static final String VALID = "Are Step Arguments Valid?";
    private static final String SUCCEEDED = "Pipeline Succeeded";
    private static final String FAILED = "Pipeline Failed";

    /** The bytes of a definition that Step Functions accepts. */
    private static final int MAX_DEFINITION = 1_048_576;

    /** The expression that {@code $} refers to in references. */
    static final String INPUT = "$states.context.Execution.Input";

    private final PipelineSettings settings;
    private final StepStates steps;
    private final PhaseChains chains;
    private final StepArguments arguments;
    private final NotificationStates notifications;
    private final StateMachineText machine;

    /**
     * Creates the states of a pipeline.
     *
     * @param members the members of the input that the pipeline accepts in addition to those of all pipelines
     */
    PipelineStates(
            PipelineSettings settings, StepStates steps, PhaseChains chains, String comment, List<String> members) {
        this.settings = settings;
        this.steps = steps;
        this.chains = chains;
        arguments = new StepArguments(settings.steps(), INPUT, new PipelineInput(settings.phases(), members).checks());
        notifications = new NotificationStates(
                settings.notifications(), Kind.PIPELINE, settings.name().toString());
        machine = StateMachineText.machine(comment, settings.timeoutSeconds());
    }

    /**
     * Adds the first states and the final ones.
     *
     * @param variables the initial variables in addition to those of all pipelines
     * @param work the known values of the cluster when an execution fails, as expressions
     * @param next the state after the check
     * @return the state for failures
     */
    String addStart(ObjectNode variables, Map<String, String> work, String next) {
        variables.putObject(ERROR);
        PhaseStates.addVariables(variables, settings.phases());
        machine.add(READ, arguments.check(variables, VALID));
        String failed = addFailure(work);
        ObjectNode invalid = error("'%s'".formatted(PipelineErrors.INVALID_OVERRIDE), "$violation");
        machine.add(
                        VALID,
                        StateText.choice()
                                .when("$violation != ''", failed, invalid)
                                .otherwise(next))
                .add(FAILED, StateText.fail("$problem.Error", "$problem.Cause"))
                .add(
                        SUCCEEDED,
                        StateText.succeed()
                                .output("$merge([$states.context.Execution.Input, "
                                        + "{'LaunchClusterResult': {'ClusterId': $clusterId}}])"));
        return failed;
    }

    private String addFailure(Map<String, String> work) {
        Map<String, String> known = new TreeMap<>(work);
        known.put(ExecutionEnd.FROM_PHASE, "$exists($problem.Phase) ? $problem.Phase : null");
        return notifications.addFailure(machine, "", "$problem", known, FAILED);
    }

    /** Adds the states for executions that succeed, and returns the first of them. */
    String addSuccess(Map<String, String> work) {
        return notifications.addSuccess(machine, work, SUCCEEDED);
    }

    void add(String name, StateText state) {
        machine.add(name, state);
    }

    /** Returns variables with an error, whose members are expressions. */
    static ObjectNode error(String error, String cause) {
        return Json.object()
                .set(ERROR, Json.object().put("Error", expression(error)).put("Cause", expression(cause)));
    }

    /** Returns variables with the error that a state catches. */
    static ObjectNode caughtError() {
        return Json.object().set(ERROR, StateText.caughtError());
    }

    /**
     * Adds the phases, and the state that explains failures.
     *
     * @param next the state after the last phase
     * @param failed the state after a failed phase
     * @param others the names of states that are added later
     * @return the first state
     */
    String addPhases(String next, String failed, Set<String> others) {
        PhaseContext context = new PhaseContext("$clusterId", INPUT, ERROR, true, arguments::of);
        machine.add(
                EXPLAIN,
                StateText.pass()
                        .assign(Json.object()
                                .put(
                                        ERROR,
                                        expression("$merge([$%s, %s])"
                                                .formatted(
                                                        ERROR, PhaseStates.explained(ERROR, true, settings.phases())))))
                        .next(failed));
        return new PhaseStates(
                        settings.phases(),
                        context,
                        new StateNames("", name -> others.contains(name) || machine.has(name)),
                        steps,
                        chains::task)
                .add(machine, next, EXPLAIN, failed);
    }

    /**
     * Returns the definition.
     *
     * @throws IllegalArgumentException when it is too long
     */
    String toJson() {
        String definition = machine.toJson();
        if (definition.length() > MAX_DEFINITION) {
            throw new IllegalArgumentException(
                    "The definition of the state machine has %d characters, Step Functions allows %d: put long arguments into files, or split the phases into several pipelines"
                            .formatted(definition.length(), MAX_DEFINITION));
        }
        return definition;
    }

    /** Returns the statements for adding the steps of the phases to a cluster, waiting for them and polling them. */
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
