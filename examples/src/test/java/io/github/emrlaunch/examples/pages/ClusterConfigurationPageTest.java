package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.AutomaticScaling;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.CapacityReservation;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EbsVolume;
import io.github.emrlaunch.core.cluster.EbsVolumeType;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.FleetInstanceType;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.cluster.ManagedScaling;
import io.github.emrlaunch.core.cluster.Market;
import io.github.emrlaunch.core.cluster.Monitoring;
import io.github.emrlaunch.core.cluster.OnDemandAllocationStrategy;
import io.github.emrlaunch.core.cluster.OnDemandProvisioning;
import io.github.emrlaunch.core.cluster.OnDemandResizing;
import io.github.emrlaunch.core.cluster.RootVolume;
import io.github.emrlaunch.core.cluster.ScalingRule;
import io.github.emrlaunch.core.cluster.SpotAllocationStrategy;
import io.github.emrlaunch.core.cluster.SpotProvisioning;
import io.github.emrlaunch.core.cluster.SpotTimeoutAction;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;

/** The blocks of {@code docs/cluster-configurations.md}. */
class ClusterConfigurationPageTest {
    private final PageStack stack = new PageStack();
    private final ISubnet subnet = stack.subnet();

    @Test
    void synthesizesInstanceGroups() {
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
                        .withUploads(Map.of("application-logs", "emr-managed", "system-logs", "disabled")))
                .build();

        assertThat(stack.count("AWS::SSM::Parameter")).isEqualTo(1);
    }

    @Test
    void synthesizesInstanceFleets() {
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
    void synthesizesAFleetOfSpotInstances() {
        ClusterConfiguration.Builder.create(stack, "Spot")
                .configurationName("spot")
                .releaseLabel("emr-7.12.0")
                .applications("Spark")
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes(
                                        FleetInstanceType.of("r7g.xlarge"),
                                        FleetInstanceType.of("r6g.xlarge"),
                                        FleetInstanceType.of("r7g.2xlarge").withWeight(2))
                                .targetSpotCapacity(8)
                                .spotProvisioning(SpotProvisioning.of(15, SpotTimeoutAction.SWITCH_TO_ON_DEMAND)
                                        .withAllocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED))
                                .build())
                .subnets(subnet)
                .managedScaling(ManagedScaling.fleetUnits(8, 40).withMaximumOnDemand(8))
                .stepConcurrencyLevel(2)
                .build();

        JsonNode request = request("spot");
        assertThat(request.at("/Instances/InstanceFleets/1")).isEqualTo(Json.parse("""
                {"Name": "Core", "InstanceFleetType": "CORE", "TargetOnDemandCapacity": 0, "TargetSpotCapacity": 8,
                 "InstanceTypeConfigs": [{"InstanceType": "r7g.xlarge"}, {"InstanceType": "r6g.xlarge"},
                  {"InstanceType": "r7g.2xlarge", "WeightedCapacity": 2}],
                 "LaunchSpecifications": {"SpotSpecification": {"TimeoutDurationMinutes": 15,
                  "TimeoutAction": "SWITCH_TO_ON_DEMAND", "AllocationStrategy": "price-capacity-optimized"}}}"""));
        assertThat(request.at("/ManagedScalingPolicy/ComputeLimits")).isEqualTo(Json.parse("""
                {"UnitType": "InstanceFleetUnits", "MinimumCapacityUnits": 8, "MaximumCapacityUnits": 40,
                 "MaximumOnDemandCapacityUnits": 8}"""));
        assertThat(request.path("StepConcurrencyLevel").asInt()).isEqualTo(2);
    }

    @Test
    void synthesizesOtherSettings() {
        Key key = new Key(stack, "Key");
        ISecurityGroup access = SecurityGroup.fromSecurityGroupId(stack, "Access", "sg-0123456789abcdef0");

        ClusterConfiguration.Builder.create(stack, "Protected")
                .configurationName("protected")
                .releaseLabel("emr-7.12.0")
                .applications("Spark", "Hive")
                .configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.sql.shuffle.partitions", "400")))
                .useGlueCatalog(true)
                .instanceGroups(
                        InstanceGroup.master("m7g.xlarge"),
                        InstanceGroup.core("m7g.xlarge", 2),
                        InstanceGroup.builder(InstanceRole.TASK)
                                .instanceType("m7g.2xlarge")
                                .instanceCount(4)
                                .market(Market.SPOT)
                                .build())
                .subnets(subnet)
                .rootVolume(RootVolume.of(60).withIops(4000).withThroughput(250))
                .customAmi("ami-0123456789abcdef0")
                .ec2KeyName("operators")
                .additionalMasterSecurityGroups(access)
                .additionalWorkersSecurityGroups(access)
                .logEncryptionKey(key)
                .terminationProtection(true)
                .unhealthyNodeReplacement(true)
                .build();

        JsonNode request = request("protected");
        assertThat(request.path("CustomAmiId").asText()).isEqualTo("ami-0123456789abcdef0");
        assertThat(request.path("EbsRootVolumeSize").asInt()).isEqualTo(60);
        assertThat(request.at("/Instances/Ec2KeyName").asText()).isEqualTo("operators");
        assertThat(request.at("/Instances/TerminationProtected").asBoolean()).isTrue();
        assertThat(request.at("/Instances/InstanceGroups/2/Market").asText()).isEqualTo("SPOT");
    }

    /** Returns the stored RunJobFlow request of a configuration, with a text for each value of the deployment. */
    private JsonNode request(String name) {
        JsonNode parts = Template.fromStack(stack).findResources("AWS::SSM::Parameter").values().stream()
                .map(Json::of)
                .filter(parameter -> parameter.at("/Properties/Name").asText().endsWith("/" + name))
                .findFirst()
                .orElseThrow()
                .at("/Properties/Value");
        String document = parts.isTextual()
                ? parts.asText()
                : StreamSupport.stream(parts.at("/Fn::Join/1").spliterator(), false)
                        .map(part -> part.isTextual() ? part.asText() : "resolved")
                        .collect(Collectors.joining());
        return Json.parse(document).path("ClusterConfiguration");
    }

    @Test
    void synthesizesCapacityReservationScalingAndUploads() {
        CapacityReservation reserved =
                CapacityReservation.ofResourceGroup("arn:aws:resource-groups:us-east-1:123456789012:group/reserved");
        ManagedScaling scaling = ManagedScaling.vcpus(8, 256);
        Monitoring monitoring = Monitoring.uploads(Map.of("application-logs", "on-customer-s3only"));

        ClusterConfiguration.Builder.create(stack, "Reserved")
                .configurationName("reserved")
                .releaseLabel("emr-7.12.0")
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes("r7g.xlarge")
                                .targetOnDemandCapacity(4)
                                .onDemandProvisioning(OnDemandProvisioning.of(OnDemandAllocationStrategy.LOWEST_PRICE)
                                        .withCapacityReservation(reserved))
                                .build())
                .subnets(subnet)
                .build();
        ClusterConfiguration.Builder.create(stack, "Scaled")
                .configurationName("scaled")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(subnet)
                .managedScaling(scaling)
                .monitoring(monitoring)
                .build();

        assertThat(request("reserved")
                        .at("/Instances/InstanceFleets/1/LaunchSpecifications/OnDemandSpecification"
                                + "/CapacityReservationOptions"))
                .isEqualTo(Json.parse("""
                        {"UsageStrategy": "use-capacity-reservations-first", "CapacityReservationResourceGroupArn":
                         "arn:aws:resource-groups:us-east-1:123456789012:group/reserved"}"""));
        assertThat(request("scaled").at("/ManagedScalingPolicy/ComputeLimits"))
                .isEqualTo(Json.parse(
                        "{\"UnitType\": \"VCPU\", \"MinimumCapacityUnits\": 8, \"MaximumCapacityUnits\": 256}"));
        assertThat(request("scaled").at("/MonitoringConfiguration/S3LoggingConfiguration/LogTypeUploadPolicy"))
                .isEqualTo(Json.parse("{\"application-logs\": \"on-customer-s3only\"}"));
    }

    @Test
    void synthesizesBootstrapActionsWithCode() {
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
