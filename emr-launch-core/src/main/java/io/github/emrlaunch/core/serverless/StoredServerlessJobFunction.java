package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A job function that is loaded from its stored definition. */
final class StoredServerlessJobFunction extends Resource implements IServerlessJobFunction, Stacks.Imported {
    private final ServerlessJobFunctionDefinition definition;
    private final IStateMachine stateMachine;

    StoredServerlessJobFunction(Construct scope, String id, ServerlessJobFunctionDefinition definition) {
        super(scope, id);
        this.definition = definition;
        this.stateMachine = StateMachine.fromStateMachineArn(
                this, "StateMachine", definition.ownStateMachine(Stacks.knownAccount(this), Stacks.knownRegion(this)));
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public ServerlessJobFunctionDefinition getDefinition() {
        return definition;
    }
}
