package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A loaded launch function. */
final class StoredEmrLaunchFunction extends Resource implements IEmrLaunchFunction, Stacks.Imported {
    private final EmrLaunchFunctionDefinition definition;
    private final IStateMachine stateMachine;
    private @Nullable IEmrProfile profile;

    StoredEmrLaunchFunction(Construct scope, String id, EmrLaunchFunctionDefinition definition) {
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
    public IEmrProfile getEmrProfile() {
        if (profile == null) {
            DefinitionName name = definition.emrProfile();
            profile = EmrProfile.fromStoredProfile(this, "Profile", name.name(), name.namespace());
        }
        return profile;
    }

    @Override
    public EmrLaunchFunctionDefinition getDefinition() {
        return definition;
    }
}
