package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.local.internal.aws.RequestShapes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.constructs.Construct;

/**
 * A configuration can set every member of EMR's request, except for listed members. The test fails if the SDK adds a
 * member.
 */
class RunJobFlowCoverageTest {
    private static final String PROFILE = "decided by the profile";
    private static final String OLD = "for AMI versions 2.x and 3.x only";

    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("LogUri", PROFILE),
            Map.entry("JobFlowRole", PROFILE),
            Map.entry("ServiceRole", PROFILE),
            Map.entry("AutoScalingRole", PROFILE),
            Map.entry("SecurityConfiguration", PROFILE),
            Map.entry("KerberosAttributes", PROFILE),
            Map.entry("AmiVersion", OLD),
            Map.entry("SupportedProducts", OLD),
            Map.entry("NewSupportedProducts", OLD),
            Map.entry("Steps", "Step Functions adds steps once the cluster runs"),
            Map.entry("ExtendedSupport", "reserved by EMR"));

    private static final Map<String, String> LEFT_OUT_OF_INSTANCES = Map.of(
            "EmrManagedMasterSecurityGroup",
            PROFILE,
            "EmrManagedSlaveSecurityGroup",
            PROFILE,
            "ServiceAccessSecurityGroup",
            PROFILE,
            "HadoopVersion",
            OLD,
            "MasterInstanceType",
            "groups and fleets say more",
            "SlaveInstanceType",
            "groups and fleets say more",
            "InstanceCount",
            "groups and fleets say more",
            "Placement",
            "for EC2-Classic; subnets say more");

    private static final RequestShapes SHAPES =
            RequestShapes.of("/io/github/emrlaunch/definitions/emr-request-shapes.json");

    private final TestStack test = TestStack.create();

    private static Set<String> members(SdkPojo type) {
        return type.sdkFields().stream().map(SdkField::locationName).collect(Collectors.toSet());
    }

    /** Each function builds a configuration; together they set all members. The first has a runtime role of steps. */
    static List<UnaryOperator<ClusterConfiguration.Builder>> configurations(Construct scope) {
        return List.of(
                b -> b.applications("Spark")
                        .configurations(EmrConfiguration.of("spark", Map.of("maximizeResourceAllocation", "true")))
                        .bootstrapActions(BootstrapAction.of("install", "s3://bucket/install.sh"))
                        .tags(Map.of("team", "etl"))
                        .idleTimeout(Duration.hours(1))
                        .managedScaling(ManagedScaling.instances(1, 5))
                        .scaleDownBehavior(ScaleDownBehavior.TERMINATE_AT_TASK_COMPLETION)
                        .customAmi("ami-0123456789abcdef0")
                        .repoUpgradeOnBoot(RepoUpgradeOnBoot.SECURITY)
                        .osReleaseLabel("2023.9.20251117.1")
                        .rootVolume(RootVolume.of(50).withIops(4000).withThroughput(500))
                        .logEncryptionKey(Key.Builder.create(scope, "Key").build())
                        .monitoring(Monitoring.cloudWatch().withLogGroup("/emr/etl"))
                        .stepExecutionRole(Role.fromRoleArn(scope, "Role", "arn:aws:iam::123456789012:role/step"))
                        .ec2KeyName("admin")
                        .additionalMasterSecurityGroups(
                                SecurityGroup.fromSecurityGroupId(scope, "Master", "sg-0123456789abcdef1"))
                        .additionalWorkersSecurityGroups(
                                SecurityGroup.fromSecurityGroupId(scope, "Workers", "sg-0123456789abcdef2"))
                        .terminationProtection(true)
                        .unhealthyNodeReplacement(true)
                        .property("AdditionalInfo", "{}"),
                b -> b.instanceGroups(
                                InstanceGroup.master("m7g.xlarge"),
                                InstanceGroup.builder(InstanceRole.CORE)
                                        .instanceType("m7g.xlarge")
                                        .market(Market.SPOT)
                                        .bidPrice("0.25")
                                        .customAmiId("ami-0123456789abcdef0")
                                        .ebsVolumes(EbsVolume.gp3(100)
                                                .withIops(4000)
                                                .withThroughput(500)
                                                .withCount(2))
                                        .configurations(EmrConfiguration.of("yarn-site", Map.of("a", "b"))
                                                .withConfigurations(EmrConfiguration.of("export", Map.of())))
                                        .automaticScaling(AutomaticScaling.between(1, 5)
                                                .withRules(ScalingRule.whenBelow("HDFSUtilization", 0.5, -10)
                                                        .withPercentChangeInCapacity()
                                                        .withName("shrink")
                                                        .withDescription("for people")
                                                        .withUnit("PERCENT")
                                                        .withStatistic("MAXIMUM")
                                                        .withMetricNamespace("Mine")
                                                        .withEvaluationPeriods(1)
                                                        .withPeriodSeconds(60)
                                                        .withCoolDownSeconds(0)))
                                        .build())
                        .monitoring(Monitoring.uploads(Map.of("system-logs", "emr-managed"))
                                .withLogStreamPrefix("etl")
                                .withEncryptionKeyArn("arn:aws:kms:eu-west-1:123456789012:key/1")
                                .withLogTypes(Map.of("STEP_LOGS", List.of("STDOUT")))),
                b -> b.instanceGroups()
                        .instanceFleets(
                                InstanceFleet.builder(InstanceRole.MASTER)
                                        .instanceTypes("m7g.xlarge")
                                        .targetOnDemandCapacity(3)
                                        .build(),
                                InstanceFleet.builder(InstanceRole.CORE)
                                        .instanceTypes(FleetInstanceType.of("m7g.xlarge")
                                                .withWeight(4)
                                                .withPriority(0.5)
                                                .withBidPercentage(80.5)
                                                .withEbsVolumes(EbsVolume.of(EbsVolumeType.IO1, 100)
                                                        .withIops(1000))
                                                .withConfigurations(EmrConfiguration.of("yarn-site", Map.of("a", "b")))
                                                .withCustomAmiId("ami-0123456789abcdef0"))
                                        .targetSpotCapacity(8)
                                        .spotProvisioning(SpotProvisioning.of(10, SpotTimeoutAction.SWITCH_TO_ON_DEMAND)
                                                .withAllocationStrategy(
                                                        SpotAllocationStrategy.CAPACITY_OPTIMIZED_PRIORITIZED))
                                        .onDemandProvisioning(
                                                OnDemandProvisioning.of(OnDemandAllocationStrategy.PRIORITIZED)
                                                        .withCapacityReservation(CapacityReservation.openFirst()))
                                        .spotResizing(SpotResizing.of(20)
                                                .withAllocationStrategy(SpotAllocationStrategy.DIVERSIFIED))
                                        .onDemandResizing(OnDemandResizing.of(30)
                                                .withAllocationStrategy(OnDemandAllocationStrategy.LOWEST_PRICE)
                                                .withCapacityReservation(CapacityReservation.ofResourceGroup(
                                                        "arn:aws:resource-groups:eu-west-1:123456789012:group/r")))
                                        .build())
                        .managedScaling(ManagedScaling.fleetUnits(4, 40)
                                .withMaximumCore(8)
                                .withMaximumOnDemand(8)
                                .withUtilizationPerformanceIndex(50))
                        .placementGroups(PlacementGroup.spreadMasters()));
    }

    @Test
    void everyRequestMemberIsSettableOrExcluded() {
        Set<String> set = new HashSet<>();
        Set<String> setInInstances = new HashSet<>();
        configurations(test.stack()).forEach(change -> {
            ClusterConfiguration configuration =
                    change.apply(test.configuration()).build();
            JsonNode request = configuration.getDefinition().clusterConfiguration();
            assertThatCode(() -> SHAPES.read("RunJobFlow", withRoles(request)))
                    .as("names, types and constants, to the last member")
                    .doesNotThrowAnyException();
            addSet(request, set);
            addSet(request.path("Instances"), setInInstances);
            test.stack().getNode().tryRemoveChild("Configuration");
        });

        assertCovers(set, LEFT_OUT, members(RunJobFlowRequest.builder().build()));
        assertCovers(
                setInInstances,
                LEFT_OUT_OF_INSTANCES,
                members(JobFlowInstancesConfig.builder().build()));
    }

    private static ObjectNode withRoles(JsonNode request) {
        return ((ObjectNode) request.deepCopy()).put("ServiceRole", "service").put("JobFlowRole", "instances");
    }

    private static void addSet(JsonNode object, Set<String> names) {
        object.properties().stream()
                .filter(member -> !member.getValue().isNull())
                .forEach(member -> names.add(member.getKey()));
    }

    private static void assertCovers(Set<String> set, Map<String, String> leftOut, Set<String> members) {
        assertThat(members).hasSizeGreaterThan(15);
        assertThat(set).doesNotContainAnyElementsOf(leftOut.keySet());
        Set<String> neither = new HashSet<>(members);
        neither.removeAll(set);
        neither.removeAll(leftOut.keySet());
        assertThat(neither)
                .as("members of the SDK's request that a configuration neither sets nor leaves out on purpose")
                .isEmpty();
        assertThat(members).as("what is left out exists").containsAll(leftOut.keySet());
        Set<String> newer = new HashSet<>(set);
        newer.removeAll(members);
        assertThat(Set.of("StepExecutionRoleArn"))
                .as("members that this version of the SDK doesn't have")
                .containsAll(newer);
    }
}
