package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/** Definitions can be listed, access can be granted, and tags show their origin. */
class SharingTest {
    private static final String PARAMETERS =
            "arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/emr_launch/";
    private static final String PARTS =
            "arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/emr_launch_parts/";
    private static final String READ = "ssm:GetParameter ssm:GetParameters on ";
    private static final String READ_AND_LIST = "ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath on ";

    private final TestStack test = TestStack.create();
    private final Role reader = Role.Builder.create(test.stack(), "Reader")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();

    @Test
    void grantReadAllowsOnlyParametersOfDefinition() {
        EmrProfile profile = test.profile();
        ClusterConfiguration configuration = test.configuration().build();
        EmrLaunchFunction launchFunction = launchFunction(profile, configuration);

        profile.grantRead(reader);
        configuration.grantRead(reader);
        launchFunction.grantRead(reader);

        assertThat(test.statements("Reader"))
                .containsExactly(
                        READ + headAndParts("emr_profiles/default/etl"),
                        READ + headAndParts("cluster_configurations/default/small"),
                        READ + headAndParts("emr_launch_functions/analytics/nightly"));
    }

    @Test
    void grantReadNamespaceAllowsPathOfNamespace() {
        StoredDefinitions.grantReadNamespace(reader, DefinitionType.EMR_PROFILE, "analytics");
        StoredDefinitions.grantReadNamespace(reader, DefinitionType.CLUSTER_CONFIGURATION, "analytics");

        assertThat(test.statements("Reader"))
                .containsExactly(path("emr_profiles/analytics"), path("cluster_configurations/analytics"));
    }

    @Test
    void grantReadAllAllowsPathOfType() {
        StoredDefinitions.grantReadAll(reader, DefinitionType.CLUSTER_CONFIGURATION);
        StoredDefinitions.grantReadAll(reader, DefinitionType.EMR_LAUNCH_FUNCTION);

        assertThat(test.statements("Reader"))
                .containsExactly(path("cluster_configurations"), path("emr_launch_functions"));
    }

    private static String headAndParts(String path) {
        return PARAMETERS
                + path
                + IntStream.rangeClosed(1, 4)
                        .mapToObj(part -> " " + PARTS + path + "/" + part)
                        .collect(Collectors.joining());
    }

    private static String path(String path) {
        return READ_AND_LIST
                + String.join(" ", PARAMETERS + path, PARAMETERS + path + "/*", PARTS + path, PARTS + path + "/*");
    }

    @Test
    void listReturnsDefinitionsOfNamespace() {
        Construct scope = test.loadingFrom(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));

        assertThat(StoredDefinitions.list(scope, DefinitionType.EMR_PROFILE, "default"))
                .containsExactly(DefinitionName.of("sse-kms-profile"), DefinitionName.of("sse-s3-profile"));
        assertThat(StoredDefinitions.list(scope, DefinitionType.CLUSTER_CONFIGURATION, "analytics"))
                .containsExactly(new DefinitionName("analytics", "fleet-cluster"));
        assertThat(StoredDefinitions.list(scope, DefinitionType.EMR_LAUNCH_FUNCTION, "default"))
                .containsExactly(DefinitionName.of("launch-basic-cluster"));
        assertThat(StoredDefinitions.list(scope, DefinitionType.EMR_PROFILE, "nobody"))
                .isEmpty();
    }

    @Test
    void resourcesHaveProductTags() {
        launchFunction(test.profile(), test.configuration().build());

        List<String> tagged = taggedTypes(test);

        assertThat(tagged)
                .contains(
                        "AWS::IAM::Role",
                        "AWS::EC2::SecurityGroup",
                        "AWS::SSM::Parameter",
                        "AWS::Lambda::Function",
                        "AWS::Logs::LogGroup",
                        "AWS::StepFunctions::StateMachine");
        assertThat(test.properties("AWS::SSM::Parameter")).allSatisfy(parameter -> assertThat(
                        parameter.at("/Tags/deployment:product:version").asText())
                .matches("\\d+\\.\\d+\\.\\d+.*"));
    }

    @Test
    void contextKeyDisablesProductTags() {
        TestStack without = TestStack.withContext(Map.of("emr-launch:product-tags", false));
        without.profile();

        assertThat(taggedTypes(without)).isEmpty();
    }

    private static List<String> taggedTypes(TestStack stack) {
        return stack.resources().properties().stream()
                .map(Map.Entry::getValue)
                .filter(resource -> resource.toString().contains("deployment:product:name"))
                .map(resource -> resource.path("Type").asText())
                .toList();
    }

    private EmrLaunchFunction launchFunction(EmrProfile profile, ClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(test.stack(), "LaunchFunction")
                .launchFunctionName("nightly")
                .namespace("analytics")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
    }
}
