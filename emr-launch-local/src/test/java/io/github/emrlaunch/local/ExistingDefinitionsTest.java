package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** A folder that {@code emr-launch export} wrote declares the definitions of another team and the resources that they name. */
class ExistingDefinitionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:kerberos-a1B2c3";
    private static final String PROFILE = """
        {"ProfileName": "etl", "Namespace": "analytics", "Vpc": "vpc-9e6b2e7c2ce75a68f",
         "SecurityGroups": {"MasterGroup": "sg-c3f4a912365238a7b", "WorkersGroup": "sg-f38ed572c2b482dc9",
           "ServiceGroup": "sg-a38ed572c2b482dca"},
         "Roles": {"ServiceRole": "arn:aws:iam::123456789012:role/analytics_etl-ServiceRole",
           "InstanceRole": "arn:aws:iam::123456789012:role/analytics_etl-InstanceRole",
           "InstanceProfile": "arn:aws:iam::123456789012:instance-profile/analytics_etl-InstanceRole",
           "AutoScalingRole": "arn:aws:iam::123456789012:role/analytics_etl-AutoScalingRole"},
         "LogsBucket": "platform-logs", "ArtifactsBucket": null, "KerberosAttributesSecret": "%s",
         "SecurityConfiguration": "platform-security"}\
        """.formatted(SECRET);
    private static final String CONFIGURATION = """
        {"ConfigurationName": "small", "Namespace": "analytics",
         "ClusterConfiguration": {"Instances": {"Ec2SubnetId": "subnet-9e6b2e7c2ce75a68f"}}, "Note": "{{braces}}"}\
        """;

    @TempDir
    private Path folder;

    private final LocalAws aws = LocalAws.start();

    @AfterEach
    void close() {
        aws.close();
    }

    private void put(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void storesDefinitionsAsParameters() throws IOException {
        put("emr_profiles/analytics/etl.json", PROFILE);
        put("cluster_configurations/analytics/small.json", CONFIGURATION);
        put("README.md", "of the team");

        aws.existing().definitions(folder);

        try (SsmClient ssm = SdkClients.ssm(aws)) {
            JsonNode profile = JSON.readTree(ssm.getParameter(get -> get.name("/emr_launch/emr_profiles/analytics/etl"))
                    .parameter()
                    .value());
            assertThat(profile).isEqualTo(JSON.readTree(PROFILE));
            String configuration = ssm.getParameter(
                            get -> get.name("/emr_launch/cluster_configurations/analytics/small"))
                    .parameter()
                    .value();
            assertThat(configuration).doesNotContain("{{");
            assertThat(JSON.readTree(configuration)).isEqualTo(JSON.readTree(CONFIGURATION));
        }
    }

    @Test
    void declaresResourcesNamedInDefinitions() throws IOException {
        put("emr_profiles/analytics/etl.json", PROFILE);
        put("cluster_configurations/analytics/small.json", CONFIGURATION);

        aws.existing().definitions(folder);

        assertThat(new EmrWire(aws).run("""
            'ServiceRole': 'analytics_etl-ServiceRole', 'JobFlowRole': 'analytics_etl-InstanceRole',
            'AutoScalingRole': 'analytics_etl-AutoScalingRole', 'SecurityConfiguration': 'platform-security',
            'LogUri': 's3://platform-logs/x/',
            'Instances': {'InstanceGroups': [%s], 'KeepJobFlowAliveWhenNoSteps': true,
              'Ec2SubnetId': 'subnet-9e6b2e7c2ce75a68f', 'EmrManagedMasterSecurityGroup': 'sg-c3f4a912365238a7b',
              'EmrManagedSlaveSecurityGroup': 'sg-f38ed572c2b482dc9',
              'ServiceAccessSecurityGroup': 'sg-a38ed572c2b482dca'}\
            """.formatted(EmrWire.MASTER)).status()).isEqualTo(200);
        aws.clock().advance(Duration.ofMinutes(10));
        assertThat(aws.clusters()).singleElement().satisfies(cluster -> assertThat(cluster.state())
                .isEqualTo("WAITING"));
        assertThat(aws.s3().buckets()).containsExactly("platform-logs");
        try (SecretsManagerClient secrets = SdkClients.secretsManager(aws)) {
            assertThat(secrets.getSecretValue(get -> get.secretId(SECRET)).secretString())
                    .contains("KdcAdminPassword");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void usesDeclaredSecretValue(boolean before) throws IOException {
        put("emr_profiles/analytics/etl.json", PROFILE);
        if (before) {
            aws.existing().secret("kerberos", "{\"Realm\": \"OURS\"}").definitions(folder);
        } else {
            aws.existing().definitions(folder).secret("kerberos", "{\"Realm\": \"OURS\"}");
        }

        try (SecretsManagerClient secrets = SdkClients.secretsManager(aws)) {
            assertThat(secrets.getSecretValue(get -> get.secretId(SECRET)).secretString())
                    .isEqualTo("{\"Realm\": \"OURS\"}");
        }
    }

    @Test
    void largeDocumentIsStoredInParts() throws IOException {
        String large = "{\"ConfigurationName\": \"large\", \"Text\": \"" + "x1 ".repeat(5000) + "\"}";
        put("cluster_configurations/default/large.json", large);

        aws.existing().definitions(folder);

        try (SsmClient ssm = SdkClients.ssm(aws)) {
            assertThat(ssm.getParametersByPath(
                                    get -> get.path("/emr_launch_parts/cluster_configurations/default/large"))
                            .parameters())
                    .hasSize(1);
        }
        Path exported = folder.resolve("exported");
        assertThat(aws.exportDefinitions(exported)).isTrue();
        assertThat(JSON.readTree(exported.resolve("cluster_configurations/default/large.json")
                        .toFile()))
                .isEqualTo(JSON.readTree(large));
    }

    /** Others may write parameters with such names. */
    @Test
    void exportWritesOnlyToDefinitionFolders() throws IOException {
        List<String> paths = List.of(
                "emr_profiles/../x",
                "emr_profiles/./y",
                "../default/z",
                "emr_profiles/default/..",
                "emr_profiles/default/..a");
        try (SsmClient ssm = SdkClients.ssm(aws)) {
            for (String path : paths) {
                ssm.putParameter(
                        put -> put.name("/emr_launch/" + path).value("{}").type(ParameterType.STRING));
            }
        }

        assertThat(aws.exportDefinitions(folder.resolve("exported"))).isTrue();

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactly(folder.resolve("exported/emr_profiles/default/..a.json"));
        }
    }

    @Test
    void rejectsTooLargeDefinition() throws IOException {
        put("cluster_configurations/default/huge.json", "{\"Text\": \"" + "x".repeat(50_000) + "\"}");

        assertThatThrownBy(() -> aws.existing().definitions(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("huge.json: a definition has at most 40");
    }

    @Test
    void rejectsDefinitionsOfAnotherAccount() throws IOException {
        put("emr_profiles/analytics/etl.json", PROFILE.replace("123456789012", "210987654321"));

        assertThatThrownBy(() -> aws.existing().definitions(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The definitions in " + folder
                        + " are of the account 210987654321, but the local emulator has the account"
                        + " 123456789012: set .account(\"210987654321\"), or accountId(…) of"
                        + " LocalAws.builder()");
    }

    /** A step can read data in another account and region. */
    @Test
    void acceptsOtherAccountsInSettingsAndArguments() throws IOException {
        put("emr_profiles/analytics/etl.json", PROFILE);
        put(
                "cluster_configurations/analytics/small.json",
                CONFIGURATION.replace("{{braces}}", "arn:aws:kms:eu-west-3:210987654321:key/1"));
        put("pipelines/analytics/nightly.json", """
            {"PipelineName": "nightly", "Namespace": "analytics", "Cluster": {"Kind": "PERSISTENT", "ClusterId": "j-1"},
             "Phases": [{"Name": "Load", "Always": false, "Steps": [{"Name": "Orders", "AllowedOverrides": {
               "Role": {"Default": "arn:aws:iam::210987654321:role/theirs"}}}]}],
             "FailureTopic": "arn:aws:sns:us-east-1:123456789012:failed",
             "StateMachine": "arn:aws:states:us-east-1:123456789012:stateMachine:pipeline_analytics_nightly"}\
            """);

        aws.existing().definitions(folder);

        try (SsmClient ssm = SdkClients.ssm(aws)) {
            assertThat(ssm.getParameter(get -> get.name("/emr_launch/pipelines/analytics/nightly"))
                            .parameter()
                            .value())
                    .contains("role/theirs");
        }
    }

    @Test
    void rejectsMissingFolderAndInvalidJson() throws IOException {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> aws.existing().definitions(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "There are no definitions in " + none + ", which is not a folder: emr-launch export");

        put("emr_profiles/default/broken.json", "{");
        assertThatThrownBy(() -> aws.existing().definitions(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.json is not JSON");
    }
}
