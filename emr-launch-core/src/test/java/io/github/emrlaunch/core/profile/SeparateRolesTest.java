package io.github.emrlaunch.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.iam.ManagedPolicy;

/** Roles and security groups of clusters as separate constructs. */
class SeparateRolesTest {
    private final TestStack test = TestStack.create();

    private EmrRoles.Builder roles(String prefix) {
        return EmrRoles.Builder.create(test.stack(), "Roles").namePrefix(prefix);
    }

    /** Returns a stack's resources of some types, independent of the construct's id. */
    private static List<String> resources(TestStack stack, String construct, String... types) {
        return Stream.of(types)
                .flatMap(type -> stack.properties(type).stream())
                .map(TestStack::readable)
                .map(JsonNode::toString)
                .map(text -> text.replaceAll("\\b" + construct + "(?=[A-Z])", ""))
                .sorted()
                .toList();
    }

    @Test
    void rolesEqualRolesCreatedByProfile() {
        roles("default_etl").build();
        TestStack other = TestStack.create();
        EmrProfile.Builder.create(other.stack(), "Profile")
                .profileName("etl")
                .vpc(other.importedVpc())
                .build();
        String[] types = {"AWS::IAM::Role", "AWS::IAM::InstanceProfile", "AWS::IAM::Policy"};

        assertThat(resources(test, "Roles", types)).isNotEmpty().isEqualTo(resources(other, "Profile", types));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupsEqualGroupsCreatedByProfile(boolean privateSubnets) {
        EmrSecurityGroups groups = EmrSecurityGroups.Builder.create(test.stack(), "Groups")
                .vpc(test.importedVpc())
                .privateSubnets(privateSubnets)
                .build();
        TestStack other = TestStack.create();
        EmrProfile.Builder.create(other.stack(), "Profile")
                .profileName("etl")
                .vpc(other.importedVpc())
                .privateSubnets(privateSubnets)
                .build();
        String[] types = {"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"};

        assertThat(groups.getServiceGroup() != null).isEqualTo(privateSubnets);
        assertThat(resources(test, "Groups", types)).isNotEmpty().isEqualTo(resources(other, "Profile", types));
    }

    @Test
    void groupsOfVpcWithPrivateSubnetsIncludeServiceGroup() {
        EmrSecurityGroups groups = EmrSecurityGroups.Builder.create(test.stack(), "Groups")
                .vpc(test.vpc())
                .build();

        assertThat(groups.getServiceGroup()).isNotNull();
    }

    @Test
    void rolesHaveBoundaryAndPath() {
        roles("shared")
                .permissionsBoundary(ManagedPolicy.fromAwsManagedPolicyName("PowerUserAccess"))
                .rolePath("/emr/")
                .build();

        assertThat(test.properties("AWS::IAM::Role")).hasSize(3).allSatisfy(role -> {
            assertThat(role.path("Path").asText()).isEqualTo("/emr/");
            assertThat(role.path("PermissionsBoundary").toString()).contains("PowerUserAccess");
        });
        assertThat(test.properties("AWS::IAM::InstanceProfile")
                        .get(0)
                        .path("Path")
                        .asText())
                .isEqualTo("/emr/");
    }

    /**
     * A profile can use them, and an app that loads it trusts them if their names are those that the profile would
     * create.
     */
    @Test
    void profileUsesAndTrustsSeparateRoles(@TempDir Path folder) throws IOException {
        Stack stack = test.stack();
        IVpc vpc = test.importedVpc();
        EmrRoles roles = EmrRoles.Builder.create(stack, "Roles")
                .namePrefix("default_etl")
                .build();
        EmrSecurityGroups groups = EmrSecurityGroups.Builder.create(stack, "Groups")
                .vpc(vpc)
                .privateSubnets(false)
                .build();
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .serviceRole(roles.getServiceRole())
                .instanceRole(roles.getInstanceRole())
                .instanceProfile(roles.getInstanceProfile())
                .autoScalingRole(roles.getAutoScalingRole())
                .securityGroups(groups.getMasterGroup(), groups.getWorkersGroup())
                .build();

        assertThat(test.properties("AWS::IAM::Role")).hasSize(3);
        assertThat(test.properties("AWS::IAM::InstanceProfile")).hasSize(1);
        String stored = test.parameter(
                        DefinitionType.EMR_PROFILE.path(profile.getDefinition().definitionName()))
                .toString();
        assertThat(stored)
                .contains(
                        "<RolesServiceRole.Arn>",
                        "<RolesInstanceRole.Arn>",
                        "<RolesInstanceProfile.Arn>",
                        "<RolesAutoScalingRole.Arn>",
                        "<GroupsMasterGroup.GroupId>");
        String deployed = stored.replace("<AWS::Region>", "eu-west-1")
                .replaceAll("<Roles(\\w+)Role\\.Arn>", "arn:aws:iam::123456789012:role/default_etl-$1Role-eu-west-1")
                .replace(
                        "<RolesInstanceProfile.Arn>",
                        "arn:aws:iam::123456789012:instance-profile/default_etl-InstanceRole-eu-west-1");
        Files.writeString(
                Files.createDirectories(folder.resolve("emr_profiles/default")).resolve("etl.json"),
                Json.write(Json.parse(deployed)));
        EmrProfile.fromStoredProfile(TestStack.create().loadingFrom(folder), "Loaded", "etl")
                .requireTrustedRoles();
    }

    @Test
    void rejectsRoleNamesInUse() {
        roles("default_etl").build();

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EmrRoles.Builder.create(test.stack(), "Others")
                        .namePrefix("default_ETL")
                        .build())
                .withMessageStartingWith("Stack/Others: The IAM role 'default_ETL-ServiceRole-")
                .withMessageContaining("is already that of Stack/Roles");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .vpc(test.importedVpc())
                        .build())
                .withMessageContaining("is already that of Stack/Roles");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a/b                       | 'namePrefix' must match [A-Za-z0-9_+=,.@-]+ and be known at synth
            ``                        | 'namePrefix' must match
            thirty-three-characters-and-more1 | The AutoScalingRole would be named 'thirty-three-characters-and-more1-AutoScalingRole-us-isof-south-1', which has 65 characters
            """)
    void rejectsInvalidNamePrefix(String prefix, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> roles(prefix).build())
                .withMessageStartingWith("Stack/Roles: " + message);
    }

    @Test
    void rejectsTokenInNamePrefix() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> roles("emr-" + Aws.REGION).build())
                .withMessageStartingWith("Stack/Roles: 'namePrefix' must match");
    }

    @Test
    void rejectsMissingNamePrefixAndVpc() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EmrRoles.Builder.create(test.stack(), "Roles").build())
                .withMessage("Stack/Roles: 'namePrefix' is required");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() ->
                        EmrSecurityGroups.Builder.create(test.stack(), "Groups").build())
                .withMessage("Stack/Groups: 'vpc' is required");
    }
}
