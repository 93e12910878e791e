package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.ResourceProps;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A launch function that is imported by its ARN. Its definition is read when it is first requested. */
final class ImportedEmrLaunchFunction extends Resource implements IEmrLaunchFunction, Stacks.Imported {
    private final DefinitionName name;
    private final IStateMachine stateMachine;
    private @Nullable IEmrLaunchFunction stored;

    ImportedEmrLaunchFunction(Construct scope, String id, DefinitionName name, String stateMachineArn) {
        super(
                scope,
                id,
                ResourceProps.builder().environmentFromArn(stateMachineArn).build());
        this.name = name;
        this.stateMachine = StateMachine.fromStateMachineArn(this, "StateMachine", stateMachineArn);
    }

    @Override
    public String getLaunchFunctionName() {
        return name.name();
    }

    @Override
    public String getNamespace() {
        return name.namespace();
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public boolean isDefinitionKnown() {
        return false;
    }

    @Override
    public IEmrProfile getEmrProfile() {
        return stored().getEmrProfile();
    }

    @Override
    public IClusterConfiguration getClusterConfiguration() {
        return stored().getClusterConfiguration();
    }

    @Override
    public @Nullable ITopic getSuccessTopic() {
        return stored().getSuccessTopic();
    }

    @Override
    public @Nullable ITopic getFailureTopic() {
        return stored().getFailureTopic();
    }

    @Override
    public @Nullable IFunction getOverrideFunction() {
        return stored().getOverrideFunction();
    }

    @Override
    public EmrLaunchFunctionDefinition getDefinition() {
        return stored().getDefinition();
    }

    private IEmrLaunchFunction stored() {
        if (stored == null) {
            stored = EmrLaunchFunction.fromStoredFunction(this, "Stored", name.name(), name.namespace());
        }
        return stored;
    }
}
