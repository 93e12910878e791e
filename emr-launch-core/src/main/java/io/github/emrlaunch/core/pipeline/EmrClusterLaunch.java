package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.JsonataState;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/** A state of {@link EmrChains} that launches a cluster: a Parallel state with one branch, which fails with the launch's own error and cause. */
public final class EmrClusterLaunch extends JsonataState {
    private final TaskCall call;

    EmrClusterLaunch(Construct scope, String id, TaskCall call) {
        super(scope, id, TaskStateBaseProps.builder().build(), call.statements());
        this.call = call;
    }

    @Override
    protected ObjectNode body() {
        String execution = getStateId() + " Execution";
        String failed = getStateId() + " Failed";
        StateMachineText branch = StateMachineText.branch()
                .add(
                        execution,
                        StateText.task(call.integration(), call.arguments())
                                .output("{'ClusterId': $states.result.Output.LaunchClusterResult.ClusterId}")
                                .catchError("States.ALL", failed, "$states.errorOutput")
                                .end())
                .add(failed, NestedFailure.fail("$states.input"));
        ObjectNode state = Json.object().put("Type", "Parallel");
        state.putArray("Branches").add(EmrPhases.inJsonata(branch.json()));
        return state.put("Output", expression("$merge([$states.input, {'LaunchClusterResult': $states.result[0]}])"));
    }
}
