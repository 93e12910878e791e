package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A loaded launch function. */
final class StoredEmrLaunchFunction extends Construct implements IEmrLaunchFunction {
    private final EmrLaunchFunctionDefinition definition;
    private final IStateMachine stateMachine;
    private final Function<Construct, IEmrProfile> loader;
    private @Nullable IEmrProfile profile;

    /** @param loader loads the profile into a scope */
    StoredEmrLaunchFunction(
            Construct scope,
            String id,
            EmrLaunchFunctionDefinition definition,
            Function<Construct, IEmrProfile> loader) {
        super(scope, id);
        this.loader = loader;
        this.definition = definition;
        this.stateMachine = StateMachine.fromStateMachineArn(this, "StateMachine", definition.stateMachine());
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public IEmrProfile getEmrProfile() {
        if (profile == null) {
            profile = loader.apply(this);
        }
        return profile;
    }

    @Override
    public EmrLaunchFunctionDefinition getDefinition() {
        return definition;
    }
}
