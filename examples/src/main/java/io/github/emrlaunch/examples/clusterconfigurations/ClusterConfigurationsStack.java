package io.github.emrlaunch.examples.clusterconfigurations;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import io.github.emrlaunch.core.cluster.AutomaticScaling;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EbsVolume;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.FleetInstanceType;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.cluster.ManagedScaling;
import io.github.emrlaunch.core.cluster.Market;
import io.github.emrlaunch.core.cluster.OnDemandAllocationStrategy;
import io.github.emrlaunch.core.cluster.OnDemandProvisioning;
import io.github.emrlaunch.core.cluster.PlacementGroup;
import io.github.emrlaunch.core.cluster.RootVolume;
import io.github.emrlaunch.core.cluster.SpotAllocationStrategy;
import io.github.emrlaunch.core.cluster.SpotProvisioning;
import io.github.emrlaunch.core.cluster.SpotResizing;
import io.github.emrlaunch.core.cluster.SpotTimeoutAction;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.constructs.Construct;

/** One profile, four cluster configurations, a launch function for each, all in private subnets. */
public final class ClusterConfigurationsStack extends Stack {
    private static final String RELEASE = "emr-7.12.0";

    private final EmrProfile profile;

    /** Defines the stack. */
    public ClusterConfigurationsStack(Construct scope, String id) {
        super(scope, id);
        Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .availabilityZones(IntStream.range(0, 3)
                        .mapToObj(zone -> Fn.select(zone, Fn.getAzs()))
                        .toList())
                .natGateways(1)
                .build();
        Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .build();
        NagSuppressions.addStackSuppressions(
                this,
                List.of(
                        NagPackSuppression.builder()
                                .id("AwsSolutions-S1")
                                .reason(
                                        "The bucket holds code and logs of example clusters: access need not be audited")
                                .build(),
                        NagPackSuppression.builder()
                                .id("AwsSolutions-VPC7")
                                .reason("The VPC holds example clusters for some minutes: traffic need not be audited")
                                .build()));
        profile = EmrProfile.Builder.create(this, "Profile")
                .profileName("shapes")
                .vpc(vpc)
                .logsBucket(bucket)
                .logsPath("logs")
                .build();
        EmrCode code = EmrCode.fromPath("src/main/emr/cluster-configurations", bucket, "code");
        List<ISubnet> subnets = vpc.getPrivateSubnets();

        launchFunction("AutomaticScaling", automaticScaling(subnets.get(0), code));
        launchFunction("Fleets", fleets(subnets));
        launchFunction("ManagedScaling", managedScaling(subnets.get(0)));
        launchFunction("HighlyAvailable", highlyAvailable(subnets.get(0)));
    }

    private void launchFunction(String id, IClusterConfiguration configuration) {
        EmrLaunchFunction.Builder.create(this, id + "LaunchFunction")
                .launchFunctionName(configuration.getConfigurationName())
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
    }

    /** Instance groups whose Spot task nodes scale by YARN's memory and pending containers. */
    private ClusterConfiguration automaticScaling(ISubnet subnet, EmrCode code) {
        return ClusterConfiguration.Builder.create(this, "AutomaticScaling")
                .configurationName("automatic-scaling")
                .releaseLabel(RELEASE)
                .applications("Hadoop", "Hive", "Spark")
                .useGlueCatalog(true)
                .configurations(EmrConfiguration.of("spark", Map.of("maximizeResourceAllocation", "true")))
                .sparkPackages("org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.6.1")
                .bootstrapActions(
                        BootstrapAction.of("python-modules", code, "install-python-modules.sh", "pandas", "pyarrow"))
                .instanceGroups(
                        InstanceGroup.master("m7g.xlarge"),
                        InstanceGroup.builder(InstanceRole.CORE)
                                .instanceType("m7g.xlarge")
                                .instanceCount(2)
                                .ebsVolumes(EbsVolume.gp3(200))
                                .build(),
                        InstanceGroup.builder(InstanceRole.TASK)
                                .instanceType("m7g.2xlarge")
                                .instanceCount(2)
                                .market(Market.SPOT)
                                .automaticScaling(AutomaticScaling.between(2, 5))
                                .build())
                .subnets(subnet)
                .override(
                        "TaskMaximumInstanceCount",
                        OverrideRule.of("Instances.InstanceGroups.2.AutoScalingPolicy.Constraints.MaxCapacity")
                                .withMinimum(2)
                                .withMaximum(20))
                .idleTimeout(Duration.hours(1))
                .build();
    }

    /** Instance fleets over three subnets: four On-Demand units, and capacity-optimized Spot units. */
    private ClusterConfiguration fleets(List<ISubnet> subnets) {
        return ClusterConfiguration.Builder.create(this, "Fleets")
                .configurationName("fleets")
                .releaseLabel(RELEASE)
                .applications("Spark")
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge", "m6g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes(
                                        FleetInstanceType.of("r7g.xlarge")
                                                .withWeight(4)
                                                .withPriority(0),
                                        FleetInstanceType.of("r6g.xlarge")
                                                .withWeight(4)
                                                .withPriority(1),
                                        FleetInstanceType.of("r7g.2xlarge")
                                                .withWeight(8)
                                                .withBidPercentage(60))
                                .ebsVolumes(EbsVolume.gp3(100))
                                .targetOnDemandCapacity(4)
                                .targetSpotCapacity(12)
                                .onDemandProvisioning(OnDemandProvisioning.of(OnDemandAllocationStrategy.PRIORITIZED))
                                .spotProvisioning(SpotProvisioning.of(15, SpotTimeoutAction.SWITCH_TO_ON_DEMAND)
                                        .withAllocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED))
                                .spotResizing(SpotResizing.of(20))
                                .build())
                .subnets(subnets)
                .idleTimeout(Duration.hours(1))
                .build();
    }

    /**
     * Instance groups with managed scaling, with up to four core nodes and additional task nodes; several steps run at a time.
     */
    private ClusterConfiguration managedScaling(ISubnet subnet) {
        return ClusterConfiguration.Builder.create(this, "ManagedScaling")
                .configurationName("managed-scaling")
                .releaseLabel(RELEASE)
                .applications("Spark")
                .instanceGroups(
                        InstanceGroup.master("m7g.xlarge"),
                        InstanceGroup.core("m7g.xlarge", 2),
                        InstanceGroup.task("m7g.xlarge", 1))
                .managedScaling(ManagedScaling.instances(2, 10)
                        .withMaximumCore(4)
                        .withMaximumOnDemand(6)
                        .withUtilizationPerformanceIndex(50))
                .subnets(subnet)
                .stepConcurrencyLevel(5)
                .rootVolume(RootVolume.of(40).withIops(4000).withThroughput(250))
                .idleTimeout(Duration.minutes(15))
                .build();
    }

    /**
     * Three primary nodes: the cluster continues after the loss of one. EMR enables termination protection for such a cluster: turn it
     * off before you terminate the cluster. {@code placementGroups(PlacementGroup.spreadMasters())} would place them on separate
     * hardware.
     */
    private ClusterConfiguration highlyAvailable(ISubnet subnet) {
        return ClusterConfiguration.Builder.create(this, "HighlyAvailable")
                .configurationName("highly-available")
                .releaseLabel(RELEASE)
                .applications("Hadoop", "Spark")
                .instanceGroups(
                        InstanceGroup.builder(InstanceRole.MASTER)
                                .instanceType("m7g.xlarge")
                                .instanceCount(3)
                                .build(),
                        InstanceGroup.core("m7g.xlarge", 3))
                .placementGroups(PlacementGroup.spreadMasters())
                .subnets(subnet)
                .terminationProtection(true)
                .build();
    }
}
