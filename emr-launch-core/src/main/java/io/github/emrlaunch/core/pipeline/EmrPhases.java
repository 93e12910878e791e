package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.JsonataState;
import io.github.emrlaunch.core.internal.StepFunction;
import io.github.emrlaunch.core.internal.states.InputNames;
import io.github.emrlaunch.core.internal.states.Jsonata;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A state of {@link EmrChains} that runs phases: a Parallel state with one branch. Its output is its input. A failure has the
 * error of the state that failed, and its cause names the phase. The names of the inner states start with that of the state, so that a
 * state machine can have several.
 */
public final class EmrPhases extends JsonataState {
    private static final String INPUT = "emrInput";
    private static final String CLUSTER_ID = "emrClusterId";
    private static final String ERROR = "emrError";

    private final EmrCluster cluster;
    private final List<Phase> phases;
    private final boolean overridable;
    private final String stepFunctionArn;

    EmrPhases(Construct scope, String id, EmrCluster cluster, List<Phase> phases, boolean overridable) {
        super(
                scope,
                id,
                TaskStateBaseProps.builder().build(),
                PipelineStates.allowSteps(StepFunction.of(scope), cluster, PipelineSettings.steps(phases)));
        this.cluster = cluster;
        this.phases = phases;
        this.overridable = overridable;
        this.stepFunctionArn = StepFunction.of(scope).arn();
        cluster.warn(this, phases);
        PipelineSettings.steps(phases)
                .forEach(step -> StepCode.deploy(scope, step, step.code().isEmpty() ? null : cluster.profile()));
    }

    @Override
    protected ObjectNode body() {
        return body(getStateId(), cluster, phases, stepFunctionArn, overridable);
    }

    /**
     * Returns the definition of the state.
     *
     * @param id the name of the state
     * @throws IllegalArgumentException when a reference has no expression
     */
    static ObjectNode body(
            String id, EmrCluster cluster, List<Phase> phases, String stepFunctionArn, boolean overridable) {
        StateNames names = new StateNames(id + ": ", name -> false);
        StepArguments arguments = new StepArguments(
                PipelineSettings.steps(phases),
                "$" + INPUT,
                List.of(InputNames.violation(
                        List.of(StepArguments.OVERRIDES, StepArguments.OLDER_OVERRIDES), "$input", "chain")));
        PhaseContext context = new PhaseContext("$" + CLUSTER_ID, "$" + INPUT, ERROR, false, arguments::of);
        StateMachineText branch = StateMachineText.branch();
        String start = names.add("Start");
        String failed = names.add("Failed");
        String incomplete = phases.stream().anyMatch(Phase::continues) ? names.add("Incomplete") : failed;
        String done = names.add("Done");
        // These names are reserved before those of phases, and the first state that is added is the start.
        String check = overridable ? names.add("Are Step Arguments Valid?") : "";
        String invalid = overridable ? names.add("Step Arguments Invalid") : "";
        StateMachineText rest = StateMachineText.branch();
        String first = new PhaseStates(
                        phases, context, names, new StepStates(stepFunctionArn, phases), EmrPhases::refuse)
                .add(rest, done, failed, incomplete);
        ObjectNode variables = Json.object()
                .put(INPUT, expression(Reference.STATE_INPUT))
                .put(
                        CLUSTER_ID,
                        cluster.arguments(Reference.STATE_INPUT)
                                .path("ClusterId")
                                .textValue());
        variables.putObject(ERROR);
        PhaseStates.addVariables(variables, phases);
        if (overridable) {
            branch.add(
                    start,
                    StateText.pass()
                            .assign(variables)
                            .output(arguments.check(Reference.STATE_INPUT))
                            .next(check));
            branch.add(
                    check,
                    StateText.choice()
                            .when(
                                    "$states.input.Violation = ''",
                                    first,
                                    Json.object().put(StepArguments.VARIABLE, expression("$states.input.Overrides")),
                                    "{}")
                            .otherwise(invalid));
            branch.add(
                    invalid,
                    StateText.fail("'%s'".formatted(PipelineErrors.INVALID_OVERRIDE), "$states.input.Violation"));
        } else {
            variables.putObject(StepArguments.VARIABLE);
            branch.add(start, StateText.pass().assign(variables).output("{}").next(first));
        }
        String explained = PhaseStates.explained(ERROR, false, phases);
        branch.addAll(rest)
                .add(failed, StateText.fail(explained + ".Error", explained + ".Cause"))
                .add(done, StateText.succeed());
        if (!incomplete.equals(failed)) {
            branch.add(incomplete, StateText.fail("$%s.Error".formatted(ERROR), "$%s.Cause".formatted(ERROR)));
        }
        ObjectNode state = Json.object().put("Type", "Parallel");
        state.putArray("Branches").add(inJsonata(branch.json()));
        return state.put("Output", expression(Reference.STATE_INPUT));
    }

    private static StateText refuse(Phase phase) {
        throw new IllegalArgumentException(
                "Phase '%s' is a chain: in your own state machine, put the chain before or after the phases"
                        .formatted(phase.name()));
    }

    /** Returns the state machine with the query language in each state: the outer state machine may use another. */
    static ObjectNode inJsonata(ObjectNode machine) {
        for (JsonNode state : machine.path("States")) {
            ((ObjectNode) state).put("QueryLanguage", Jsonata.NAME);
            state.path("Branches").forEach(branch -> inJsonata((ObjectNode) branch));
            if (state.has("ItemProcessor")) {
                inJsonata((ObjectNode) state.path("ItemProcessor"));
            }
        }
        return machine;
    }
}
