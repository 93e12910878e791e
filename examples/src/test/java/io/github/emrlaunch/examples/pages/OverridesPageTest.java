package io.github.emrlaunch.examples.pages;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.ec2.ISubnet;

/** The blocks of {@code docs/overrides.md}. */
class OverridesPageTest {
    private final PageStack stack = new PageStack();
    private final ISubnet subnet = stack.subnet();

    @Test
    void overrideInterfaceDefinesTheAllowedOverrides() {
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("etl")
                .vpc(stack.vpc())
                .build();

        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(stack, "Configuration")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(subnet)
                .overrideInterface(
                        "size",
                        rules -> Map.of(
                                "Nodes",
                                requireNonNull(rules.get("CoreInstanceCount")).withMaximum(10),
                                "Type",
                                OverrideRule.of("Instances.InstanceGroups.1.InstanceType")
                                        .withAllowedValues("m7g.xlarge", "m7g.2xlarge")))
                .build();
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(stack, "LaunchFunction")
                .launchFunctionName("small")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .overrideInterface("size")
                .build();

        assertThat(launchFunction.getDefinition().allowedClusterConfigOverrides())
                .containsOnlyKeys("Nodes", "Type");
    }
}
