package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedDefinitionsTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("src/test/resources/python-2.0.1-generated"));
    private static final EmrProfileDefinition PROFILE =
            PYTHON.get(DefinitionType.EMR_PROFILE, new DefinitionName("kerberos", "kdc-local"));
    private static final ClusterConfigurationDefinition CONFIGURATION =
            PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, new DefinitionName("default", "spark"));

    private static final String ROLE = "arn:aws:iam::123456789012:role/steps";

    @Test
    void protectionsAreTheSecuritySettingsOfTheProfile() {
        assertThat(ExpectedDefinitions.of(PROFILE, CONFIGURATION).protections())
                .containsExactly(
                        "SecurityConfiguration",
                        "SecurityGroups.MasterGroup",
                        "SecurityGroups.WorkersGroup",
                        "SecurityGroups.ServiceGroup",
                        "KerberosConfiguration");
        ObjectNode without = PROFILE.toJson().putNull("SecurityConfiguration").putNull("KerberosConfiguration");
        without.withObject("/SecurityGroups").putNull("ServiceGroup");
        assertThat(ExpectedDefinitions.of(EmrProfileDefinition.read(without), CONFIGURATION)
                        .protections())
                .containsExactly("SecurityGroups.MasterGroup", "SecurityGroups.WorkersGroup");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SecurityConfiguration       | null
            SecurityConfiguration       | ""
            SecurityConfiguration       | "  "
            SecurityConfiguration       |
            SecurityGroups.MasterGroup  | null
            SecurityGroups.WorkersGroup | ""
            SecurityGroups.ServiceGroup |
            KerberosConfiguration       | {}
            KerberosConfiguration       | null
            """)
    void removedSecuritySettingIsReported(String path, String value) {
        ObjectNode document = PROFILE.toJson();
        int dot = path.indexOf('.');
        ObjectNode parent = dot < 0 ? document : document.withObject("/" + path.substring(0, dot));
        String member = path.substring(dot + 1);
        if (value == null) {
            parent.remove(member);
        } else {
            parent.set(member, Json.parse(value));
        }

        assertThat(ExpectedDefinitions.of(PROFILE, CONFIGURATION).missingFrom(document))
                .containsExactly(path);
    }

    @Test
    void changedSecuritySettingsAreAllowed() {
        ObjectNode document = PROFILE.toJson().put("SecurityConfiguration", "stricter");
        document.withObject("/SecurityGroups").put("MasterGroup", "sg-2");

        assertThat(ExpectedDefinitions.of(PROFILE, CONFIGURATION).missingFrom(document))
                .isEmpty();
    }

    private static ClusterConfigurationDefinition withStepExecutionRole() {
        ObjectNode document = CONFIGURATION.toJson();
        document.withObject("/ClusterConfiguration").put("StepExecutionRoleArn", ROLE);
        return ClusterConfigurationDefinition.read(document);
    }

    @Test
    void launchRequestWithExpectedDefinitionsIsReadAsWritten() {
        LaunchRequest launch = new LaunchRequest(
                        DefinitionName.of("etl"),
                        DefinitionName.of("small"),
                        "nightly",
                        true,
                        true,
                        Map.of(),
                        List.of(),
                        LaunchSecrets.NONE)
                .withExpected(
                        ExpectedDefinitions.of(PROFILE, withStepExecutionRole()).pinnedTo(PROFILE, CONFIGURATION));

        assertThat(launch.expected().stepExecutionRole()).isEqualTo(ROLE);
        assertThat(LaunchRequest.read(Json.parse(Json.write(launch.toJson())))).isEqualTo(launch);
    }

    private static ObjectNode reversed(JsonNode object) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        Collections.reverse(members);
        ObjectNode reversed = Json.object();
        members.forEach(member -> reversed.set(
                member.getKey(), member.getValue().isObject() ? reversed(member.getValue()) : member.getValue()));
        return reversed;
    }

    private static void removeNulls(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        json.forEach(ExpectedDefinitionsTest::removeNulls);
    }

    /** Parameter Store, a folder and a definition in parts store one document differently. */
    @Test
    void digestIgnoresOrderOfMembersNullsAndWhiteSpace() {
        String digest = DefinitionDigest.of(CONFIGURATION);
        ObjectNode compact = CONFIGURATION.toJson();
        removeNulls(compact);

        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(DefinitionDigest.of(ClusterConfigurationDefinition.read(reversed(CONFIGURATION.toJson()))))
                .isEqualTo(digest);
        assertThat(DefinitionDigest.of(ClusterConfigurationDefinition.read(compact)))
                .isEqualTo(digest);
        assertThat(DefinitionDigest.of(ClusterConfigurationDefinition.read(
                        Json.parseObject(Json.writePretty(CONFIGURATION.toJson())))))
                .isEqualTo(digest);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /ClusterConfiguration           | CustomAmiId      | "ami-1"
            /ClusterConfiguration           | BootstrapActions | [{"Name": "attack"}]
            /ClusterConfiguration/Instances | Ec2KeyName       | "attackers"
            /ClusterConfiguration/Instances | Future           | 0
            /                               | Unknown          | true
            /                               | ConfigurationArtifacts | [{"Bucket": "attackers", "Path": "*"}]
            """)
    void digestChangesWithTheDocument(String parent, String member, String value) {
        ObjectNode changed = CONFIGURATION.toJson();
        (parent.equals("/") ? changed : changed.withObject(parent)).set(member, Json.parse(value));

        assertThat(DefinitionDigest.of(ClusterConfigurationDefinition.read(changed)))
                .isNotEqualTo(DefinitionDigest.of(CONFIGURATION));
    }

    /** The order of bootstrap actions is significant. */
    @Test
    void digestDependsOnTheOrderOfLists() {
        ObjectNode one = CONFIGURATION.toJson();
        one.withObject("/ClusterConfiguration").set("BootstrapActions", Json.of(List.of("a", "b")));
        ObjectNode other = CONFIGURATION.toJson();
        other.withObject("/ClusterConfiguration").set("BootstrapActions", Json.of(List.of("b", "a")));

        assertThat(DefinitionDigest.of(ClusterConfigurationDefinition.read(one)))
                .isNotEqualTo(DefinitionDigest.of(ClusterConfigurationDefinition.read(other)));
    }
}
