package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;

/** A launch passes every member that the builder of a cluster configuration sets to EMR. */
class EveryMemberIsLaunchedIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(EveryMemberIsLaunchedIT::addStack)
            .existing(existing -> existing.securityGroup("sg-0123456789abcdef1").securityGroup("sg-0123456789abcdef2"));

    private final LocalAws aws = deployed.local();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrProfile plain = EmrProfile.Builder.create(stack, "Plain")
                .profileName("plain")
                .vpc(vpc)
                .build();
        EmrProfile withRoles = EmrProfile.Builder.create(stack, "WithRoles")
                .profileName("with-roles")
                .vpc(vpc)
                .inTransitEncryption(InTransitEncryption.pem(
                        Bucket.fromBucketName(stack, "Artifacts", "artifacts"), "certificates.zip"))
                .runtimeRoles(RuntimeRoles.of())
                .build();
        List<UnaryOperator<ClusterConfiguration.Builder>> changes = RunJobFlowCoverageTest.configurations(stack);
        for (int i = 0; i < changes.size(); i++) {
            ClusterConfiguration configuration = changes.get(i)
                    .apply(ClusterConfiguration.Builder.create(stack, "Configuration" + i)
                            .configurationName("configuration-" + i)
                            .releaseLabel("emr-7.12.0")
                            .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                            .subnets(vpc.getPrivateSubnets().get(0)))
                    .build();
            EmrLaunchFunction.Builder.create(stack, "Launch" + i)
                    .launchFunctionName("launch-" + i)
                    .emrProfile(configuration.getStepExecutionRole() == null ? plain : withRoles)
                    .clusterConfiguration(configuration)
                    .clusterName("cluster-" + i)
                    .build();
        }
    }

    static IntStream configurations() {
        return IntStream.range(
                0, RunJobFlowCoverageTest.configurations(new Stack()).size());
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void launchSendsEveryStoredMemberToEmr(int index) {
        LocalExecution execution = deployed.run("default_launch-" + index, "{}");

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        ObjectNode sent = aws.clusters().stream()
                .map(cluster -> (ObjectNode) cluster.request())
                .filter(request -> request.path("Name").asText().equals("cluster-" + index))
                .findFirst()
                .orElseThrow();
        ObjectNode stored = stored("configuration-" + index);
        stored.put("Name", "cluster-" + index);
        assertThat(sent.path("Tags"))
                .containsAll(stored.path("Tags"))
                .anyMatch(tag -> tag.path("Key").asText().equals(Tag.EXECUTION_KEY));
        stored.set("Tags", sent.path("Tags"));
        assertHas(sent, stored, "");
    }

    private ObjectNode stored(String configuration) {
        try (SsmClient ssm = SsmClient.builder()
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return new ParameterStore(ssm)
                    .get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of(configuration))
                    .clusterConfiguration()
                    .deepCopy();
        }
    }

    /** Lists and values are equal. An object may have more members, from the profile. */
    private static void assertHas(JsonNode sent, JsonNode stored, String path) {
        if (stored.isObject()) {
            for (Map.Entry<String, JsonNode> member : stored.properties()) {
                assertHas(sent.path(member.getKey()), member.getValue(), path + "/" + member.getKey());
            }
        } else if (stored.isArray()) {
            assertThat(sent).as(path).hasSameSizeAs(stored);
            for (int i = 0; i < stored.size(); i++) {
                assertHas(sent.path(i), stored.path(i), path + "/" + i);
            }
        } else if (!stored.isNull()) {
            assertThat(sent).as(path).isEqualTo(stored);
        }
    }
}
