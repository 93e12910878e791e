package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmrProfileDefinitionTest {
    private final ObjectNode document = new DefinitionDirectory(Path.of("src/test/resources/python-2.0.1"))
            .get(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-s3-profile"))
            .toJson();

    /** The Python library's loader does not accept null, but it accepts an empty string. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\""})
    void writesAMissingServiceGroupAsEmptyText(String none) {
        document.withObject("/SecurityGroups").set("ServiceGroup", Json.parse(none));

        EmrProfileDefinition profile = EmrProfileDefinition.read(document);

        assertThat(profile.securityGroups().serviceGroup()).isNull();
        assertThat(profile.toJson().at("/SecurityGroups/ServiceGroup").textValue())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IAMConfiguration",
                "IdentityCenterConfiguration",
                "EMRWALEncryptionConfiguration",
                "InstanceMetadataServiceConfiguration"
            })
    void writesMembersUnknownToThePythonLibraryOnlyIfSet(String member) {
        assertThat(EmrProfileDefinition.read(document).toJson().has(member)).isFalse();
        document.putObject(member).put("Member", 1);

        EmrProfileDefinition profile = EmrProfileDefinition.read(document);

        assertThat(profile.toJson()).isEqualTo(document);
        assertThat(profile.otherMembers()).isEmpty();
    }

    @Test
    void isWrittenAsItWasRead() {
        assertThat(EmrProfileDefinition.read(document).toJson()).isEqualTo(document);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            true                              | true
            "true"                            | true
            false                             | false
            "false"                           | false
            "${Token[Roles.1]}"               | -
            """)
    void runtimeRolesFollowEnableApplicationScopedIamRole(String enabled, Boolean roles) {
        document.putObject("IAMConfiguration").set("EnableApplicationScopedIAMRole", Json.parse(enabled));

        assertThat(EmrProfileDefinition.read(document).runtimeRoles()).isEqualTo(Optional.ofNullable(roles));
    }

    @Test
    void runtimeRolesAreUnknownWithoutACompleteSecurityConfiguration() {
        document.putObject("InstanceMetadataServiceConfiguration");
        assertThat(EmrProfileDefinition.read(document).runtimeRoles()).contains(false);

        document.putObject("IAMConfiguration");
        assertThat(EmrProfileDefinition.read(document).runtimeRoles()).isEmpty();

        document.remove("IAMConfiguration");
        document.putNull("S3EncryptionConfiguration");
        assertThat(EmrProfileDefinition.read(document).runtimeRoles()).isEmpty();
    }
}
