package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.states.InputNames;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A state of {@link EmrChains} that adds one step with overrides of its arguments: a Parallel state with one branch, so that a
 * state machine in JSONPath needs only this state.
 */
public final class EmrOverridableStep extends ServiceTask {
    private static final String CHECK = "emrCheck";

    private final String check;

    private EmrOverridableStep(Construct scope, String id, TaskCall call, TaskStateBaseProps props, String check) {
        super(scope, id, call, props);
        this.check = check;
    }

    static EmrOverridableStep of(
            Construct scope, String id, EmrCluster cluster, EmrStep step, TaskStateBaseProps props) {
        if (props.getAssign() != null) {
            throw new IllegalArgumentException(
                    "'assign' is not supported by this state: its task is in a branch, whose variables are not visible outside. Use 'resultPath' or 'outputs'");
        }
        if (props.getInputPath() != null) {
            throw new IllegalArgumentException(
                    "'inputPath' is not supported by this state, which reads overrides and references from the whole input");
        }
        StepArguments arguments = new StepArguments(
                List.of(step),
                Reference.STATE_INPUT,
                List.of(InputNames.violation(
                        List.of(StepArguments.OVERRIDES, StepArguments.OLDER_OVERRIDES), "$input", "state")));
        ObjectNode json = new StepText(step, Reference.STATE_INPUT).json();
        ((ObjectNode) json.path("HadoopJarStep")).set("Args", arguments.of(step));
        return new EmrOverridableStep(
                scope,
                id,
                EmrTasks.addStepCall(scope, cluster, step, json, props),
                props,
                arguments.check(Reference.STATE_INPUT));
    }

    /** The output of all states of the branch but the last is their input, which is that of the task. */
    @Override
    protected ObjectNode body() {
        StateNames names = new StateNames(getStateId() + ": ", name -> false);
        String start = names.add("Start");
        String decision = names.add("Are Step Arguments Valid?");
        String invalid = names.add("Step Arguments Invalid");
        String task = names.add("Add Step");
        ObjectNode branch = EmrPhases.inJsonata(StateMachineText.branch()
                .add(
                        start,
                        StateText.pass()
                                .assign(Json.object().put(CHECK, expression(check)))
                                .next(decision))
                .add(
                        decision,
                        StateText.choice()
                                .when(
                                        "$%s.Violation = ''".formatted(CHECK),
                                        task,
                                        Json.object()
                                                .put(
                                                        StepArguments.VARIABLE,
                                                        expression("$%s.Overrides".formatted(CHECK))))
                                .otherwise(invalid))
                .add(
                        invalid,
                        StateText.fail(
                                "'%s'".formatted(PipelineErrors.INVALID_OVERRIDE), "$%s.Violation".formatted(CHECK)))
                .json());
        ((ObjectNode) branch.path("States"))
                .set(task, super.body().put("QueryLanguage", "JSONata").put("End", true));
        ObjectNode state = Json.object().put("Type", "Parallel");
        state.putArray("Branches").add(branch);
        return state.put("Output", expression("$states.result[0]"));
    }
}
