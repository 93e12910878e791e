package io.github.emrlaunch.examples.controlplane;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.controlplane.ControlPlane;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.constructs.Construct;

/**
 * A launch function, the control plane, and a {@link Portal} that starts the launch functions of a namespace by their name. The portal
 * has no permission for Parameter Store: the functions of the control plane read the definitions.
 */
public final class ControlPlaneStack extends Stack {
    private static final String NAMESPACE = "analytics";
    private static final String NAME = "adhoc";

    /** Defines the stack. */
    public ControlPlaneStack(Construct scope, String id) {
        super(scope, id);
        EmrLaunchFunction launchFunction = launchFunction();
        ControlPlane controlPlane =
                ControlPlane.Builder.create(this, "Functions").build();
        new Portal(
                this,
                "Portal",
                controlPlane.getGetFunction(DefinitionType.EMR_LAUNCH_FUNCTION),
                controlPlane.getListFunction(DefinitionType.EMR_LAUNCH_FUNCTION),
                List.of(launchFunction));
        NagSuppressions.addStackSuppressions(
                this,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-VPC7")
                        .reason("The VPC holds one example cluster for some minutes: traffic need not be audited")
                        .build()));
    }

    private EmrLaunchFunction launchFunction() {
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(1)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("Public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();
        return EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName(NAME)
                .namespace(NAMESPACE)
                .description("A cluster for ad hoc queries")
                .emrProfile(EmrProfile.Builder.create(this, "Profile")
                        .profileName(NAME)
                        .namespace(NAMESPACE)
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(this, "Configuration")
                        .configurationName(NAME)
                        .namespace(NAMESPACE)
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark", "Trino")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 1))
                        .subnets(vpc.getPublicSubnets().get(0))
                        .idleTimeout(Duration.hours(1))
                        .build())
                .build();
    }
}
