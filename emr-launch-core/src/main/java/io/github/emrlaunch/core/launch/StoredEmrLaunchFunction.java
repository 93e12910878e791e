package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A loaded launch function. */
final class StoredEmrLaunchFunction extends Construct implements IEmrLaunchFunction {
    private final EmrLaunchFunctionDefinition definition;
    private final IStateMachine stateMachine;

    StoredEmrLaunchFunction(Construct scope, String id, EmrLaunchFunctionDefinition definition) {
        super(scope, id);
        this.definition = definition;
        this.stateMachine = StateMachine.fromStateMachineArn(this, "StateMachine", definition.stateMachine());
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public EmrLaunchFunctionDefinition getDefinition() {
        return definition;
    }
}
