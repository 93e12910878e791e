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

/** A state machine that starts clusters: built in this app ({@link EmrLaunchFunction}) or loaded. */
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
     * The state machine: an execution of it starts one cluster. Its role is the library's: a permission that is granted
     * to it is an error at synth.
     */
    IStateMachine getStateMachine();

    /**
     * The security of the clusters. That of a loaded launch function is loaded from where the launch function was, when somebody asks
     * for it.
     */
    IEmrProfile getEmrProfile();

    /**
     * The hardware and software of the clusters. That of a loaded launch function is loaded from where the launch function was, when
     * somebody asks for it.
     */
    IClusterConfiguration getClusterConfiguration();

    /** The topic that is told of executions that succeeded; null for none. */
    @Nullable ITopic getSuccessTopic();

    /** The topic that is told of executions that failed, were stopped or timed out; null for none. */
    @Nullable ITopic getFailureTopic();

    /** The function that applies overrides; null where the library does. */
    @Nullable IFunction getOverrideFunction();

    /**
     * The definition as stored; of a launch function built in this app it holds tokens. That of one which is imported by its ARN is
     * read while the app is synthesized, when somebody asks for it.
     */
    EmrLaunchFunctionDefinition getDefinition();

    /**
     * How many steps the clusters run at once, as far as this app knows: empty for a launch function that was loaded or imported. An execution
     * may override it where the launch function allows that.
     */
    default Optional<Integer> stepConcurrencyLevel() {
        return Optional.empty();
    }

    /**
     * The runtime role of steps that name none, as far as this app knows: that of the cluster configuration. Empty where there is none, and for a
     * launch function that was loaded or imported: on its clusters each step names its role itself.
     *
     * @see io.github.emrlaunch.core.cluster.ClusterConfiguration.Builder#stepExecutionRole
     */
    default Optional<IRole> stepExecutionRole() {
        return Optional.empty();
    }

    /** Whether the definition is known without reading it: false for a launch function that is imported by its ARN. */
    default boolean isDefinitionKnown() {
        return true;
    }

    /** Allows the grantee to start clusters: {@code states:StartExecution} on the state machine. */
    default Grant grantStart(IGrantable grantee) {
        return getStateMachine().grantStartExecution(grantee);
    }

    /** Allows the grantee to read this launch function's definition: {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee,
                DefinitionType.EMR_LAUNCH_FUNCTION,
                new DefinitionName(getNamespace(), getLaunchFunctionName()));
    }
}
