package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets and paths in stored documents, which may have been changed manually. */
class S3NamesTest {
    private static final ObjectNode PROFILE = new DefinitionDirectory(Path.of("src/test/resources/python-2.0.1"))
            .get(DefinitionType.EMR_PROFILE, new DefinitionName("analytics", "kerberos-profile"))
            .toJson();

    private static EmrProfileDefinition read(String member, String value) {
        return EmrProfileDefinition.read(PROFILE.deepCopy().put(member, value));
    }

    private static ClusterConfigurationDefinition.Artifact artifact(String bucket, String path) {
        ObjectNode json = Json.parseObject("""
                {"ConfigurationName": "c", "Namespace": "n", "ClusterConfiguration": {"Instances": {}}}""");
        json.putArray("ConfigurationArtifacts")
                .addObject()
                .put("Bucket", bucket)
                .put("Path", path);
        return Objects.requireNonNull(ClusterConfigurationDefinition.read(json).configurationArtifacts())
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"logs", "corp.logs-1", "123", "a--x-s3", "OLD_Bucket", "emr-launch-123456789012-eu-west-1-logs"})
    void acceptsValidBucketNames(String name) {
        assertThat(read("LogsBucket", name).logsBucket()).isEqualTo(name);
        assertThat(read("ArtifactsBucket", name).artifactsBucket()).isEqualTo(name);
        assertThat(artifact(name, "*").bucket()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "logs/../other",
                "logs/evil",
                "..",
                "a..b",
                ".logs",
                "lo?s",
                "logs*",
                "logs#x",
                "user@logs",
                "${aws:username}",
                "arn:aws:s3:::logs",
                "s3://logs",
                "logs\n",
                "lo gs",
                "lögs"
            })
    void rejectsInvalidBucketNames(String name) {
        for (String member : new String[] {"LogsBucket", "ArtifactsBucket"}) {
            assertThatThrownBy(() -> read(member, name))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessageStartingWith("'%s' must be the name of a bucket", member);
        }
        assertThatThrownBy(() -> artifact(name, "*"))
                .hasMessageStartingWith("'ConfigurationArtifacts.0.Bucket' must be the name of a bucket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "elasticmapreduce/",
                "logs/emr",
                "a b/c+d=e,f;g:h@i$j&k!m~n(o)p'q",
                "ö/日本",
                "...",
                "a/..b/c../.d"
            })
    void acceptsValidFolders(String path) {
        assertThat(read("LogsPath", path).logsPath()).isEqualTo(path);
        assertThat(read("ArtifactsPath", path).artifactsPath()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../..",
                "..",
                "logs/../../other",
                "logs/..",
                "./logs",
                "logs/./x",
                "//other-bucket/logs",
                "logs\\..\\x",
                "logs/%2e%2e/x",
                "logs*",
                "lo?s",
                "logs#x",
                "{a,../b}",
                "[ab]/c",
                "${aws:username}/",
                "logs\n",
                "logs\u0000",
                "logs\u001b[31m",
                "logs\u2028",
                "logs\u202e"
            })
    void rejectsInvalidFolders(String path) {
        for (String member : new String[] {"LogsPath", "ArtifactsPath"}) {
            assertThatThrownBy(() -> read(member, path))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessageStartingWith("'%s' must be a folder in a bucket", member)
                    .satisfies(error -> assertThat(String.valueOf(error.getMessage())
                                    .chars()
                                    .noneMatch(character -> Character.isISOControl(character)))
                            .isTrue());
        }
    }

    /** In S3 that is a folder without a name, which may contain the logs of an old profile. */
    @Test
    void acceptsALeadingSlashInStoredPathsOnly() {
        assertThat(read("LogsPath", "/logs/").logsPath()).isEqualTo("/logs/");
        assertThatThrownBy(() -> S3Names.requireFolder("/logs/")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"*", "boot/*", "jars/a.jar", "prefix*"})
    void acceptsKeysAndPrefixesOfArtifacts(String path) {
        assertThat(artifact("code", path).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "**", "*/secret", "a/*/b", "a?", "../*", "/*", "a/../*", "${aws:username}/*", "a\n*"})
    void rejectsOtherPatternsOfArtifacts(String path) {
        assertThatThrownBy(() -> artifact("code", path))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("'ConfigurationArtifacts.0.Path' must be a key");
    }
}
