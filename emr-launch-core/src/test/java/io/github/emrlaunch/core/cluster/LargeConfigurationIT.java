package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;

/** Cluster configurations that do not fit into one parameter: deployed by a stack and read by others. */
class LargeConfigurationIT {
    private static final DefinitionName NAME = DefinitionName.of("large");

    @RegisterExtension
    static final LocalAwsExtension empty = LocalAwsExtension.withoutApp();

    private final LocalAws aws = empty.local();
    private final SsmClient ssm = SsmClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
            .build();

    @AfterEach
    void close() {
        ssm.close();
    }

    private interface Content {
        ClusterConfiguration.Builder addTo(Stack stack, ClusterConfiguration.Builder builder);
    }

    private void deploy(Content content) {
        aws.deploy(empty.synthesize(app -> addStack(new Stack(app, "Stack"), content)));
    }

    private static void addStack(Stack stack, Content content) {
        Vpc vpc = Vpc.Builder.create(stack, "Vpc")
                .maxAzs(1)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("public")
                        .subnetType(SubnetType.PUBLIC)
                        .build()))
                .build();
        content.addTo(
                        stack,
                        ClusterConfiguration.Builder.create(stack, "Configuration")
                                .configurationName("large")
                                .releaseLabel("emr-7.12.0")
                                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                                .subnets(vpc.getPublicSubnets()))
                .build();
    }

    private static ClusterConfiguration.Builder settings(ClusterConfiguration.Builder builder, String text) {
        return builder.configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.text", text)));
    }

    private ClusterConfigurationDefinition stored() {
        return new ParameterStore(ssm).get(DefinitionType.CLUSTER_CONFIGURATION, NAME);
    }

    private List<String> parameters() {
        return ssm.getParametersByPathPaginator(request -> request.path("/").recursive(true)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(Parameter::name)
                .sorted()
                .toList();
    }

    @Test
    void storesFleetOf24InstanceTypesWithOverrides() {
        FleetInstanceType[] types = IntStream.rangeClosed(1, 24)
                .mapToObj(size -> FleetInstanceType.of("m7g.%dxlarge".formatted(size + 1))
                        .withWeight(size)
                        .withEbsVolumes(
                                EbsVolume.gp3(100 + size).withIops(3000 + size).withThroughput(200)))
                .toArray(FleetInstanceType[]::new);

        deploy((stack, builder) -> builder.instanceGroups(List.of())
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes(types)
                                .targetSpotCapacity(48)
                                .spotProvisioning(SpotProvisioning.of(30, SpotTimeoutAction.SWITCH_TO_ON_DEMAND)
                                        .withAllocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED))
                                .build()));

        ClusterConfigurationDefinition stored = stored();
        assertThat(stored.clusterConfiguration().at("/Instances/InstanceFleets/1/InstanceTypeConfigs"))
                .hasSize(24);
        assertThat(stored.clusterConfiguration().at("/Instances/Ec2SubnetIds/0").asText())
                .startsWith("subnet-");
        assertThat(stored.defaultOverrides())
                .containsKeys("MasterInstanceType", "CoreInstanceSpotCount", "ClusterName");
        assertThat(Objects.requireNonNull(stored.defaultOverrides().get("CoreInstanceSpotCount"))
                        .defaultValue())
                .isEqualTo(Json.parse("48"));
    }

    @Test
    void resolvesTokensAtAnyPosition() {
        String filling = "x".repeat(2000);
        deploy((stack, builder) -> {
            String bucket = Bucket.Builder.create(stack, "Bucket").build().getBucketName();
            return settings(
                    builder, Stream.generate(() -> filling + bucket).limit(15).reduce("", String::concat));
        });

        String text = stored().clusterConfiguration()
                .at("/Configurations/0/Properties/spark.text")
                .asText();

        assertThat(text).doesNotContain("Token", "\n");
        assertThat(text.split(filling, -1)).hasSize(16);
        assertThat(Stream.of(text.split(filling, -1)).skip(1).distinct())
                .singleElement()
                .asString()
                .isNotEmpty();
    }

    /** The synth of another app finds it there, as does an emulator that declares the folder. */
    @Test
    void keepsDefinitionThroughExportAndImport(@TempDir Path temporary) {
        deploy((stack, builder) -> settings(
                builder,
                Stream.generate(() -> "x".repeat(2000) + stack.getStackId())
                        .limit(15)
                        .reduce("", String::concat)));
        Path folder = temporary.resolve("definitions");

        assertThat(aws.exportDefinitions(folder)).isTrue();

        ClusterConfigurationDefinition exported =
                new DefinitionDirectory(folder).get(DefinitionType.CLUSTER_CONFIGURATION, NAME);
        assertThat(exported).isEqualTo(stored());
        ssm.deleteParameters(delete -> delete.names(parameters().subList(0, 2)));
        aws.existing().definitions(folder);
        assertThat(stored()).isEqualTo(exported);
    }

    @Test
    void updateReplacesAndDeletesParts() {
        deploy((stack, builder) -> settings(builder, "ä".repeat(18_500)));
        assertThat(parameters())
                .containsExactly(
                        "/emr_launch/cluster_configurations/default/large",
                        "/emr_launch_parts/cluster_configurations/default/large/1",
                        "/emr_launch_parts/cluster_configurations/default/large/2",
                        "/emr_launch_parts/cluster_configurations/default/large/3",
                        "/emr_launch_parts/cluster_configurations/default/large/4");

        deploy((stack, builder) -> settings(builder, "b".repeat(9000)));
        assertThat(parameters()).hasSize(2);
        assertThat(stored().clusterConfiguration()
                        .at("/Configurations/0/Properties/spark.text")
                        .asText())
                .isEqualTo("b".repeat(9000));

        deploy((stack, builder) -> settings(builder, "c"));
        assertThat(parameters()).containsExactly("/emr_launch/cluster_configurations/default/large");
        assertThat(stored().clusterConfiguration()
                        .at("/Configurations/0/Properties/spark.text")
                        .asText())
                .isEqualTo("c");
    }

    @Test
    void headParameterDependsOnPart() {
        TestStack test = TestStack.create();
        settings(test.configuration(), "x".repeat(9000)).build();

        assertThat(test.resources().properties())
                .filteredOn(resource -> resource.getKey().matches("ConfigurationDefinition[0-9A-F]{8}"))
                .singleElement()
                .satisfies(head -> assertThat(head.getValue().at("/DependsOn/0").asText())
                        .startsWith("ConfigurationDefinitionPart1"));
    }
}
