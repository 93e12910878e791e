package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;

/** A state machine that starts clusters: built in this app ({@link EmrLaunchFunction}), loaded or imported. */
public interface IEmrLaunchFunction extends IResource {
    /** The name within the namespace. */
    default String getLaunchFunctionName() {
        return getDefinition().launchFunctionName();
    }

    /** The namespace. */
    default String getNamespace() {
        return getDefinition().namespace();
    }

    /**
     * The state machine. Each execution starts one cluster. The library manages its role: a permission that is granted
     * to the role is an error at synthesis.
     */
    IStateMachine getStateMachine();

    /**
     * The profile: the security settings of the clusters. A loaded launch function loads it from its own source when it is first
     * requested.
     */
    IEmrProfile getEmrProfile();

    /**
     * The cluster configuration: the hardware and software of the clusters. A loaded launch function loads it from its own source when it
     * is first requested.
     */
    IClusterConfiguration getClusterConfiguration();

    /** The topic that is notified of executions that succeeded, or null. */
    @Nullable ITopic getSuccessTopic();

    /** The topic that is notified of executions that failed, were stopped or timed out, or null. */
    @Nullable ITopic getFailureTopic();

    /** The function that applies overrides, or null if the library applies them. */
    @Nullable IFunction getOverrideFunction();

    /**
     * The definition as stored. If this app builds the launch function, it contains tokens. If the launch function is imported by its ARN,
     * the
     * definition is read during synthesis when it is first requested.
     */
    EmrLaunchFunctionDefinition getDefinition();

    /**
     * The number of steps that the clusters run at once, as far as this app knows: empty for a launch function that is loaded or imported,
     * and for a number that is resolved at deployment. An execution may override it if the launch function allows that.
     */
    default Optional<Integer> stepConcurrencyLevel() {
        return Optional.empty();
    }

    /**
     * The runtime role of steps without one, as far as this app knows: that of the cluster configuration. Empty if there is none, and for a
     * launch function that is loaded or imported: on its clusters each step specifies its own role.
     *
     * @see io.github.emrlaunch.core.cluster.ClusterConfiguration.Builder#stepExecutionRole
     */
    default Optional<IRole> stepExecutionRole() {
        return Optional.empty();
    }

    /** Whether the definition is known without a request to AWS: false for a launch function that is imported by its ARN. */
    default boolean isDefinitionKnown() {
        return true;
    }

    /** Grants the grantee permission to start clusters: {@code states:StartExecution} on the state machine. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }

    /** Grants the grantee permission to read the definition: {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee,
                DefinitionType.EMR_LAUNCH_FUNCTION,
                new DefinitionName(getNamespace(), getLaunchFunctionName()));
    }
}
