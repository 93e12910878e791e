package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchSecretsTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("src/test/resources/python-2.0.1"));
    private static final EmrProfileDefinition PROFILE =
            PYTHON.get(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-kms-profile"));
    private static final EmrProfileDefinition KERBEROS_PROFILE =
            PYTHON.get(DefinitionType.EMR_PROFILE, DefinitionName.parse("analytics/kerberos-profile"));
    private static final ClusterConfigurationDefinition CONFIGURATION =
            PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"));

    @Test
    void combinesSecretsOfProfileAndConfiguration() {
        assertThat(LaunchSecrets.of(PROFILE, CONFIGURATION)).isEqualTo(LaunchSecrets.NONE);
        assertThat(LaunchSecrets.NONE.isEmpty()).isTrue();
        LaunchSecrets secrets =
                LaunchSecrets.of(KERBEROS_PROFILE, CONFIGURATION.withSecrets(Map.of("hive-site", "arn")));
        assertThat(secrets)
                .isEqualTo(new LaunchSecrets(KERBEROS_PROFILE.kerberosAttributesSecret(), Map.of("hive-site", "arn")));
        assertThat(secrets.isEmpty()).isFalse();
        assertThat(new LaunchSecrets("arn", Map.of()).isEmpty()).isFalse();
    }

    @Test
    void writesSecretConfigurationsInOrderOfName() {
        assertThat(new LaunchSecrets(null, Map.of("b", "2", "c", "3", "a", "1")).toJson())
                .hasToString("{\"Configurations\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}}");
    }

    @Test
    void rejectsASecretConfigurationThatIsNotAString() {
        ObjectNode json = CONFIGURATION.toJson();
        json.withObject("/SecretConfigurations").putObject("hive-site").put("password", "hunter2");

        assertThatThrownBy(() -> ClusterConfigurationDefinition.read(json))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("'SecretConfigurations.hive-site' must be a string, got object");
    }

    /** An ARN in a document becomes part of a statement that allows reading the secret. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "metastore",
                "arn:aws:secretsmanager:*:*:secret:*",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:*",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:team/?",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:${aws:username}",
                "arn:aws:secretsmanager:us-east-1::secret:metastore",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:a:b",
                "arn:aws:ssm:us-east-1:123456789012:parameter/metastore",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:metastore\n",
                " arn:aws:secretsmanager:us-east-1:123456789012:secret:metastore",
                ""
            })
    void rejectsAValueThatIsNotTheArnOfOneSecret(String arn) {
        ObjectNode configuration = CONFIGURATION.toJson();
        configuration.withObject("/SecretConfigurations").put("hive-site", arn);
        ObjectNode profile = PROFILE.toJson().put("KerberosAttributesSecret", arn);

        assertThatThrownBy(() -> ClusterConfigurationDefinition.read(configuration))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("'SecretConfigurations.hive-site' must be the ARN of one secret");
        assertThatThrownBy(() -> EmrProfileDefinition.read(profile))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("'KerberosAttributesSecret' must be the ARN of one secret");
    }

    @Test
    void launchRequestWithSecretsIsReadAsWritten() {
        LaunchRequest launch = new LaunchRequest(
                DefinitionName.of("etl"),
                DefinitionName.of("small"),
                "nightly",
                true,
                true,
                Map.of(),
                List.of(new Tag("team", "etl")),
                new LaunchSecrets("arn", Map.of("hive-site", "other")));

        assertThat(LaunchRequest.read(launch.toJson())).isEqualTo(launch);
    }
}
