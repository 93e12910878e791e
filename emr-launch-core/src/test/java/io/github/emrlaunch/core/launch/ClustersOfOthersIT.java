package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EbsVolume;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.FleetInstanceType;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.cluster.ManagedScaling;
import io.github.emrlaunch.core.cluster.Market;
import io.github.emrlaunch.core.cluster.PlacementGroup;
import io.github.emrlaunch.core.cluster.SpotAllocationStrategy;
import io.github.emrlaunch.core.cluster.SpotProvisioning;
import io.github.emrlaunch.core.cluster.SpotTimeoutAction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;

/**
 * Clusters from reports and files of users. Each is launched with its request, member for member, or refused with a message that names the
 * member. Each is built with the builders, as far as they support it, and with properties.
 */
class ClustersOfOthersIT {
    private static final Path FILES = Path.of("src/test/resources/clusters");
    private static final Map<String, JsonNode> BY_PROPERTY = new LinkedHashMap<>();

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(ClustersOfOthersIT::addStack);

    private final LocalAws aws = deployed.local();

    /** Configurations of the builders, by file. Files without one are not supported by the builders. */
    private static final Map<String, UnaryOperator<ClusterConfiguration.Builder>> BUILDERS = Map.ofEntries(
            Map.entry(
                    "advanced-scaling",
                    b -> b.managedScaling(ManagedScaling.instances(2, 10).withUtilizationPerformanceIndex(50))),
            Map.entry("auto-termination-default", b -> b.autoTermination(true)),
            Map.entry(
                    "bid-price-on-demand",
                    b -> b.instanceGroups(
                            InstanceGroup.master("m5.xlarge"),
                            InstanceGroup.builder(InstanceRole.CORE)
                                    .instanceType("m5.xlarge")
                                    .instanceCount(2)
                                    .market(Market.SPOT)
                                    .bidPrice("OnDemandPrice")
                                    .build())),
            Map.entry(
                    "bootstrap-path-without-scheme",
                    b -> b.bootstrapActions(BootstrapAction.of("b", "bucket/install.sh"))),
            Map.entry(
                    "bootstrap-run-if",
                    b -> b.bootstrapActions(BootstrapAction.of(
                            "run-if",
                            "s3://elasticmapreduce/bootstrap-actions/run-if",
                            "instance.isMaster=true",
                            "echo running on master node"))),
            Map.entry("fleet-of-30-types-with-volumes", b -> b.instanceGroups()
                    .instanceFleets(InstanceFleet.master("m5.xlarge"), fleetOfThirty())),
            Map.entry("gc-log-with-placeholders", b -> settings(b, "gc-log-with-placeholders")),
            Map.entry("log4j-classification-of-an-old-time", b -> settings(b, "log4j-classification-of-an-old-time")),
            Map.entry("nine-kilobytes-of-settings", b -> settings(b, "nine-kilobytes-of-settings")),
            Map.entry("placement-without-strategy", b -> b.instanceGroups(
                            InstanceGroup.builder(InstanceRole.MASTER)
                                    .instanceType("m5.xlarge")
                                    .instanceCount(3)
                                    .build(),
                            InstanceGroup.core("m5.xlarge", 2))
                    .placementGroups(new PlacementGroup(InstanceRole.MASTER, null))),
            Map.entry(
                    "seventeen-bootstrap-actions",
                    b -> b.bootstrapActions(Stream.iterate(0, i -> i + 1)
                            .limit(17)
                            .map(i -> BootstrapAction.of("b" + i, "s3://bucket/b.sh"))
                            .toList())),
            Map.entry("spark-8", b -> b),
            Map.entry("tag-with-ampersand", b -> b.tags(Map.of("team", "R&D, (core)"))),
            Map.entry(
                    "two-groups-one-name",
                    b -> b.instanceGroups(
                            InstanceGroup.builder(InstanceRole.MASTER)
                                    .name("Nodes")
                                    .instanceType("m5.xlarge")
                                    .build(),
                            InstanceGroup.builder(InstanceRole.CORE)
                                    .name("Nodes")
                                    .instanceType("m5.xlarge")
                                    .instanceCount(2)
                                    .build())),
            Map.entry(
                    "two-task-groups",
                    b -> b.instanceGroups(
                            InstanceGroup.master("m5.xlarge"),
                            InstanceGroup.core("m5.xlarge", 2),
                            spotTask("m5.xlarge"),
                            spotTask("r5.xlarge"))));

    /** The start of the error message. */
    private static final Map<String, String> REFUSALS = Map.of(
            "bid-price-on-demand",
            "'Instances.InstanceGroups.1.BidPrice' must be a price in USD an hour",
            "bootstrap-path-without-scheme",
            "'BootstrapActions.0.ScriptBootstrapAction.Path' must be a location in S3",
            "log4j-classification-of-an-old-time",
            "'Configurations.0.Classification' was replaced by 'spark-log4j2' in release 6.9.0",
            "misspelt-nested-member",
            "'Instances.InstanceGroups.1.BidPricee' is not a member of RunJobFlow; 'BidPrice' is",
            "seventeen-bootstrap-actions",
            "'BootstrapActions' has 17 bootstrap actions, EMR allows 16",
            "tag-with-ampersand",
            "'Tags.0': Tag 'team' may have only letters, digits, spaces and _ . : / = + - @");

    private static InstanceFleet fleetOfThirty() {
        List<FleetInstanceType> types = new ArrayList<>();
        file("fleet-of-30-types-with-volumes")
                .at("/request/Instances/InstanceFleets/1/InstanceTypeConfigs")
                .forEach(type ->
                        types.add(FleetInstanceType.of(type.path("InstanceType").asText())
                                .withWeight(type.path("WeightedCapacity").asInt())
                                .withBidPercentage(type.path("BidPriceAsPercentageOfOnDemandPrice")
                                        .asDouble())));
        return InstanceFleet.builder(InstanceRole.CORE)
                .instanceTypes(types)
                .ebsVolumes(EbsVolume.gp3(256).withCount(2))
                .targetOnDemandCapacity(8)
                .targetSpotCapacity(80)
                .spotProvisioning(SpotProvisioning.of(30, SpotTimeoutAction.SWITCH_TO_ON_DEMAND)
                        .withAllocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED))
                .build();
    }

    private static InstanceGroup spotTask(String type) {
        return InstanceGroup.builder(InstanceRole.TASK)
                .name("TASK")
                .instanceType(type)
                .market(Market.SPOT)
                .build();
    }

    private static ClusterConfiguration.Builder settings(ClusterConfiguration.Builder builder, String name) {
        List<EmrConfiguration> configurations = new ArrayList<>();
        file(name).at("/request/Configurations").forEach(one -> {
            Map<String, String> properties = new LinkedHashMap<>();
            one.path("Properties")
                    .properties()
                    .forEach(property -> properties.put(
                            property.getKey(), property.getValue().textValue()));
            configurations.add(EmrConfiguration.of(one.path("Classification").asText(), properties));
        });
        return builder.configurations(configurations);
    }

    private static JsonNode file(String name) {
        try {
            return Json.parse(Files.readString(FILES.resolve(name + ".json")));
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private static Stream<String> names() {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<String> launched() {
        return names().filter(name -> !REFUSALS.containsKey(name));
    }

    static Stream<String> refused() {
        return REFUSALS.keySet().stream().sorted();
    }

    private static ClusterConfiguration.Builder builder(Stack stack, String name, String way) {
        JsonNode request = file(name).path("request");
        List<String> applications = new ArrayList<>();
        request.path("Applications")
                .forEach(one -> applications.add(one.path("Name").asText()));
        return ClusterConfiguration.Builder.create(stack, name + "-" + way)
                .configurationName(name + "-" + way)
                .releaseLabel(request.path("ReleaseLabel").asText())
                .applications(applications);
    }

    private static ClusterConfiguration.Builder byBuilder(Stack stack, Vpc vpc, String name) {
        ClusterConfiguration.Builder builder = builder(stack, name, "builder")
                .instanceGroups(InstanceGroup.master("m5.xlarge"), InstanceGroup.core("m5.xlarge", 2))
                .subnets(vpc.getPrivateSubnets());
        return Objects.requireNonNull(BUILDERS.get(name), name).apply(builder);
    }

    /** The unchanged request, with the subnet by property, too. */
    private static ClusterConfiguration.Builder byProperty(Stack stack, String subnetId, String name) {
        ClusterConfiguration.Builder builder =
                builder(stack, name, "property").property("Instances.Ec2SubnetIds", List.of(subnetId));
        file(name).path("request").properties().forEach(member -> {
            if (member.getKey().equals("Instances")) {
                member.getValue()
                        .properties()
                        .forEach(inner -> builder.property("Instances." + inner.getKey(), inner.getValue()));
            } else {
                builder.property(member.getKey(), member.getValue());
            }
        });
        return builder;
    }

    /**
     * A launch function for each cluster: by builders if they support it, else by properties. One is in a public subnet, the others are in a
     * private one.
     */
    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrProfile inPrivate = EmrProfile.Builder.create(stack, "Private")
                .profileName("private")
                .vpc(vpc)
                .build();
        EmrProfile inPublic = EmrProfile.Builder.create(stack, "Public")
                .profileName("public")
                .privateSubnets(false)
                .vpc(vpc)
                .build();
        for (String name : launched().toList()) {
            boolean isPublic = name.equals("numbers-in-properties");
            String subnetId = (isPublic ? vpc.getPublicSubnets() : vpc.getPrivateSubnets())
                    .get(0)
                    .getSubnetId();
            ClusterConfiguration asProperties =
                    byProperty(stack, subnetId, name).build();
            BY_PROPERTY.put(name, asProperties.getDefinition().clusterConfiguration());
            EmrLaunchFunction.Builder.create(stack, "Launch-" + name)
                    .launchFunctionName(name)
                    .emrProfile(isPublic ? inPublic : inPrivate)
                    .clusterConfiguration(
                            BUILDERS.containsKey(name)
                                    ? byBuilder(stack, vpc, name).build()
                                    : asProperties)
                    .build();
        }
    }

    /** Returns the content of the file. Settings are text. */
    private static JsonNode wanted(String name) {
        ObjectNode request = (ObjectNode) file(name).path("request");
        if (name.equals("numbers-in-properties")) {
            request.withObject("/Configurations/0/Properties").put("spark.driver.cores", "4");
        }
        return request;
    }

    /** Returns whether a request has all expected members with the same values. */
    private static void assertHas(JsonNode request, JsonNode wanted, String path) {
        if (wanted.isObject()) {
            assertThat(request.isObject()).as(path).isTrue();
            wanted.properties()
                    .forEach(member ->
                            assertHas(request.path(member.getKey()), member.getValue(), path + "." + member.getKey()));
        } else if (wanted.isArray()) {
            assertThat(request).as(path).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.size(); i++) {
                assertHas(request.get(i), wanted.get(i), path + "." + i);
            }
        } else if (wanted.isNumber()) {
            assertThat(request.isNumber()).as(path).isTrue();
            assertThat(request.doubleValue()).as(path).isEqualTo(wanted.doubleValue());
        } else {
            assertThat(request).as(path).isEqualTo(wanted);
        }
    }

    @Test
    void fileAndTestAgreeOnExpectedOutcome() {
        assertThat(names()).hasSize(18).allSatisfy(name -> assertThat(
                        file(name).path("expected").asText())
                .as(name)
                .startsWith(REFUSALS.containsKey(name) ? "refused at synth" : "launched"));
    }

    @ParameterizedTest
    @MethodSource("launched")
    void requestHasAllMembersOfFile(String name) {
        LocalExecution execution = deployed.run("default_" + name, "{}");

        assertThat(execution.status())
                .as("%s: %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        List<LocalCluster> clusters = aws.clusters();
        assertThat(clusters).hasSize(1);
        assertHas(clusters.get(0).request(), wanted(name), name);
        assertHas(Objects.requireNonNull(BY_PROPERTY.get(name)), wanted(name), name);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void rejectsInvalidClusterAndNamesMember(String name) {
        Stack stack = new Stack(new App(), "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        String refusal = Objects.requireNonNull(REFUSALS.get(name));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        byProperty(stack, "subnet-0123456789abcdef1", name).build())
                .withMessageContaining(refusal);
        if (BUILDERS.containsKey(name)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> byBuilder(stack, vpc, name).build())
                    .withMessageContaining(refusal);
        }
    }
}
