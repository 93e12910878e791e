package io.github.emrlaunch.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;

class TrustedRolesTest {
    private static final DefinitionName NAME = new DefinitionName("analytics", "etl");
    private static final String ADMIN = "arn:aws:iam::123456789012:role/Admin";

    @TempDir
    Path folder;

    private void store(String kind, String arn) {
        ObjectNode profile = Json.parseObject("""
                {"ProfileName": "etl", "Namespace": "analytics", "MutableInstanceRole": true,
                 "SecurityGroups": {"MasterGroup": "sg-1", "WorkersGroup": "sg-2"},
                 "Roles": {"ServiceRole": "arn:aws:iam::123456789012:role/analytics_etl-ServiceRole",
                           "InstanceRole": "arn:aws:iam::123456789012:role/analytics_etl-InstanceRole",
                           "InstanceProfile": "arn:aws:iam::123456789012:instance-profile/analytics_etl-InstanceRole",
                           "AutoScalingRole": "arn:aws:iam::123456789012:role/analytics_etl-AutoScalingRole"}}""");
        profile.withObject("/Roles").put(kind, arn);
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(DefinitionType.EMR_PROFILE, NAME, Json.write(profile), "here"));
    }

    private IEmrProfile load(Stack stack, String... trustedRoles) {
        return EmrProfile.fromStoredProfile(
                TestStack.loadingFrom(folder, stack), "Profile", "etl", "analytics", List.of(trustedRoles));
    }

    private void requireTrustedRoles(Stack stack) {
        load(stack).requireTrustedRoles();
    }

    private static Stack stackIn(String account, String region) {
        return new Stack(
                new App(),
                "Stack",
                StackProps.builder()
                        .env(Environment.builder()
                                .account(account)
                                .region(region)
                                .build())
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "ServiceRole, arn:aws:iam::123456789012:role/analytics_etl-ServiceRole-eu-west-1",
        "ServiceRole, arn:aws:iam::123456789012:role/emr/roles/analytics_etl-ServiceRole-eu-west-1",
        "InstanceRole, arn:aws:iam::123456789012:role/analytics_etl-InstanceRole",
        "InstanceProfile, arn:aws:iam::123456789012:instance-profile/analytics_etl-InstanceRole-eu-west-1",
        "AutoScalingRole, arn:aws:iam::123456789012:role/analytics_etl-AutoScalingRole-eu-west-1"
    })
    void trustsRoleNamedByProfile(String kind, String arn) {
        store(kind, arn);

        assertThatCode(() -> requireTrustedRoles(TestStack.create().stack())).doesNotThrowAnyException();
        assertThatCode(() -> requireTrustedRoles(stackIn("123456789012", "eu-west-1")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "ServiceRole, arn:aws:iam::123456789012:role/Admin",
        "ServiceRole, arn:aws:iam::123456789012:role/analytics_etl-InstanceRole",
        "ServiceRole, arn:aws:iam::123456789012:role/analytics_etl-ServiceRole-of-admins",
        "ServiceRole, arn:aws:iam::123456789012:role/xanalytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::123456789012:role/analytics_etl-ServiceRole/Admin",
        "ServiceRole, arn:aws:iam::123456789012:role/ANALYTICS_ETL-ServiceRole",
        "InstanceRole, arn:aws:iam::123456789012:role/default_etl-InstanceRole",
        "InstanceProfile, arn:aws:iam::123456789012:instance-profile/Admin",
        "InstanceProfile, arn:aws:iam::123456789012:role/analytics_etl-InstanceRole",
        "AutoScalingRole, arn:aws:iam::123456789012:role/EMR_AutoScaling_DefaultRole",
        "AutoScalingRole, EMR_AutoScaling_DefaultRole",
        // Wildcards and variables would take effect in the statements of roles.
        "ServiceRole, arn:*:iam::123456789012:role/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::*:role/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::123456789012:role/*/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::123456789012:role/?/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::123456789012:role/${aws:username}/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::123456789012:role/analytics_etl-ServiceRole*",
        "ServiceRole, arn:aws:iam::123456789012:role/Admin:role/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::123456789012:role/a b/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:iam::12345678901:role/analytics_etl-ServiceRole",
        "ServiceRole, arn:evil:iam::123456789012:role/analytics_etl-ServiceRole",
        "ServiceRole, arn:aws:sts::123456789012:assumed-role/analytics_etl-ServiceRole/x",
        "ServiceRole, arn:aws:iam::123456789012:user/analytics_etl-ServiceRole",
        "InstanceRole, arn:aws:iam::123456789012:group/analytics_etl-InstanceRole",
        "InstanceProfile, arn:aws:iam::123456789012:instance-profile/analytics_etl-ServiceRole",
        "InstanceProfile, arn:aws:iam::123456789012:instance-profile/analytics_etl-InstanceRole-eu-west-1/x"
    })
    void rejectsRoleWithOtherName(String kind, String arn) {
        store(kind, arn);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> requireTrustedRoles(TestStack.create().stack()))
                .withMessageContaining(arn);
    }

    @Test
    void errorExplainsHowToTrustRole() {
        store("InstanceRole", ADMIN);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> requireTrustedRoles(TestStack.create().stack()))
                .withMessage("The stored profile 'analytics/etl' names the role " + ADMIN
                        + ". Only analytics_etl-InstanceRole of this account, with or without a region at its end, is "
                        + "trusted. If this is intended, trust it: EmrProfile.fromStoredProfile(scope, id, name, namespace, List.of(\""
                        + ADMIN + "\")), or add the ARN to the context key 'emr-launch:trusted-roles'");
    }

    @Test
    void rejectsRoleOfOtherAccountOrRegionThanStack() {
        store("ServiceRole", "arn:aws:iam::123456789012:role/analytics_etl-ServiceRole-eu-west-1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> requireTrustedRoles(stackIn("210987654321", "eu-west-1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> requireTrustedRoles(stackIn("123456789012", "eu-west-2")));
    }

    /** If the account is a token, it must be the same for all roles of a profile. */
    @Test
    void rejectsRolesOfDifferentAccounts() {
        store("InstanceRole", "arn:aws:iam::210987654321:role/analytics_etl-InstanceRole");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> requireTrustedRoles(TestStack.create().stack()))
                .withMessageContaining("210987654321");
    }

    @Test
    void trustsRolesInChinaAndGovCloudRegions() {
        for (String[] place : new String[][] {{"aws-cn", "cn-north-1"}, {"aws-us-gov", "us-gov-west-1"}}) {
            ObjectNode profile = Json.parseObject(
                    """
                    {"ProfileName": "etl", "Namespace": "analytics",
                     "SecurityGroups": {"MasterGroup": "sg-1", "WorkersGroup": "sg-2"},
                     "Roles": {"ServiceRole": "arn:P:iam::123456789012:role/analytics_etl-ServiceRole-R",
                               "InstanceRole": "arn:P:iam::123456789012:role/analytics_etl-InstanceRole-R"}}""".replace("arn:P", "arn:" + place[0]).replace("-R\"", "-%s\"".formatted(place[1])));
            new DefinitionDirectory(folder)
                    .put(new StoredDocument<>(DefinitionType.EMR_PROFILE, NAME, Json.write(profile), "here"));

            assertThatCode(() -> requireTrustedRoles(stackIn("123456789012", place[1])))
                    .doesNotThrowAnyException();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> requireTrustedRoles(stackIn("123456789012", "eu-west-1")));
        }
    }

    @Test
    void trustsRoleGivenToFromStoredProfile() {
        store("InstanceRole", ADMIN);
        TestStack test = TestStack.create();

        assertThat(load(test.stack(), ADMIN).getInstanceRole().getRoleArn()).isEqualTo(ADMIN);
        assertThatIllegalArgumentException().isThrownBy(() -> load(test.stack()).getInstanceRole());
    }

    @ParameterizedTest
    @ValueSource(strings = {ADMIN, "arn:aws:iam::123456789012:role/Other, " + ADMIN})
    void readsTrustedRolesFromContextString(String context) {
        store("InstanceRole", ADMIN);
        TestStack test = TestStack.withContext(Map.of("emr-launch:trusted-roles", context));

        assertThatCode(() -> requireTrustedRoles(test.stack())).doesNotThrowAnyException();
    }

    @Test
    void readsTrustedRolesFromContextList() {
        store("InstanceRole", ADMIN);
        TestStack test = TestStack.withContext(Map.of("emr-launch:trusted-roles", List.of(ADMIN)));

        assertThatCode(() -> requireTrustedRoles(test.stack())).doesNotThrowAnyException();
    }
}
