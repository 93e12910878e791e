package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.FunctionAttributes;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** A launch function that is loaded from its stored definition. */
final class StoredEmrLaunchFunction extends Resource implements IEmrLaunchFunction, Stacks.Imported {
    private final EmrLaunchFunctionDefinition definition;
    private final IStateMachine stateMachine;
    private @Nullable IEmrProfile profile;
    private @Nullable IClusterConfiguration configuration;

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
    public IClusterConfiguration getClusterConfiguration() {
        if (configuration == null) {
            DefinitionName name = definition.clusterConfiguration();
            configuration = ClusterConfiguration.fromStoredConfiguration(
                    this, "ClusterConfiguration", name.name(), name.namespace());
        }
        return configuration;
    }

    @Override
    public @Nullable ITopic getSuccessTopic() {
        return topic("SuccessTopic", definition.successTopic());
    }

    @Override
    public @Nullable ITopic getFailureTopic() {
        return topic("FailureTopic", definition.failureTopic());
    }

    private @Nullable ITopic topic(String id, @Nullable String arn) {
        return arn == null ? null : child(id, ITopic.class, child -> Topic.fromTopicArn(this, child, arn));
    }

    @Override
    public @Nullable IFunction getOverrideFunction() {
        String arn = definition.overrideClusterConfigsLambda();
        return arn == null
                ? null
                : child(
                        "OverrideFunction",
                        IFunction.class,
                        id -> Function.fromFunctionAttributes(this, id, function(arn)));
    }

    /**
     * The CDK changes policies of a function only if the function is in a known account: without an account in the ARN it is the account of
     * the launch function.
     */
    private FunctionAttributes function(String arn) {
        String account = Stacks.knownAccount(this);
        boolean isOfAnotherAccount = account != null && !account.equals(Arns.account(arn));
        return FunctionAttributes.builder()
                .functionArn(arn)
                .sameEnvironment(!isOfAnotherAccount)
                .skipPermissions(isOfAnotherAccount)
                .build();
    }

    /** Imports an existing resource as a construct. */
    private interface Importer<T> {
        T at(String id);
    }

    /** Returns the child with this id. It is imported at the first call. */
    private <T extends IConstruct> T child(String id, Class<T> type, Importer<T> importer) {
        IConstruct existing = getNode().tryFindChild(id);
        return existing == null ? Validation.at(this, id, () -> importer.at(id)) : type.cast(existing);
    }

    @Override
    public EmrLaunchFunctionDefinition getDefinition() {
        return definition;
    }
}
