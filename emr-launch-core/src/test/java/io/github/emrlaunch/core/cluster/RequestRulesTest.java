package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.TestStack;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/** Breaks every rule once; values at the limit pass. */
class RequestRulesTest {
    private static final InstanceGroup MASTER = InstanceGroup.master("m7g.xlarge");
    private static final InstanceGroup CORE = InstanceGroup.core("m7g.xlarge", 1);
    private static final InstanceFleet MASTER_FLEET = InstanceFleet.master("m7g.xlarge");

    /** The rules only check the request: nothing is added to the stack. */
    private static final TestStack TEST = TestStack.create();

    private static Arguments of(String message, UnaryOperator<ClusterConfiguration.Builder> change) {
        return Arguments.of(message, change);
    }

    private static InstanceGroup.Builder group(InstanceRole role) {
        return InstanceGroup.builder(role).instanceType("m7g.xlarge");
    }

    private static InstanceFleet.Builder fleet(InstanceRole role) {
        return InstanceFleet.builder(role).instanceTypes("m7g.xlarge").targetOnDemandCapacity(1);
    }

    private static ClusterConfiguration.Builder fleets(ClusterConfiguration.Builder b, InstanceFleet... fleets) {
        return b.instanceGroups().instanceFleets(fleets);
    }

    private static ClusterConfiguration.Builder coreFleet(
            ClusterConfiguration.Builder b, UnaryOperator<InstanceFleet.Builder> change) {
        return fleets(b, MASTER_FLEET, change.apply(fleet(InstanceRole.CORE)).build());
    }

    private static ClusterConfiguration.Builder coreGroup(
            ClusterConfiguration.Builder b, UnaryOperator<InstanceGroup.Builder> change) {
        return b.instanceGroups(MASTER, change.apply(group(InstanceRole.CORE)).build());
    }

    private static ClusterConfiguration.Builder volume(ClusterConfiguration.Builder b, EbsVolume... volumes) {
        return coreGroup(b, core -> core.ebsVolumes(volumes));
    }

    private static InstanceGroup masters(int count) {
        return group(InstanceRole.MASTER).instanceCount(count).build();
    }

    private static String[] types(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "m7g." + (i + 2) + "xlarge")
                .toArray(String[]::new);
    }

    static Stream<Arguments> brokenInstances() {
        return Stream.of(
                of(
                        "'Instances.InstanceGroups' or 'Instances.InstanceFleets' is required: a cluster has a primary node",
                        b -> b.instanceGroups()),
                of(
                        "'Instances.InstanceGroups' and 'Instances.InstanceFleets' are both given: a cluster has one or the other",
                        b -> b.instanceFleets(MASTER_FLEET)),
                of(
                        "'Instances.InstanceGroups.1.InstanceRole' must be MASTER, CORE or TASK, got: SLAVE",
                        b -> b.property("Instances.InstanceGroups.1.InstanceRole", "SLAVE")),
                of(
                        "'Instances.InstanceGroups' has none for MASTER: a cluster has a primary node",
                        b -> b.instanceGroups(CORE)),
                of(
                        "'Instances.InstanceGroups' has 2 for MASTER, a cluster has at most one",
                        b -> b.instanceGroups(MASTER, MASTER)),
                of(
                        "'Instances.InstanceGroups' has 2 for CORE, a cluster has at most one",
                        b -> b.instanceGroups(MASTER, CORE, CORE)),
                of(
                        "'Instances.InstanceGroups' has one for TASK and none for CORE: task nodes need core nodes beside them",
                        b -> b.instanceGroups(MASTER, InstanceGroup.task("m7g.xlarge", 1))),
                of(
                        "'Instances.InstanceFleets' has 2 for MASTER, a cluster has at most one",
                        b -> fleets(b, MASTER_FLEET, MASTER_FLEET)),
                of(
                        "'Instances.InstanceFleets' has 2 for TASK, a cluster has at most one",
                        b -> fleets(
                                b,
                                MASTER_FLEET,
                                fleet(InstanceRole.CORE).build(),
                                fleet(InstanceRole.TASK).build(),
                                fleet(InstanceRole.TASK).name("Other").build())),
                of(
                        "'Instances.InstanceGroups' has 49 for TASK, EMR allows 48",
                        b -> b.instanceGroups(Stream.concat(
                                        Stream.of(MASTER, CORE),
                                        Stream.generate(() -> InstanceGroup.task("m7g.xlarge", 1))
                                                .limit(49))
                                .toList())),
                of(
                        "'Instances.InstanceGroups.0.InstanceCount' must be 1 for MASTER, or 3 for high availability, got: 2",
                        b -> b.instanceGroups(masters(2))),
                of(
                        "'Instances.InstanceGroups.1.InstanceCount' must be at least 1 for CORE, got: 0",
                        b -> b.instanceGroups(MASTER, InstanceGroup.core("m7g.xlarge", 0))),
                of(
                        "'Instances.InstanceGroups.2.InstanceCount' must be at least 0 for TASK, got: -1",
                        b -> b.instanceGroups(MASTER, CORE, InstanceGroup.task("m7g.xlarge", -1))),
                of(
                        "'Instances.InstanceGroups.0.Market' makes the primary node a Spot Instance: when EC2 reclaims it, "
                                + "the cluster is lost. Set spotMaster(true) if that is intended",
                        b -> b.instanceGroups(
                                group(InstanceRole.MASTER).market(Market.SPOT).build())),
                of(
                        "'Instances.InstanceGroups.0.BidPrice' makes the primary node a Spot Instance",
                        b -> b.property(
                                "Instances.InstanceGroups.0",
                                Map.of(
                                        "InstanceRole",
                                        "MASTER",
                                        "InstanceType",
                                        "m7g.xlarge",
                                        "InstanceCount",
                                        1,
                                        "BidPrice",
                                        "0.3"))),
                of(
                        "'Instances.InstanceGroups.1.InstanceCount' must be at most 2147483647, got: 100000000000000000000",
                        b -> b.property("Instances.InstanceGroups.1.InstanceCount", 1e20)),
                of(
                        "'Instances.InstanceGroups.0.Market' is SPOT for three primary nodes, which EMR starts on demand only",
                        b -> b.spotMaster(true)
                                .instanceGroups(group(InstanceRole.MASTER)
                                        .instanceCount(3)
                                        .market(Market.SPOT)
                                        .build())),
                of(
                        "'Instances.InstanceFleets.0.TargetSpotCapacity' makes the primary node a Spot Instance",
                        b -> fleets(
                                b,
                                fleet(InstanceRole.MASTER)
                                        .targetOnDemandCapacity(0)
                                        .targetSpotCapacity(1)
                                        .build())),
                of(
                        "'Instances.InstanceFleets.0.TargetOnDemandCapacity' must be 1 for MASTER, or 3 on demand for high availability, got: 2",
                        b -> fleets(
                                b,
                                fleet(InstanceRole.MASTER)
                                        .targetOnDemandCapacity(2)
                                        .build())),
                of(
                        "'Instances.InstanceFleets.1.TargetOnDemandCapacity' and 'Instances.InstanceFleets.1.TargetSpotCapacity' are both 0: a CORE fleet needs one of them",
                        b -> coreFleet(b, core -> core.targetOnDemandCapacity(0))),
                of(
                        "'Instances.InstanceFleets.1.TargetSpotCapacity' must be at least 0, got: -1",
                        b -> coreFleet(b, core -> core.targetSpotCapacity(-1))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs' must name at least one instance type",
                        b -> coreFleet(b, core -> core.instanceTypes(new String[0]))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs' names 6 instance types, EMR allows 5, or 30 with an allocation strategy",
                        b -> coreFleet(b, core -> core.instanceTypes(types(6)))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs' names 31 instance types, EMR allows 30",
                        b -> coreFleet(b, core -> core.instanceTypes(types(31))
                                .onDemandProvisioning(
                                        OnDemandProvisioning.of(OnDemandAllocationStrategy.LOWEST_PRICE)))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs.1.InstanceType' must be unique in its fleet, got: a1.large",
                        b -> coreFleet(b, core -> core.instanceTypes("a1.large", "a1.large"))),
                of(
                        "'Instances.InstanceFleets.0.InstanceTypeConfigs.0.WeightedCapacity' must be 1 in a MASTER fleet, got: 2",
                        b -> fleets(
                                b,
                                fleet(InstanceRole.MASTER)
                                        .instanceTypes(FleetInstanceType.of("m7g.xlarge")
                                                .withWeight(2))
                                        .build())),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs.0.WeightedCapacity' must be at least 1, got: 0",
                        b -> coreFleet(
                                b,
                                core -> core.instanceTypes(
                                        FleetInstanceType.of("m7g.xlarge").withWeight(0)))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs.0.BidPriceAsPercentageOfOnDemandPrice' and 'BidPrice' are both given",
                        b -> coreFleet(
                                b,
                                core -> core.instanceTypes(FleetInstanceType.of("m7g.xlarge")
                                        .withBidPrice("0.1")
                                        .withBidPercentage(50)))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs.0.BidPriceAsPercentageOfOnDemandPrice' must be above 0, got: 0",
                        b -> coreFleet(
                                b,
                                core -> core.instanceTypes(
                                        FleetInstanceType.of("m7g.xlarge").withBidPercentage(0)))),
                of(
                        "'Instances.InstanceFleets.1.LaunchSpecifications.SpotSpecification.TimeoutDurationMinutes' must be 5 to 1440 minutes, got: 4",
                        b -> coreFleet(
                                b,
                                core -> core.spotProvisioning(
                                        SpotProvisioning.of(4, SpotTimeoutAction.TERMINATE_CLUSTER)))),
                of(
                        "'Instances.InstanceFleets.1.ResizeSpecifications.SpotResizeSpecification.TimeoutDurationMinutes' must be 5 to 10080 minutes, got: 10081",
                        b -> coreFleet(b, core -> core.spotResizing(SpotResizing.of(10_081)))),
                of(
                        "'Instances.Ec2SubnetId' is required: 'subnets' must name a subnet of the profile's VPC",
                        b -> b.subnets()),
                of(
                        "'Instances.Ec2SubnetId' and 'Instances.Ec2SubnetIds' are both given: one is for groups, one for fleets",
                        b -> fleets(b, MASTER_FLEET).property("Instances.Ec2SubnetId", "subnet-0123456789abcdef1")),
                of(
                        "'Instances.KeepJobFlowAliveWhenNoSteps' must be true: Step Functions starts no other clusters, and steps come later, got: false",
                        b -> b.property("Instances.KeepJobFlowAliveWhenNoSteps", false)));
    }

    private static Arguments price(String price) {
        return of(
                "'Instances.InstanceGroups.1.BidPrice' must be a price in USD an hour, such as 0.25; without it, EMR pays up to the "
                        + "On-Demand price, got: " + price,
                b -> coreGroup(b, core -> core.market(Market.SPOT).bidPrice(price)));
    }

    private static Arguments bootstrap(String path) {
        return of(
                "'BootstrapActions.0.ScriptBootstrapAction.Path' must be a location in S3, s3://BUCKET/KEY, or a file of the node, "
                        + "file:///PATH, got: " + path,
                b -> b.bootstrapActions(BootstrapAction.of("b", path)));
    }

    private static ClusterConfiguration.Builder bootstrapActions(ClusterConfiguration.Builder b, int count) {
        return b.bootstrapActions(Stream.generate(() -> BootstrapAction.of("b", "s3://bucket/b.sh"))
                .limit(count)
                .toList());
    }

    private static Map<String, String> tags(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "tag-%02d".formatted(i), i -> "value"));
    }

    private static Arguments tag(String message, String key, String value) {
        return of("'Tags.0': " + message, b -> b.tags(Map.of(key, value)));
    }

    private static Arguments classification(String name, String by, String since, String release) {
        String refusal =
                "was replaced by '%s' in release %s, and EMR refuses it from then on; 'ReleaseLabel' is %s, got: %s"
                        .formatted(by, since, release, name);
        return of("'Configurations.0.Classification' " + refusal, b -> b.releaseLabel(release)
                .configurations(EmrConfiguration.of(name, Map.of())));
    }

    private static ClusterConfiguration.Builder older(ClusterConfiguration.Builder b, int count) {
        return b.instanceGroups()
                .property("Instances.MasterInstanceType", "m7g.xlarge")
                .property("Instances.SlaveInstanceType", "m7g.xlarge")
                .property("Instances.InstanceCount", count);
    }

    /** Requests that EMR's documentation or EMR itself refuses, and that were only found at launch. */
    static Stream<Arguments> refusedByEmr() {
        return Stream.of(
                price("OnDemandPrice"),
                price("0"),
                price("$0.20"),
                price("1e3"),
                price("50%"),
                price(""),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs.0.BidPrice' must be a price in USD an hour",
                        b -> coreFleet(
                                b,
                                core -> core.instanceTypes(
                                        FleetInstanceType.of("m7g.xlarge").withBidPrice("OnDemandPrice")))),
                bootstrap("bucket/install.sh"),
                bootstrap("s3:///install.sh"),
                bootstrap("scripts/" + token()),
                bootstrap("https://" + token()),
                bootstrap("https://bucket.s3.amazonaws.com/install.sh"),
                bootstrap("s3:/bucket/install.sh"),
                bootstrap(""),
                of("'BootstrapActions' has 17 bootstrap actions, EMR allows 16", b -> bootstrapActions(b, 17)),
                tag(
                        "Tag 'team' may have only letters, digits, spaces and _ . : / = + - @ in key and value, got: R&D, (core)",
                        "team",
                        "R&D, (core)"),
                tag("Tag 'a!' may have only letters", "a!", ""),
                tag("Tag 'aws:a': keys that begin with aws: are reserved by AWS", "aws:a", ""),
                tag("Tag 'a': values that begin with aws: are reserved by AWS", "a", "AWS:b"),
                tag("Tag 'emr-launch:a': keys that begin with emr-launch: are reserved", "emr-launch:a", ""),
                tag("A tag's key must have 1 to 128 characters, got: xxx", "x".repeat(129), ""),
                tag("A tag's key must have 1 to 128 characters, got: ", "", ""),
                tag("The value of tag 'a' must have at most 256 characters, got 257", "a", "x".repeat(257)),
                of(
                        "'Tags.0.Value' is required: a tag has a key and a value, which may be empty",
                        b -> b.property("Tags", List.of(Map.of("Key", "a")))),
                of(
                        "'Tags.1.Key' is set twice, and a cluster has one value for a key, got: a",
                        b -> b.property(
                                "Tags", List.of(Map.of("Key", "a", "Value", "1"), Map.of("Key", "a", "Value", "2")))),
                of("Tags 'A' and 'a' differ only in case or in white space", b -> b.tags(Map.of("a", "", "A", ""))),
                of(
                        "'Tags': clusters would have 51 tags, EMR allows 50: launches add 3 (emr-launch:execution, emr-launch:function, "
                                + "for-use-with-amazon-emr-managed-policies), which leaves 47, got: tag-00, tag-01, ",
                        b -> b.tags(tags(48))),
                classification("spark-log4j", "spark-log4j2", "6.9.0", "emr-6.9.0"),
                classification("spark-log4j", "spark-log4j2", "6.9.0", "emr-7.12.0"),
                classification("spark-log4j", "spark-log4j2", "6.9.0", "emr-spark-8.0.0"),
                classification("hbase-log4j", "hbase-log4j2", "7.9.0", "emr-7.9.0"),
                of(
                        "'Instances.InstanceGroups.1.Configurations.0.Classification' was replaced by 'spark-log4j2'",
                        b -> coreGroup(
                                b, core -> core.configurations(EmrConfiguration.of("spark-log4j", Map.of("a", "b"))))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs.0.Configurations.0.Configurations.0.Classification' was replaced",
                        b -> coreFleet(
                                b,
                                core -> core.instanceTypes(FleetInstanceType.of("m7g.xlarge")
                                        .withConfigurations(EmrConfiguration.of("spark", Map.of())
                                                .withConfigurations(EmrConfiguration.of("spark-log4j", Map.of())))))),
                of(
                        "'secretConfigurations' has a classification that was replaced by 'spark-log4j2' in release 6.9.0",
                        b -> b.secretConfigurations(
                                Map.of("spark-log4j", Secret.fromSecretNameV2(TEST.stack(), "Secret", "settings")))),
                of(
                        "'Instances.MasterInstanceType' is required: without groups and fleets, a cluster has 'MasterInstanceType', "
                                + "'SlaveInstanceType', 'InstanceCount'",
                        b -> b.instanceGroups().property("Instances.InstanceCount", 3)),
                of(
                        "'Instances.InstanceGroups' and 'Instances.InstanceCount' are both given: a cluster has one or the other",
                        b -> b.property("Instances.InstanceCount", 3)),
                of(
                        "'Instances.InstanceCount' must be at least 1: it counts the primary node, got: 0",
                        b -> older(b, 0)),
                of(
                        "'Instances.SlaveInstanceType' must have the architecture of 'Instances.MasterInstanceType' (m7g.xlarge)",
                        b -> older(b.customAmi("ami-1"), 3).property("Instances.SlaveInstanceType", "m7i.xlarge")),
                of("'PlacementGroupConfigs.0' spreads the primary nodes, which requires three of them", b -> older(b, 3)
                        .placementGroups(PlacementGroup.spreadMasters())),
                of(
                        "'Instances.InstanceGroups.1.AutoScalingPolicy.Rules.0.Action.SimpleScalingPolicyConfiguration.ScalingAdjustment' "
                                + "must be at least 1 with the adjustment type EXACT_CAPACITY, got: 0",
                        b -> coreGroup(
                                b,
                                core -> core.automaticScaling(AutomaticScaling.between(1, 2)
                                        .withRules(ScalingRule.whenAtMost("AppsPending", 1, 0)
                                                .withExactCapacity())))),
                since(
                        "'AutoTerminationPolicy' requests auto-termination, which requires release 5.30.0, 6.1.0 or later",
                        "5.29.0",
                        b -> b.autoTermination(true)),
                of(
                        "'AutoTerminationPolicy' has no effect on a cluster of three primary nodes",
                        b -> b.instanceGroups(masters(3)).property("AutoTerminationPolicy", Map.of())));
    }

    private static Arguments scaling(String member, String rule, UnaryOperator<ScalingRule> change) {
        return of(
                "'Instances.InstanceGroups.1.AutoScalingPolicy.Rules.0.%s' %s".formatted(member, rule),
                b -> coreGroup(
                        b,
                        core -> core.automaticScaling(AutomaticScaling.between(1, 5)
                                .withRules(change.apply(ScalingRule.whenAbove("AppsPending", 1, 1))))));
    }

    static Stream<Arguments> brokenScaling() {
        return Stream.of(
                of(
                        "'ManagedScalingPolicy' and 'Instances.InstanceGroups.1.AutoScalingPolicy' are both given: a cluster has managed or automatic scaling",
                        b -> coreGroup(b, core -> core.automaticScaling(AutomaticScaling.between(1, 5)))
                                .managedScaling(ManagedScaling.instances(1, 5))),
                of(
                        "'Instances.InstanceFleets.0.AutoScalingPolicy' can't be: instance fleets have managed scaling, automatic scaling is for groups",
                        b -> fleets(b, MASTER_FLEET)
                                .property("Instances.InstanceFleets.0.AutoScalingPolicy", Map.of("Rules", "x"))),
                of(
                        "'Instances.InstanceGroups.0.AutoScalingPolicy' can't be on MASTER: core and task groups scale",
                        b -> b.instanceGroups(group(InstanceRole.MASTER)
                                .automaticScaling(AutomaticScaling.between(1, 1))
                                .build())),
                of(
                        "'Instances.InstanceGroups.1.AutoScalingPolicy.Constraints.MinCapacity' must not be above "
                                + "'Instances.InstanceGroups.1.AutoScalingPolicy.Constraints.MaxCapacity' (2), got: 3",
                        b -> coreGroup(b, core -> core.automaticScaling(AutomaticScaling.between(3, 2)))),
                of(
                        "'Instances.InstanceGroups.1.AutoScalingPolicy.Rules' must have at least one rule",
                        b -> coreGroup(
                                b,
                                core -> core.automaticScaling(
                                        AutomaticScaling.between(1, 2).withRules()))),
                of(
                        "'Instances.InstanceGroups.1.AutoScalingPolicy.Rules.1.Name' must be unique in its policy, got: ScaleOut-AppsPending",
                        b -> coreGroup(
                                b,
                                core -> core.automaticScaling(AutomaticScaling.between(1, 2)
                                        .withRules(
                                                ScalingRule.whenAbove("AppsPending", 1, 1),
                                                ScalingRule.whenAbove("AppsPending", 5, 3))))),
                of(
                        "'ManagedScalingPolicy.ComputeLimits.MinimumCapacityUnits' must not be above 'ManagedScalingPolicy.ComputeLimits.MaximumCapacityUnits' (5), got: 6",
                        b -> b.managedScaling(ManagedScaling.instances(6, 5))),
                of(
                        "'ManagedScalingPolicy.ComputeLimits.MinimumCapacityUnits' must not be negative, got: -1",
                        b -> b.managedScaling(ManagedScaling.instances(-1, 5))),
                of(
                        "'ManagedScalingPolicy.ComputeLimits.MaximumCoreCapacityUnits' must not be above 'ManagedScalingPolicy.ComputeLimits.MaximumCapacityUnits' (5), got: 6",
                        b -> b.managedScaling(ManagedScaling.instances(1, 5).withMaximumCore(6))),
                of(
                        "'ManagedScalingPolicy.ComputeLimits.UnitType' must be Instances or VCPU for instance groups, got: InstanceFleetUnits",
                        b -> b.managedScaling(ManagedScaling.fleetUnits(1, 5))),
                of(
                        "'ManagedScalingPolicy.ComputeLimits.UnitType' must be InstanceFleetUnits for instance fleets, got: VCPU",
                        b -> fleets(b, MASTER_FLEET).managedScaling(ManagedScaling.vcpus(1, 5))),
                of(
                        "'ManagedScalingPolicy' requests managed scaling, which requires release 5.30.0, 6.1.0",
                        b -> b.releaseLabel("emr-5.29.0").property("ManagedScalingPolicy", Map.of())),
                scaling(
                        "Action.SimpleScalingPolicyConfiguration.CoolDown",
                        "must be at least 0 seconds, got: -1",
                        rule -> rule.withCoolDownSeconds(-1)),
                scaling(
                        "Trigger.CloudWatchAlarmDefinition.EvaluationPeriods",
                        "must be at least 1, got: 0",
                        rule -> rule.withEvaluationPeriods(0)),
                scaling(
                        "Trigger.CloudWatchAlarmDefinition.Period",
                        "must be at least 1, got: -7",
                        rule -> rule.withPeriodSeconds(-7)),
                of(
                        "'ManagedScalingPolicy.UtilizationPerformanceIndex' must be 1, 25, 50, 75 or 100, got: 30",
                        b -> b.managedScaling(ManagedScaling.instances(1, 5).withUtilizationPerformanceIndex(30))));
    }

    private static ClusterConfiguration.Builder volumeType(
            ClusterConfiguration.Builder b, String type, int size, int throughput) {
        return volume(b, EbsVolume.gp3(10))
                .property(
                        "Instances.InstanceGroups.1.EbsConfiguration.EbsBlockDeviceConfigs.0.VolumeSpecification",
                        Map.of("VolumeType", type, "SizeInGB", size, "Throughput", throughput));
    }

    /** Returns a string token. */
    private static String token() {
        return TEST.stack().getRegion();
    }

    static Stream<Arguments> brokenVolumes() {
        String volume = "Instances.InstanceGroups.1.EbsConfiguration.EbsBlockDeviceConfigs.0.VolumeSpecification.";
        return Stream.of(
                of("'" + volume + "SizeInGB' must be 10 to 1024 GiB, got: 1025", b -> volume(b, EbsVolume.gp3(1025))),
                of(
                        "'" + volume + "VolumeType' must be gp3, as EMR writes it, got: GP3",
                        b -> volumeType(b, "GP3", 10, 125)),
                of("'" + volume + "SizeInGB' must be 1 to 1024 GiB, got: 5000", b -> volumeType(b, token(), 5000, 125)),
                of("'" + volume + "SizeInGB' must be 1 to 1024 GiB, got: 0", b -> volumeType(b, "gp4", 0, 125)),
                of(
                        "'" + volume + "Throughput' must be 125 to 1000 MiB per second, got: 99999",
                        b -> volumeType(b, token(), 10, 99999)),
                of("'" + volume + "SizeInGB' must be 10 to 1024 GiB, got: 9", b -> volume(b, EbsVolume.gp3(9))),
                of(
                        "'" + volume + "SizeInGB' must be 5 to 1024 GiB, got: 4",
                        b -> coreGroup(b, core -> core.ebsOptimized(false).ebsVolumes(EbsVolume.gp3(4)))),
                of(
                        "'" + volume + "SizeInGB' must be 125 to 1024 GiB, got: 124",
                        b -> volume(b, EbsVolume.of(EbsVolumeType.ST1, 124))),
                of(
                        "'" + volume + "Iops' must be 3000 to 80000, got: 2999",
                        b -> volume(b, EbsVolume.gp3(100).withIops(2999))),
                of(
                        "'" + volume + "Iops' must be at most 500 for each GiB of '" + volume
                                + "SizeInGB' (10), got: 5001",
                        b -> volume(b, EbsVolume.gp3(10).withIops(5001))),
                of(
                        "'" + volume + "Iops' is required for io1 volumes",
                        b -> volume(b, EbsVolume.of(EbsVolumeType.IO1, 100))),
                of(
                        "'" + volume + "Iops' must be 100 to 64000, got: 99",
                        b -> volume(b, EbsVolume.of(EbsVolumeType.IO1, 100).withIops(99))),
                of(
                        "'" + volume + "Iops' must be at most 50 for each GiB of '" + volume
                                + "SizeInGB' (100), got: 5001",
                        b -> volume(b, EbsVolume.of(EbsVolumeType.IO1, 100).withIops(5001))),
                of(
                        "'" + volume + "Iops' can't be given for gp2 volumes, only for gp3 and io1",
                        b -> volume(b, EbsVolume.of(EbsVolumeType.GP2, 100).withIops(3000))),
                of(
                        "'" + volume + "Throughput' must be 125 to 1000 MiB per second, got: 124",
                        b -> volume(b, EbsVolume.gp3(100).withThroughput(124))),
                of(
                        "'" + volume + "Throughput' must be at most a quarter of the IOPS (3000), got: 751",
                        b -> volume(b, EbsVolume.gp3(100).withThroughput(751))),
                of(
                        "'" + volume + "Throughput' can't be given for sc1 volumes, only for gp3",
                        b -> volume(b, EbsVolume.of(EbsVolumeType.SC1, 200).withThroughput(125))),
                of(
                        "'Instances.InstanceGroups.1.EbsConfiguration.EbsBlockDeviceConfigs.0.VolumesPerInstance' must be 1 to 25, got: 0",
                        b -> volume(b, EbsVolume.gp3(10).withCount(0))),
                of(
                        "'Instances.InstanceGroups.1.EbsConfiguration.EbsBlockDeviceConfigs' has 26 volumes for an instance, EMR allows 25",
                        b -> volume(b, EbsVolume.gp3(10).withCount(25), EbsVolume.gp3(20))),
                of(
                        "'Instances.InstanceFleets.1.InstanceTypeConfigs.0.EbsConfiguration.EbsBlockDeviceConfigs.0.VolumeSpecification.SizeInGB' must be 10 to 1024 GiB, got: 1",
                        b -> coreFleet(b, core -> core.ebsVolumes(EbsVolume.gp3(1)))),
                of("'EbsRootVolumeSize' must be 15 to 100 GiB, got: 14", b -> b.rootVolume(RootVolume.of(14))),
                of("'EbsRootVolumeSize' must be 15 to 100 GiB, got: 101", b -> b.rootVolume(RootVolume.of(101))),
                of("'EbsRootVolumeSize' must be 10 to 100 GiB, got: 9", b -> b.releaseLabel("emr-6.9.0")
                        .rootVolume(RootVolume.of(9))),
                of(
                        "'EbsRootVolumeIops' must be 3000 to 16000, got: 16001",
                        b -> b.rootVolume(RootVolume.of(100).withIops(16_001))),
                of(
                        "'EbsRootVolumeIops' must be at most 500 for each GiB of 'EbsRootVolumeSize' (20), got: 10001",
                        b -> b.rootVolume(RootVolume.of(20).withIops(10_001))),
                of(
                        "'EbsRootVolumeThroughput' must be 125 to 1000 MiB per second, got: 1001",
                        b -> b.rootVolume(RootVolume.of(100).withIops(16_000).withThroughput(1001))),
                of(
                        "'EbsRootVolumeThroughput' must be at most a quarter of the IOPS (3000), got: 800",
                        b -> b.rootVolume(RootVolume.of(100).withThroughput(800))));
    }

    static Stream<Arguments> brokenSoftware() {
        return Stream.of(
                of("'StepConcurrencyLevel' must be 1 to 256, got: 257", b -> b.stepConcurrencyLevel(257)),
                of("'StepConcurrencyLevel' must be 1 to 256, got: 0", b -> b.stepConcurrencyLevel(0)),
                of(
                        "'AutoTerminationPolicy.IdleTimeout' must be 60 to 604800 seconds (7 days), got: 59",
                        b -> b.idleTimeout(Duration.seconds(59))),
                of(
                        "'AutoTerminationPolicy.IdleTimeout' must be 60 to 604800 seconds (7 days), got: 691200",
                        b -> b.idleTimeout(Duration.days(8))),
                of(
                        "'AutoTerminationPolicy' has no effect on a cluster of three primary nodes: EMR protects it from termination",
                        b -> b.instanceGroups(masters(3)).idleTimeout(Duration.hours(1))),
                of(
                        "'Applications.1.Name' is not an application of EMR; 'Spark' is, got: Sprak",
                        b -> b.applications("Hive", "Sprak")),
                of(
                        "'Applications.0.Name' is not an application of EMR; 'JupyterHub' is, got: jupyter-hub",
                        b -> b.applications("jupyter-hub")),
                of(
                        "'RepoUpgradeOnBoot' has no effect without a custom AMI",
                        b -> b.repoUpgradeOnBoot(RepoUpgradeOnBoot.NONE)),
                of(
                        "'PlacementGroupConfigs.0' spreads the primary nodes, which requires three of them",
                        b -> b.placementGroups(PlacementGroup.spreadMasters())),
                of(
                        "'PlacementGroupConfigs.0' must be SPREAD for MASTER: EMR supports no other placement, got: ",
                        b -> b.instanceGroups(masters(3))
                                .placementGroups(
                                        new PlacementGroup(InstanceRole.CORE, PlacementGroup.Strategy.CLUSTER))),
                of(
                        "'Instances.InstanceGroups.0.InstanceType' must have the architecture of 'CustomAmiId' (X86_64), got: m7g.xlarge",
                        b -> b.customAmi("ami-1", InstanceArchitecture.X86_64)),
                of(
                        "'Instances.InstanceGroups.1.InstanceType' must have the architecture of 'Instances.InstanceGroups.0.InstanceType' (m7g.xlarge), which boots from the same AMI, got: g4dn.xlarge",
                        b -> b.customAmi("ami-1").instanceGroups(MASTER, InstanceGroup.core("g4dn.xlarge", 1))));
    }

    private static Arguments since(String message, String release, UnaryOperator<ClusterConfiguration.Builder> change) {
        return of(message + "; 'ReleaseLabel' is emr-" + release, b -> change.apply(b.releaseLabel("emr-" + release)));
    }

    static Stream<Arguments> brokenReleases() {
        UnaryOperator<ClusterConfiguration.Builder> threeMasters = b -> b.instanceGroups(masters(3));
        UnaryOperator<ClusterConfiguration.Builder> threeInAFleet = b ->
                fleets(b, fleet(InstanceRole.MASTER).targetOnDemandCapacity(3).build());
        return Stream.of(
                of(
                        "'ReleaseLabel' must be a release label such as emr-7.12.0, from emr-4.0.0 on, or emr-spark-8.0.0, got: 7.12.0",
                        b -> b.releaseLabel("7.12.0")),
                of(
                        "'AmiVersion' and 'ReleaseLabel' are both given: releases have labels since 4.0.0",
                        b -> b.property("AmiVersion", "3.11.0")),
                of("'ReleaseLabel' must be a release label", b -> b.releaseLabel("emr-3.11.0")),
                of("'ReleaseLabel' must be a release label", b -> b.releaseLabel("emr-7.12")),
                since(
                        "'StepConcurrencyLevel' requests more than one step at a time, which requires release 5.28.0 or later",
                        "5.27.0",
                        b -> b.stepConcurrencyLevel(2)),
                since(
                        "'AutoTerminationPolicy' requests auto-termination, which requires release 5.30.0, 6.1.0 or later",
                        "5.29.0",
                        b -> b.idleTimeout(Duration.hours(1))),
                since(
                        "'AutoTerminationPolicy' requests auto-termination, which requires release 5.30.0, 6.1.0 or later",
                        "6.0.0",
                        b -> b.idleTimeout(Duration.hours(1))),
                since(
                        "'ManagedScalingPolicy' requests managed scaling, which requires release 5.30.0, 6.1.0 or later",
                        "6.0.0",
                        b -> b.managedScaling(ManagedScaling.instances(1, 5))),
                since(
                        "'ManagedScalingPolicy.UtilizationPerformanceIndex' requests the advanced scaling strategy, which requires release 7.0.0 or later",
                        "6.15.0",
                        b -> b.managedScaling(ManagedScaling.instances(1, 5).withUtilizationPerformanceIndex(50))),
                since(
                        "'LogEncryptionKmsKeyId' requests encryption of logs, which requires release 5.30.0, 6.1.0 or later",
                        "5.29.0",
                        b -> b.property("LogEncryptionKmsKeyId", "arn:aws:kms:eu-west-1:123456789012:key/1")),
                since(
                        "'EbsRootVolumeIops' requests IOPS of the root volume, which requires release 6.15.0 or later",
                        "6.14.0",
                        b -> b.rootVolume(RootVolume.of(20).withIops(4000))),
                since(
                        "'EbsRootVolumeThroughput' requests throughput of the root volume, which requires release 6.15.0 or later",
                        "5.36.1",
                        b -> b.rootVolume(RootVolume.of(20).withThroughput(200))),
                since(
                        "'OSReleaseLabel' requests a fixed operating system, which requires release 5.36.0, 6.6.0 or later",
                        "6.5.0",
                        b -> b.osReleaseLabel("2.0.20220218.1")),
                since(
                        "'StepExecutionRoleArn' requests runtime roles of steps, which requires release 6.7.0 or later",
                        "6.6.0",
                        b -> b.property("StepExecutionRoleArn", "arn:aws:iam::123456789012:role/r")),
                since(
                        "'Instances.InstanceGroups.0.InstanceCount' requests three primary nodes, which requires release 5.23.0 or later",
                        "5.22.0",
                        threeMasters),
                since(
                        "'PlacementGroupConfigs' requests placement groups, which requires release 5.23.0 or later",
                        "5.22.0",
                        b -> threeMasters.apply(b).placementGroups(PlacementGroup.spreadMasters())),
                since(
                        "'Instances.InstanceFleets.0.TargetOnDemandCapacity' requests three primary nodes in a fleet, which requires release 5.36.1, 6.8.1, 6.9.1, 6.10.1, 6.11.1, 6.12.0 or later",
                        "6.11.0",
                        threeInAFleet),
                since(
                        "'Instances.InstanceFleets' requests instance fleets, which requires release 4.8.0, 5.1.0 or later",
                        "5.0.3",
                        b -> fleets(b, MASTER_FLEET)),
                since(
                        "'Instances.InstanceFleets.1.LaunchSpecifications.OnDemandSpecification.AllocationStrategy' requests allocation strategies, which requires release 5.12.1 or later",
                        "5.12.0",
                        b -> coreFleet(
                                b,
                                core -> core.onDemandProvisioning(
                                        OnDemandProvisioning.of(OnDemandAllocationStrategy.LOWEST_PRICE)))),
                since(
                        "'CustomAmiId' requests custom AMIs, which requires release 5.7.0 or later",
                        "5.6.0",
                        b -> b.customAmi("ami-1")),
                since(
                        "'Instances.InstanceFleets.0.InstanceTypeConfigs.0.CustomAmiId' requests custom AMIs, which requires release 5.7.0 or later",
                        "5.6.0",
                        b -> fleets(b, MASTER_FLEET)
                                .property("Instances.InstanceFleets.0.InstanceTypeConfigs.0.CustomAmiId", "ami-1")),
                of(
                        "'ScaleDownBehavior' is TERMINATE_AT_INSTANCE_HOUR, which releases 5.1.0 to 5.9.1 support and 7.12.0 does not",
                        b -> b.scaleDownBehavior(ScaleDownBehavior.TERMINATE_AT_INSTANCE_HOUR)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "brokenInstances",
        "brokenScaling",
        "brokenVolumes",
        "brokenSoftware",
        "brokenReleases",
        "refusedByEmr"
    })
    void rejectsInvalidRequestWithPathOfMember(String message, UnaryOperator<ClusterConfiguration.Builder> change) {
        ClusterConfiguration.Builder builder = change.apply(TEST.configuration());

        assertThatIllegalArgumentException().isThrownBy(builder::definition).withMessageStartingWith(message);
    }

    static Stream<Arguments> allowed() {
        return Stream.of(
                of("a primary node alone", b -> b.instanceGroups(MASTER)),
                of(
                        "a task group that starts empty",
                        b -> b.instanceGroups(MASTER, CORE, InstanceGroup.task("m7g.xlarge", 0))),
                of("a spot primary node if said so", b -> b.spotMaster(true)
                        .instanceGroups(group(InstanceRole.MASTER)
                                .market(Market.SPOT)
                                .bidPrice("0.1")
                                .build())),
                of("three primary nodes in a fleet", b -> fleets(
                                b,
                                fleet(InstanceRole.MASTER)
                                        .targetOnDemandCapacity(3)
                                        .build())
                        .releaseLabel("emr-6.11.1")),
                of(
                        "thirty types with a strategy",
                        b -> coreFleet(b, core -> core.instanceTypes(types(30))
                                .spotProvisioning(SpotProvisioning.of(5, SpotTimeoutAction.SWITCH_TO_ON_DEMAND)
                                        .withAllocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED)))),
                of(
                        "volumes at their limits",
                        b -> volume(
                                b,
                                EbsVolume.gp3(1024).withIops(80_000).withThroughput(1000),
                                EbsVolume.of(EbsVolumeType.IO1, 100).withIops(5000),
                                EbsVolume.of(EbsVolumeType.ST1, 125).withCount(23))),
                of(
                        "a root volume at its limits",
                        b -> b.rootVolume(RootVolume.of(100).withIops(16_000).withThroughput(1000))),
                of(
                        "the minimum of small volumes",
                        b -> coreGroup(b, core -> core.ebsOptimized(false)
                                .ebsVolumes(
                                        EbsVolume.gp3(5).withIops(3000).withThroughput(125),
                                        EbsVolume.gp3(5).withThroughput(750),
                                        EbsVolume.of(EbsVolumeType.IO1, 5).withIops(250)))),
                of(
                        "one name for several groups",
                        b -> b.instanceGroups(
                                group(InstanceRole.MASTER).name("Nodes").build(),
                                group(InstanceRole.CORE).name("Nodes").build(),
                                InstanceGroup.task("m7g.xlarge", 1),
                                InstanceGroup.task("m7g.xlarge", 1))),
                of(
                        "one name for several fleets",
                        b -> fleets(
                                b,
                                fleet(InstanceRole.MASTER).name("Nodes").build(),
                                fleet(InstanceRole.CORE).name("Nodes").build())),
                of("primary nodes whose placement is EMR's to choose", b -> b.instanceGroups(masters(3), CORE)
                        .placementGroups(new PlacementGroup(InstanceRole.MASTER, null))),
                of("auto-termination after EMR's own time", b -> b.autoTermination(true)),
                of("the same by property", b -> b.property("AutoTerminationPolicy", Map.of())),
                of("the older form of instances", b -> older(b, 3)),
                of("a primary node alone in the older form", b -> older(b, 1)),
                of("a subnet by property", b -> b.subnets()
                        .property("Instances.Ec2SubnetId", "subnet-0123456789abcdef0")),
                of("subnets of fleets by property", b -> fleets(b, MASTER_FLEET)
                        .subnets()
                        .property(
                                "Instances.Ec2SubnetIds",
                                List.of("subnet-0123456789abcdef1", "subnet-0123456789abcdef2"))),
                of(
                        "prices",
                        b -> coreFleet(
                                b,
                                core -> core.instanceTypes(
                                        FleetInstanceType.of("a1.large").withBidPrice("0.10"),
                                        FleetInstanceType.of("a1.xlarge").withBidPrice("1"),
                                        FleetInstanceType.of("a1.2xlarge").withBidPrice(".5"),
                                        FleetInstanceType.of("a1.4xlarge").withBidPrice("1."),
                                        FleetInstanceType.of("a1.metal").withBidPercentage(250)))),
                of("a price on demand, with a warning", b -> coreGroup(b, core -> core.bidPrice("0.10"))),
                of("a type of volumes of tomorrow", b -> volumeType(b, "gp4", 1024, 1000)),
                of(
                        "a bid price without a market",
                        b -> b.property(
                                "Instances.InstanceGroups.1",
                                Map.of(
                                        "InstanceRole",
                                        "CORE",
                                        "InstanceType",
                                        "m7g.xlarge",
                                        "InstanceCount",
                                        1,
                                        "BidPrice",
                                        "0.3"))),
                of("managed scaling without limits", b -> b.property("ManagedScalingPolicy", Map.of())),
                of("a constant", b -> b.property("Instances.InstanceGroups.1.Market", Market.SPOT)),
                of("a set of values", b -> b.property("Instances.AdditionalMasterSecurityGroups", Set.of(token()))),
                of(
                        "an array",
                        b -> b.property(
                                "Instances.AdditionalMasterSecurityGroups", new String[] {"sg-0123456789abcdef1"})),
                of("sixteen bootstrap actions", b -> bootstrapActions(b, 16)),
                of(
                        "paths of published clusters",
                        b -> b.bootstrapActions(
                                BootstrapAction.of("a", "s3n://bucket/a.sh"),
                                BootstrapAction.of("b", "s3a://bucket/b.sh"),
                                BootstrapAction.of("c", "file:///usr/share/aws/emr/c"),
                                BootstrapAction.of("d", "file:/usr/share/aws/emr/d"),
                                BootstrapAction.of("e", "/usr/share/aws/emr/e"),
                                BootstrapAction.of("g", "s3://" + token() + "/g.sh"),
                                BootstrapAction.of("h", "s3" + token()),
                                BootstrapAction.of("i", "s3://bucket/" + token()),
                                BootstrapAction.of("j", token() + "://bucket/j.sh"),
                                BootstrapAction.of(
                                        "f", new CfnParameter(TEST.stack(), "BootstrapPath").getValueAsString()))),
                of("letters of any language in tags", b -> b.tags(Map.of("équipe", "Müller 東京 _.:/=+-@"))),
                of("forty-seven tags", b -> b.tags(tags(47))),
                of(
                        "the tag that each launch adds anyway",
                        b -> b.tags(Stream.concat(
                                        tags(47).entrySet().stream(),
                                        Map.of("for-use-with-amazon-emr-managed-policies", "true").entrySet().stream())
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))),
                of("classifications of their time", b -> b.releaseLabel("emr-6.8.1")
                        .configurations(EmrConfiguration.of("spark-log4j", Map.of("a", "b")))),
                of("classifications of the last release that has them", b -> b.releaseLabel("emr-7.8.0")
                        .configurations(
                                EmrConfiguration.of("hbase-log4j", Map.of("a", "b")),
                                EmrConfiguration.of("hadoop-log4j", Map.of("a", "b")))),
                of(
                        "rules of scaling with each comparison",
                        b -> coreGroup(
                                b,
                                core -> core.automaticScaling(AutomaticScaling.between(1, 9)
                                        .withRules(
                                                ScalingRule.whenAtMost("A", 1, 2)
                                                        .withExactCapacity(),
                                                ScalingRule.whenAtLeast("B", 1, 2)
                                                        .withUnit("KILO_BYTES_PER_SECOND")
                                                        .withStatistic("SAMPLE_COUNT"),
                                                ScalingRule.whenBelow("C", 1, -20)
                                                        .withPercentChangeInCapacity(),
                                                ScalingRule.whenAbove("D", 1, 1))))),
                of("idle times at their limits", b -> b.idleTimeout(Duration.days(7))),
                of("applications in any case", b -> b.applications("SPARK", "hive")),
                of("applications that are newer than this library", b -> b.applications("Polaris")),
                of("a preview of a release of Spark", b -> b.releaseLabel("emr-spark-8.0-preview")),
                of("a release of Spark with what releases before it have", b -> b.releaseLabel("emr-spark-8.0.0")
                        .stepConcurrencyLevel(4)
                        .idleTimeout(Duration.hours(1))
                        .managedScaling(ManagedScaling.instances(5, 5))
                        .rootVolume(RootVolume.of(100).withIops(16_000).withThroughput(1000))),
                of("the features' first releases", b -> b.releaseLabel("emr-5.30.0")
                        .stepConcurrencyLevel(256)
                        .idleTimeout(Duration.seconds(60))
                        .managedScaling(ManagedScaling.instances(5, 5))),
                of("an AMI of the instances' architecture", b -> b.customAmi("ami-1", InstanceArchitecture.ARM_64)
                        .repoUpgradeOnBoot(RepoUpgradeOnBoot.NONE)),
                of(
                        "architectures with an AMI each",
                        b -> b.instanceGroups(
                                group(InstanceRole.MASTER).customAmiId("ami-1").build(),
                                InstanceGroup.builder(InstanceRole.CORE)
                                        .instanceType("m7i.xlarge")
                                        .customAmiId("ami-2")
                                        .build())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void acceptsValidRequest(String description, UnaryOperator<ClusterConfiguration.Builder> change) {
        assertThatCode(() -> change.apply(TEST.configuration()).definition())
                .as(description)
                .doesNotThrowAnyException();
    }

    @Test
    void rejectsSeveralSubnetsForInstanceGroups() {
        ClusterConfiguration.Builder builder = TEST.configuration()
                .subnets(
                        Subnet.fromSubnetId(TEST.stack(), "A", "subnet-0123456789abcdefa"),
                        Subnet.fromSubnetId(TEST.stack(), "B", "subnet-0123456789abcdefb"));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("Stack/Configuration: 'Instances.Ec2SubnetIds' names 2, instance groups run in one; "
                        + "instance fleets can choose among several");
    }

    /** The last ones are placeholders of the CDK for a lookup that the CDK CLI has not made yet. */
    @ParameterizedTest
    @ValueSource(
            strings = {"subnet-0123abcd", "subnet-0123456789abcdef0", "subnet-0123456789abcdefz", "s-12345", "p-67890"})
    void acceptsSubnetIdsAndLookupPlaceholders(String id) {
        assertThatCode(() -> TEST.configuration()
                        .subnets(Subnet.fromSubnetId(new Construct(TEST.stack(), "Right " + id), "Subnet", id))
                        .definition())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub-1", "subnet-1", "subnet-0123456789abcdef", "Subnet-0123abcd", "vpc-0123abcd"})
    void rejectsInvalidSubnetId(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.configuration()
                        .subnets(Subnet.fromSubnetId(new Construct(TEST.stack(), "Wrong " + id), "Subnet", id))
                        .definition())
                .withMessageContaining(
                        "'Instances.Ec2SubnetId' must be the id of a subnet: subnet- and 8 or 17 letters and digits, got: "
                                + id);
    }

    @Test
    void rejectsInvalidSecurityGroupId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.configuration()
                        .additionalMasterSecurityGroups(
                                SecurityGroup.fromSecurityGroupId(TEST.stack(), "WrongGroup", "subnet-0123abcd"))
                        .definition())
                .withMessageContaining(
                        "'Instances.AdditionalMasterSecurityGroups.0' must be the id of a security group: sg- and 8 or 17 letters and digits, got: subnet-0123abcd");
    }

    @Test
    void rejectsFiveAdditionalSecurityGroups() {
        ISecurityGroup[] groups = IntStream.range(0, 5)
                .mapToObj(i -> SecurityGroup.fromSecurityGroupId(TEST.stack(), "Group" + i, "sg-0123456" + i))
                .toArray(ISecurityGroup[]::new);
        ClusterConfiguration.Builder builder = TEST.configuration().additionalWorkersSecurityGroups(groups);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(
                        "'Instances.AdditionalSlaveSecurityGroups' may name at most 4 security groups, got: ");
    }

    @Test
    void acceptsTokensForReleaseApplicationsAndInstanceTypes() {
        String token =
                CfnParameter.Builder.create(TEST.stack(), "Release").build().getValueAsString();

        assertThatCode(() -> TEST.configuration()
                        .releaseLabel(token)
                        .applications(token)
                        .instanceGroups(InstanceGroup.master(token), InstanceGroup.core(token, 1))
                        .customAmi("ami-1", InstanceArchitecture.X86_64)
                        .stepConcurrencyLevel(5)
                        .definition())
                .doesNotThrowAnyException();
    }

    private static final String TEXT =
            CfnParameter.Builder.create(TEST.stack(), "Text").build().getValueAsString();
    private static final Number NUMBER = CfnParameter.Builder.create(TEST.stack(), "Number")
            .type("Number")
            .build()
            .getValueAsNumber();
    private static final List<String> LIST = CfnParameter.Builder.create(TEST.stack(), "List")
            .type("CommaDelimitedList")
            .build()
            .getValueAsList();

    static Stream<Arguments> unknownValues() {
        return Stream.of(
                of("a role", b -> b.property("Instances.InstanceGroups.0.InstanceRole", TEXT)),
                of("a count", b -> b.property("Instances.InstanceGroups.0.InstanceCount", NUMBER)),
                of("a count as text", b -> b.property("Instances.InstanceGroups.1.InstanceCount", TEXT)),
                of("a market", b -> coreGroup(b, core -> core.bidPrice("0.1"))
                        .property("Instances.InstanceGroups.1.Market", TEXT)),
                of("a flag", b -> b.property("Instances.KeepJobFlowAliveWhenNoSteps", TEXT)),
                of("a volume's type", b -> volume(
                                b, EbsVolume.of(EbsVolumeType.IO1, 10).withIops(100))
                        .property(
                                "Instances.InstanceGroups.1.EbsConfiguration.EbsBlockDeviceConfigs.0.VolumeSpecification.VolumeType",
                                TEXT)),
                of("a volume's size", b -> volume(
                                b, EbsVolume.of(EbsVolumeType.IO1, 10).withIops(500))
                        .property(
                                "Instances.InstanceGroups.1.EbsConfiguration.EbsBlockDeviceConfigs.0.VolumeSpecification.SizeInGB",
                                NUMBER)),
                of("a unit", b -> b.managedScaling(ManagedScaling.fleetUnits(1, 2))
                        .property("ManagedScalingPolicy.ComputeLimits.UnitType", TEXT)),
                of("a limit", b -> b.managedScaling(ManagedScaling.instances(5, NUMBER))),
                of(
                        "an index",
                        b -> b.managedScaling(ManagedScaling.instances(1, 5).withUtilizationPerformanceIndex(NUMBER))),
                of(
                        "a capacity",
                        b -> coreFleet(b, core -> core.targetOnDemandCapacity(0).targetSpotCapacity(NUMBER))),
                of(
                        "names of scaling rules",
                        b -> coreGroup(
                                b,
                                core -> core.automaticScaling(AutomaticScaling.between(1, 2)
                                        .withRules(
                                                ScalingRule.whenAbove("A", 1, 1).withName(TEXT),
                                                ScalingRule.whenAbove("B", 1, 1).withName(TEXT))))),
                of("subnets", b -> b.subnets().property("Instances.Ec2SubnetIds", LIST)),
                of("security groups", b -> b.property("Instances.AdditionalMasterSecurityGroups", LIST)),
                of("a placement", b -> b.property(
                                "PlacementGroupConfigs",
                                List.of(Map.of("InstanceRole", TEXT, "PlacementStrategy", TEXT)))
                        .property("Instances.InstanceGroups.0.InstanceCount", NUMBER)),
                of("a dynamic reference", b -> b.releaseLabel("{{resolve:ssm:/release}}")));
    }

    @ParameterizedTest
    @MethodSource("unknownValues")
    void acceptsTokenInRequestMember(String what, UnaryOperator<ClusterConfiguration.Builder> change) {
        assertThatCode(() -> change.apply(TEST.configuration()).definition())
                .as(what)
                .doesNotThrowAnyException();
    }

    static Stream<Arguments> unknownMembers() {
        String list = " be a list, and is a single token: pass a list, such as "
                + "parameter.getValueAsList() or Fn.split(\",\", value), got: ";
        String object = " be an object, and is a single token: pass an object with known members, "
                + "whose values may be tokens, got: ";
        return Stream.of(
                of("'Applications' must" + list, b -> b.property("Applications", TEXT)),
                of(
                        "'Instances.InstanceGroups.1' must" + object,
                        b -> b.property("Instances.InstanceGroups.1", Fn.conditionIf("Condition", "a", "b"))),
                of("'Tags.0' must" + object, b -> b.property("Tags", LIST)));
    }

    @ParameterizedTest
    @MethodSource("unknownMembers")
    void rejectsTokenInsteadOfListOrObject(String message, UnaryOperator<ClusterConfiguration.Builder> change) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(TEST.configuration()).definition())
                .withMessageStartingWith(message);
    }

    @Test
    void acceptsTokenAsMaximumOfOverride() {
        assertThatCode(() -> TEST.configuration()
                        .override("CoreInstanceCount", rule -> rule.withMaximum(NUMBER))
                        .definition())
                .doesNotThrowAnyException();
    }

    static Stream<Arguments> numbersInTexts() {
        return Stream.of(
                of(
                        "Configurations.0.Properties.spark.a",
                        b -> b.configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.a", NUMBER + "g")))),
                of("Tags", b -> b.property("Tags", List.of(Map.of("Key", "team", "Value", String.valueOf(NUMBER))))),
                of(
                        "BootstrapActions.0.ScriptBootstrapAction.Args.0",
                        b -> b.bootstrapActions(BootstrapAction.of("Name", "s3://bucket/script.sh", "" + NUMBER))),
                of(
                        "Configurations.0.Properties",
                        b -> b.configurations(EmrConfiguration.of("spark-defaults", Map.of("spark." + NUMBER, "1")))));
    }

    @ParameterizedTest
    @MethodSource("numbersInTexts")
    void rejectsNumberTokenConvertedToString(String path, UnaryOperator<ClusterConfiguration.Builder> change) {
        TestStack test = TestStack.create();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(test.configuration()).build())
                .withMessageContaining(path)
                .withMessageContaining("Token.asString(number)");
    }

    @Test
    void errorForConvertedNumberTokenContainsPropertyPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.configuration()
                        .property(
                                "Configurations",
                                List.of(Map.of("Classification", "c", "Properties", Map.of("a.b", Integer.MIN_VALUE)))))
                .withMessageStartingWith(
                        "property: 'Configurations.0.Properties.a.b' got -2147483648, which is the result");
    }

    /** AWS APIs have 32-bit counts. */
    @Test
    void rejectsNumberBeyond32Bits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceGroup.core("m7g.xlarge", 1e20))
                .withMessage("'instanceCount' must be at most 2147483647, got: 1.0E20");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstanceGroup.core("m7g.xlarge", -3_000_000_000L))
                .withMessage("'instanceCount' must be at least -2147483647, got: -3000000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.configuration()
                        .property("Instances.InstanceGroups.1.InstanceCount", new BigDecimal("1e999999999")))
                .withMessage(
                        "property: 'Instances.InstanceGroups.1.InstanceCount' must be a number, got: 1E+999999999");
    }

    @Test
    void rejectsNumberTokenConvertedToPrimitive() {
        for (Number lost : List.of(NUMBER.intValue(), NUMBER.longValue(), NUMBER.floatValue())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            TEST.configuration().stepConcurrencyLevel(lost).definition())
                    .withMessageStartingWith("'stepConcurrencyLevel' got ")
                    .withMessageEndingWith(
                            "Pass the number unconverted: parameter.getValueAsNumber(), without intValue()");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TEST.configuration().stepConcurrencyLevel(1.5).definition())
                .withMessage("'stepConcurrencyLevel' must be a whole number, got: 1.5");
    }
}
