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
import software.constructs.Construct;

class TrustedRolesTest {
    private static final DefinitionName NAME = new DefinitionName("analytics", "etl");
    private static final String ADMIN = "arn:aws:iam::123456789012:role/Admin";

    @TempDir
    Path folder;

    private DefinitionDirectory stored(String kind, String arn) {
        ObjectNode profile = Json.parseObject("""
                {"ProfileName": "etl", "Namespace": "analytics", "MutableInstanceRole": true,
                 "SecurityGroups": {"MasterGroup": "sg-1", "WorkersGroup": "sg-2"},
                 "Roles": {"ServiceRole": "arn:aws:iam::123456789012:role/analytics_etl-ServiceRole",
                           "InstanceRole": "arn:aws:iam::123456789012:role/analytics_etl-InstanceRole",
                           "InstanceProfile": "arn:aws:iam::123456789012:instance-profile/analytics_etl-InstanceRole",
                           "AutoScalingRole": "arn:aws:iam::123456789012:role/analytics_etl-AutoScalingRole"}}""");
        profile.withObject("/Roles").put(kind, arn);
        DefinitionDirectory directory = new DefinitionDirectory(folder);
        directory.put(new StoredDocument<>(DefinitionType.EMR_PROFILE, NAME, Json.write(profile), "here"));
        return directory;
    }

    private static void load(Construct scope, DefinitionDirectory store) {
        EmrProfile.fromStoredProfile(scope, "Profile", NAME, store).requireTrustedRoles();
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
    void areThoseThatTheNameOfTheProfileMakes(String kind, String arn) {
        assertThatCode(() -> load(TestStack.create().stack(), stored(kind, arn)))
                .doesNotThrowAnyException();
        assertThatCode(() -> load(stackIn("123456789012", "eu-west-1"), stored(kind, arn)))
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
        "AutoScalingRole, EMR_AutoScaling_DefaultRole"
    })
    void areNoOthers(String kind, String arn) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(TestStack.create().stack(), stored(kind, arn)))
                .withMessageContaining(arn);
    }

    @Test
    void saysHowAnotherRoleIsTrusted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(TestStack.create().stack(), stored("InstanceRole", ADMIN)))
                .withMessage("The stored profile 'analytics/etl' names the role " + ADMIN
                        + ". Only analytics_etl-InstanceRole of this account, with or without a region at its end, is "
                        + "trusted. If it is meant, trust it: EmrProfile.fromStoredProfile(scope, id, name, List.of(\""
                        + ADMIN + "\")), or add the ARN to the context key 'emr-launch:trusted-roles'");
    }

    @Test
    void areOfTheAccountAndRegionOfTheStackWhereItKnowsThem() {
        String arn = "arn:aws:iam::123456789012:role/analytics_etl-ServiceRole-eu-west-1";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(stackIn("210987654321", "eu-west-1"), stored("ServiceRole", arn)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(stackIn("123456789012", "eu-west-2"), stored("ServiceRole", arn)));
    }

    @Test
    void mayBeNamedByTheAppThatLoads() {
        stored("InstanceRole", ADMIN);
        TestStack test = TestStack.withContext(Map.of("emr-launch:definitions-directory", folder.toString()));

        IEmrProfile profile = EmrProfile.fromStoredProfile(test.stack(), "Profile", NAME, List.of(ADMIN));

        assertThat(profile.getInstanceRole().getRoleArn()).isEqualTo(ADMIN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.fromStoredProfile(test.stack(), "Other", NAME, List.of())
                        .getInstanceRole());
    }

    @ParameterizedTest
    @ValueSource(strings = {ADMIN, "arn:aws:iam::123456789012:role/Other, " + ADMIN})
    void mayStandInTheContextAsText(String context) {
        TestStack test = TestStack.withContext(Map.of("emr-launch:trusted-roles", context));

        assertThatCode(() -> load(test.stack(), stored("InstanceRole", ADMIN))).doesNotThrowAnyException();
    }

    @Test
    void mayStandInTheContextAsAList() {
        TestStack test = TestStack.withContext(Map.of("emr-launch:trusted-roles", List.of(ADMIN)));

        assertThatCode(() -> load(test.stack(), stored("InstanceRole", ADMIN))).doesNotThrowAnyException();
    }
}
