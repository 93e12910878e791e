package io.github.emrlaunch.examples.shareddefinitions;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * A launch function for each cluster configuration in the platform's namespace, with the platform's profile. The stack has no networks,
 * roles, instances or releases.
 */
public final class TeamStack extends Stack {
    private static final String NAMESPACE = "reports";

    /** Defines the stack. */
    public TeamStack(Construct scope, String id) {
        super(scope, id);
        IEmrProfile profile =
                EmrProfile.fromStoredProfile(this, "Profile", PlatformStack.PROFILE, PlatformStack.NAMESPACE);
        for (DefinitionName shared :
                StoredDefinitions.list(this, DefinitionType.CLUSTER_CONFIGURATION, PlatformStack.NAMESPACE)) {
            EmrLaunchFunction.Builder.create(this, shared.name() + "LaunchFunction")
                    .launchFunctionName(shared.name())
                    .namespace(NAMESPACE)
                    .emrProfile(profile)
                    .clusterConfiguration(ClusterConfiguration.fromStoredConfiguration(
                            this, shared.name() + "Configuration", shared.name(), shared.namespace()))
                    .clusterName(NAMESPACE + "-" + shared.name())
                    .clusterTags(Map.of("team", NAMESPACE))
                    .build();
        }
    }
}
