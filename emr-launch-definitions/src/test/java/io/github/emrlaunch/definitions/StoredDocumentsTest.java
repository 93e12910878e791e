package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents that the Python library 2.0.1 stores, read and written again. */
class StoredDocumentsTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    static Stream<Path> documents() throws IOException {
        return Stream.concat(documents("python-2.0.1", 16), documents("python-2.0.1-generated", 82));
    }

    private static Stream<Path> documents(String root, int expected) throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES.resolve(root))) {
            // Under the folder of a type and of a namespace.
            List<Path> documents = files.filter(Files::isRegularFile)
                    .filter(file -> withinRoot(file).getNameCount() == 3)
                    .sorted()
                    .toList();
            assertThat(documents).hasSize(expected);
            return documents.stream();
        }
    }

    private static Path withinRoot(Path document) {
        Path path = RESOURCES.relativize(document);
        return path.getNameCount() == 1 ? path : path.subpath(1, path.getNameCount());
    }

    private static Definition read(Path document, String json) {
        String folder = withinRoot(document).getName(0).toString();
        DefinitionType<?> type = DefinitionType.all().stream()
                .filter(candidate -> candidate.folder().equals(folder))
                .findFirst()
                .orElseThrow();
        return type.parse(name(document), json, document.toString());
    }

    private static DefinitionName name(Path document) {
        return DefinitionName.parse(
                withinRoot(document).subpath(1, 3).toString().replace(".json", ""));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void documentsAreWrittenAsRead(Path document) throws IOException {
        String json = Files.readString(document);

        Definition definition = read(document, json);

        assertThat(Json.parse(definition.toJsonText())).isEqualTo(Json.parse(json));
        assertThat(definition.type().path(definition.definitionName()))
                .isEqualTo("/emr_launch/" + withinRoot(document).toString().replace(".json", ""));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void unknownKeysAreKept(Path document) throws IOException {
        ObjectNode json = Json.parseObject(Files.readString(document));
        json.putObject("FromTheFuture").put("Depth", 1.50).putNull("Unset");
        json.properties().stream()
                .filter(member ->
                        member.getKey().equals("Roles") || member.getKey().equals("SecurityGroups"))
                .forEach(member -> ((ObjectNode) member.getValue()).put("FromTheFuture", true));

        json.path("ClusterTags").forEach(tag -> ((ObjectNode) tag).put("FromTheFuture", 1));
        json.path("ConfigurationArtifacts").forEach(artifact -> ((ObjectNode) artifact).put("FromTheFuture", 1));
        String text = Json.write(json);
        assertThat(Json.parse(read(document, text).toJsonText())).isEqualTo(Json.parse(text));
    }

    @Test
    void unknownKeysOfAnOverrideAreKept() {
        String json = """
                {"CoreInstanceCount": {"JsonPath": "Instances.InstanceCount", "Default": 2, "Minimum": 0, "Maximum": 9.50,
                 "Type": "INTEGER", "AllowedValues": [0, 2, 9.50], "FromTheFuture": [1]},
                 "Ami": {"JsonPath": "CustomAmiId", "Default": null, "Prefix": "ami-", "Pattern": "ami-[0-9a-f]{8,17}"},
                 "Subnet": {"JsonPath": "Instances.Ec2SubnetId", "Default": null, "Minimum": null, "Type": null,
                  "AllowedValues": null, "Prefix": null, "Pattern": null}}""";

        Map<String, OverrideRule> overrides = OverrideRule.read(Json.parse(json), "Overrides");

        assertThat(Json.parse(Json.write(OverrideRule.toJson(overrides)))).isEqualTo(Json.parse(json));
    }

    @Test
    void missingKeysOfOlderVersionsAreWrittenAsNull() {
        EmrProfileDefinition profile = DefinitionType.EMR_PROFILE.parse(DefinitionName.of("old"), """
                {"ProfileName": "old", "Namespace": "default",
                 "SecurityGroups": {"MasterGroup": "sg-1", "WorkersGroup": "sg-2"},
                 "Roles": {"ServiceRole": "arn:aws:iam::1:role/s", "InstanceRole": "arn:aws:iam::1:role/i"}}""", "old");

        assertThat(profile.logsBucket()).isNull();
        assertThat(profile.toJson().get("LakeFormationConfiguration").isNull()).isTrue();
        assertThat(profile.toJson().path("Roles").get("AutoScalingRole").isNull())
                .isTrue();
        assertThat(DefinitionType.EMR_PROFILE.parse(DefinitionName.of("old"), profile.toJsonText(), "again"))
                .isEqualTo(profile);
    }

    @Test
    void changesOfTheJsonDoNotChangeTheDefinition() {
        EmrProfileDefinition profile = read(EmrProfileDefinition.class, "emr_profiles/default/sse-kms-profile.json");

        ObjectNode json = profile.toJson();
        ((ObjectNode) json.get("S3EncryptionConfiguration")).put("EncryptionMode", "none");

        assertThat(profile.toJson()
                        .path("S3EncryptionConfiguration")
                        .path("EncryptionMode")
                        .textValue())
                .isEqualTo("SSE-KMS");
    }

    @Test
    void documentThatIsNotJsonIsRejectedWithLocationAndReason() {
        DefinitionName name = new DefinitionName("a", "b");
        assertThatThrownBy(() ->
                        DefinitionType.EMR_PROFILE.parse(name, "{\"ProfileName\": ", "/emr_launch/emr_profiles/a/b"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'/emr_launch/emr_profiles/a/b' is not a stored EMR profile: not JSON: ")
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> DefinitionType.EMR_PROFILE.parse(name, "[]", "here"))
                .hasMessage("'here' is not a stored EMR profile: not a JSON object");
        assertThatThrownBy(() -> DefinitionType.EMR_PROFILE.parse(name, "{} {}", "here"))
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> DefinitionType.EMR_PROFILE.parse(name, "{\"Vpc\": 1, \"Vpc\": 2}", "here"))
                .hasMessageContaining("Duplicate field 'Vpc'");
    }

    @Test
    void documentWithAnInvalidMemberIsRejectedWithTheMember() {
        String profile = read(EmrProfileDefinition.class, "emr_profiles/default/sse-s3-profile.json")
                .toJsonText();
        DefinitionName name = DefinitionName.of("sse-s3-profile");

        assertThatThrownBy(() -> DefinitionType.CLUSTER_CONFIGURATION.parse(name, profile, "here"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("'here' is not a stored cluster configuration: 'ConfigurationName' is missing");
        assertThatThrownBy(() -> DefinitionType.EMR_PROFILE.parse(
                        name, profile.replace("\"MasterGroup\":\"sg-0aaaaaaaaaaaaaaa1\"", "\"MasterGroup\":5"), "here"))
                .hasMessage(
                        "'here' is not a stored EMR profile: 'SecurityGroups.MasterGroup' must be a string, got number");
    }

    @Test
    void documentWithAnotherNameThanItsParameterIsRejected() {
        String profile = read(EmrProfileDefinition.class, "emr_profiles/default/sse-s3-profile.json")
                .toJsonText();

        assertThatThrownBy(() -> DefinitionType.EMR_PROFILE.parse(
                        new DefinitionName("team-a", "sse-s3-profile"), profile, "here"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(
                        "'here' is not a stored EMR profile: it is stored as 'team-a/sse-s3-profile' but has the name "
                                + "'default/sse-s3-profile'");
    }

    @Test
    void documentWithAnInvalidOverrideIsRejected() {
        assertThatThrownBy(() -> DefinitionType.CLUSTER_CONFIGURATION.parse(DefinitionName.of("x"), """
                        {"ConfigurationName": "x", "Namespace": "default", "ClusterConfiguration": {},
                         "OverrideInterfaces": {"default": {"A": {"JsonPath": "Name", "Minimum": 2, "Maximum": 1}}}}""", "here"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("'here' is not a stored cluster configuration: "
                        + "The override of 'Name' has a minimum (2) above its maximum (1)");
    }

    private static <T extends Definition> T read(Class<T> type, String file) {
        try {
            Path document = RESOURCES.resolve("python-2.0.1").resolve(file);
            return type.cast(read(document, Files.readString(document)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
