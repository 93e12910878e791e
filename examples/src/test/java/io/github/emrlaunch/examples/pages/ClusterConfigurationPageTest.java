package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.cluster.AutomaticScaling;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.CapacityReservation;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EbsVolume;
import io.github.emrlaunch.core.cluster.EbsVolumeType;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.cluster.ManagedScaling;
import io.github.emrlaunch.core.cluster.Monitoring;
import io.github.emrlaunch.core.cluster.OnDemandAllocationStrategy;
import io.github.emrlaunch.core.cluster.OnDemandProvisioning;
import io.github.emrlaunch.core.cluster.OnDemandResizing;
import io.github.emrlaunch.core.cluster.ScalingRule;
import io.github.emrlaunch.core.code.EmrCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;

/** The blocks of {@code docs/cluster-configurations.md}. */
class ClusterConfigurationPageTest {
    private final PageStack stack = new PageStack();
    private final ISubnet subnet = stack.subnet();

    @Test
    void groups() {
        ClusterConfiguration.Builder.create(stack, "Groups")
                .configurationName("groups")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceGroups(
                        InstanceGroup.master("m7g.xlarge"),
                        InstanceGroup.builder(InstanceRole.CORE)
                                .instanceType("r7g.2xlarge")
                                .instanceCount(2)
                                .ebsVolumes(EbsVolume.of(EbsVolumeType.ST1, 500).withCount(2))
                                .automaticScaling(AutomaticScaling.between(2, 10)
                                        .withRules(
                                                ScalingRule.whenBelow("YARNMemoryAvailablePercentage", 15, 2),
                                                ScalingRule.whenAtLeast("AppsPending", 5, 2),
                                                ScalingRule.whenAtMost("AppsRunning", 1, -1),
                                                ScalingRule.whenAbove("YARNMemoryAvailablePercentage", 75, -1)
                                                        .withCoolDownSeconds(600)))
                                .build())
                .subnets(subnet)
                .monitoring(Monitoring.cloudWatch()
                        .withLogGroup("/emr/groups")
                        .withUploads(Map.of("spark", "emr-managed", "yarn", "disabled")))
                .build();

        assertThat(stack.count("AWS::SSM::Parameter")).isEqualTo(1);
    }

    @Test
    void fleets() {
        ClusterConfiguration.Builder.create(stack, "Fleets")
                .configurationName("fleets")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes("r7g.xlarge", "r7g.2xlarge")
                                .targetOnDemandCapacity(4)
                                .onDemandProvisioning(OnDemandProvisioning.of(OnDemandAllocationStrategy.LOWEST_PRICE)
                                        .withCapacityReservation(CapacityReservation.openFirst()))
                                .onDemandResizing(
                                        OnDemandResizing.of(30).withCapacityReservation(CapacityReservation.none()))
                                .build())
                .subnets(subnet)
                .managedScaling(ManagedScaling.fleetUnits(4, 40))
                .build();

        assertThat(stack.count("AWS::SSM::Parameter")).isEqualTo(1);
    }

    @Test
    void parts() {
        List<Object> parts = List.of(
                CapacityReservation.ofResourceGroup("arn:aws:resource-groups:us-east-1:123456789012:group/reserved"),
                ManagedScaling.vcpus(8, 256),
                Monitoring.uploads(Map.of("spark", "on-customer-s3only")));

        assertThat(parts).doesNotHaveDuplicates();
    }

    @Test
    void code() {
        IBucket bucket = stack.bucket("Bucket");

        EmrCode theirs = EmrCode.fromBucket(bucket, "scripts");
        EmrCode byName = EmrCode.fromUri("s3://shared-scripts/emr");
        EmrCode kept = EmrCode.fromDeployment(BucketDeploymentProps.builder()
                .sources(List.of(Source.asset("src/main/emr/spark-steps/bootstrap")))
                .destinationBucket(bucket)
                .destinationKeyPrefix("bootstrap")
                .prune(false)
                .build());
        List<BootstrapAction> actions = List.of(
                BootstrapAction.of("Install Agent", theirs, "install-agent.sh"),
                BootstrapAction.of("Set Limits", byName, "set-limits.sh"),
                BootstrapAction.of("Prepare", kept, "bootstrap.sh"));

        ClusterConfiguration.Builder.create(stack, "Configuration")
                .configurationName("with-code")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(subnet)
                .bootstrapActions(actions)
                .build();
        assertThat(stack.count("Custom::CDKBucketDeployment")).isEqualTo(1);
    }
}
