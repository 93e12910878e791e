package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.InstanceProfile;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** Conflicts of names when both libraries are deployed: docs/migrating-from-aws-emr-launch.md. */
class MigrationTest {
    private static final Path DOCUMENTS = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");
    private static final DefinitionDirectory STORED = new DefinitionDirectory(DOCUMENTS);

    private final TestStack test = TestStack.inRegion("eu-west-1", Map.of());

    private static String lastPart(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private List<String> names(String type, String member) {
        return test.properties(type).stream()
                .map(properties -> properties.path(member))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void launchFunctionInOtherNamespaceHasOtherNames() {
        Construct scope = test.loadingFrom(DOCUMENTS);

        IEmrProfile profile = EmrProfile.fromStoredProfile(scope, "Profile", "sse-s3-profile");
        IClusterConfiguration configuration =
                ClusterConfiguration.fromStoredConfiguration(scope, "Configuration", "basic-instance-group-cluster");
        EmrLaunchFunction.Builder.create(scope, "LaunchFunction")
                .launchFunctionName("launch-basic-cluster")
                .namespace("next")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();

        assertThat(names("AWS::StepFunctions::StateMachine", "StateMachineName"))
                .containsExactly("next_launch-basic-cluster");
        assertThat(names("AWS::SSM::Parameter", "Name"))
                .containsExactly("/emr_launch/emr_launch_functions/next/launch-basic-cluster");
    }

    @Test
    void launchFunctionWithSameNameHasSameStateMachineName() {
        Construct scope = test.loadingFrom(DOCUMENTS);
        DefinitionName name = DefinitionName.of("launch-basic-cluster");

        EmrLaunchFunction.Builder.create(scope, "LaunchFunction")
                .launchFunctionName(name.name())
                .emrProfile(EmrProfile.fromStoredProfile(scope, "Profile", "sse-s3-profile"))
                .clusterConfiguration(ClusterConfiguration.fromStoredConfiguration(
                        scope, "Configuration", "basic-instance-group-cluster"))
                .build();

        assertThat(names("AWS::StepFunctions::StateMachine", "StateMachineName"))
                .allSatisfy(machine -> assertThat(STORED.get(DefinitionType.EMR_LAUNCH_FUNCTION, name)
                                .stateMachine())
                        .endsWith(":stateMachine:" + machine))
                .hasSize(1);
    }

    @Test
    void rolesOfProfileWithSameNameHaveOtherNames() {
        EmrProfileDefinition old = STORED.get(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-s3-profile"));

        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName(old.profileName())
                .vpc(test.importedVpc())
                .build();

        assertThat(names("AWS::IAM::Role", "RoleName"))
                .containsExactlyInAnyOrder(
                        lastPart(old.roles().serviceRole()) + "-eu-west-1",
                        lastPart(old.roles().instanceRole()) + "-eu-west-1",
                        lastPart(Objects.requireNonNull(old.roles().autoScalingRole())) + "-eu-west-1");
        assertThat(test.properties("AWS::IAM::InstanceProfile"))
                .as("is named after its role")
                .singleElement()
                .satisfies(properties -> assertThat(properties.path("InstanceProfileName"))
                        .isEqualTo(properties.path("Roles").path(0)));
        assertThat(names("AWS::SSM::Parameter", "Name"))
                .containsExactly("/emr_launch/emr_profiles/default/sse-s3-profile");
        assertThat(test.properties("AWS::EC2::SecurityGroup"))
                .isNotEmpty()
                .noneMatch(properties -> properties.has("GroupName"));
        assertThat(test.properties("AWS::EMR::SecurityConfiguration"))
                .isNotEmpty()
                .noneMatch(properties -> properties.has("Name"));
    }

    private static IRole role(Stack stack, String name) {
        return Role.fromRoleName(stack, name, name);
    }

    /** Policies of buckets and keys refer to the old instance role. */
    @Test
    void profileCanReuseExistingRoles() {
        Stack stack = test.stack();
        IVpc vpc = test.importedVpc();

        EmrProfile.Builder.create(stack, "Profile")
                .profileName("sse-s3-profile")
                .vpc(vpc)
                .serviceRole(role(stack, "default_sse-s3-profile-ServiceRole"))
                .instanceRole(role(stack, "default_sse-s3-profile-InstanceRole"))
                .instanceProfile(InstanceProfile.fromInstanceProfileName(
                        stack, "InstanceProfile", "default_sse-s3-profile-InstanceRole"))
                .autoScalingRole(role(stack, "default_sse-s3-profile-AutoScalingRole"))
                .build();

        assertThat(test.properties("AWS::IAM::Role")).isEmpty();
        assertThat(test.properties("AWS::IAM::InstanceProfile")).isEmpty();
        EmrProfileDefinition old = STORED.get(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-s3-profile"));
        JsonNode roles = test.parameter("/emr_launch/emr_profiles/default/sse-s3-profile")
                .path("Roles");
        assertThat(roles.path("InstanceRole").asText())
                .endsWith(":role/" + lastPart(old.roles().instanceRole()));
        assertThat(roles.path("InstanceProfile").asText())
                .endsWith(":instance-profile/"
                        + lastPart(Objects.requireNonNull(old.roles().instanceProfile())));
    }

    /** CloudFormation imports only resources with a deletion policy. */
    @Test
    void clusterConfigurationIsOneParameterThatCanBeRetained() {
        test.configuration().build().applyRemovalPolicy(RemovalPolicy.RETAIN);

        assertThat(test.resources()).singleElement().satisfies(resource -> {
            assertThat(resource.path("Type").asText()).isEqualTo("AWS::SSM::Parameter");
            assertThat(resource.path("DeletionPolicy").asText()).isEqualTo("Retain");
        });
    }
}
