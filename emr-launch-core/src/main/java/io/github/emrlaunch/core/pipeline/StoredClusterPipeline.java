package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.PipelineDefinition;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A pipeline that is loaded from its stored definition. */
final class StoredClusterPipeline extends Resource implements IClusterPipeline {
    private final PipelineDefinition definition;
    private final IStateMachine stateMachine;

    private StoredClusterPipeline(Construct scope, String id, PipelineDefinition definition, String stateMachineArn) {
        super(scope, id);
        this.definition = definition;
        this.stateMachine = StateMachine.fromStateMachineArn(this, "StateMachine", stateMachineArn);
    }

    static IClusterPipeline load(Construct scope, String id, String pipelineName, String namespace) {
        return Validation.at(scope, id, () -> {
            PipelineDefinition definition = StoredDefinitions.get(
                    scope, DefinitionType.PIPELINE, Validation.name(namespace, "pipelineName", pipelineName));
            return new StoredClusterPipeline(
                    scope,
                    id,
                    definition,
                    definition.ownStateMachine(Stacks.knownAccount(scope), Stacks.knownRegion(scope)));
        });
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public PipelineDefinition getDefinition() {
        return definition;
    }
}
