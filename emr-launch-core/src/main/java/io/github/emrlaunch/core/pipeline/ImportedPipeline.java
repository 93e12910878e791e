package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.MachineNames;
import io.github.emrlaunch.core.internal.Validation;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.ResourceProps;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A pipeline that another app deploys. */
final class ImportedPipeline extends Resource implements IClusterPipeline {
    private final String pipelineName;
    private final IStateMachine stateMachine;

    private ImportedPipeline(Construct scope, String id, String pipelineName, String stateMachineArn) {
        super(
                scope,
                id,
                ResourceProps.builder().environmentFromArn(stateMachineArn).build());
        this.pipelineName = pipelineName;
        this.stateMachine = StateMachine.fromStateMachineArn(this, "StateMachine", stateMachineArn);
    }

    static IClusterPipeline ofName(Construct scope, String id, @Nullable String pipelineName) {
        return Validation.at(
                scope,
                id,
                () -> ofArn(
                        scope,
                        id,
                        Arns.regional("states", "stateMachine:" + PipelineSettings.requireName(pipelineName))));
    }

    static IClusterPipeline ofArn(Construct scope, String id, String stateMachineArn) {
        return Validation.at(
                scope, id, () -> new ImportedPipeline(scope, id, MachineNames.of(stateMachineArn), stateMachineArn));
    }

    @Override
    public String getPipelineName() {
        return pipelineName;
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }
}
