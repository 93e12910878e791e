package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** Warnings at synthesis about stored requests that EMR refuses. */
class StoredRequestsTest {
    private static final Path FOLDER = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1-generated");

    private final TestStack test = TestStack.create();

    @TempDir
    Path folder;

    private void load(Path from, DefinitionName name) {
        ClusterConfiguration.fromStoredConfiguration(
                test.loadingFrom(from), name.namespace() + "-" + name.name(), name.name(), name.namespace());
    }

    /** Returns the warnings by the name of the cluster configuration, without their common prefix and suffix. */
    @SuppressWarnings("deprecation") // The CDK has no other way to what it found.
    private Map<String, String> warnings() {
        Map<String, String> warnings = new TreeMap<>();
        Annotations.fromStack(test.stack())
                .findWarning("*", Match.stringLikeRegexp(".*storedRequest.*"))
                .forEach(message -> warnings.put(
                        message.getId().replaceFirst(".*/", ""),
                        message.getEntry()
                                .getData()
                                .toString()
                                .replaceAll(".*overrides? changes it: | \\[ack: .*", "")));
        return warnings;
    }

    /** Documents that the Python library creates from valid inputs. */
    @Test
    void warnsAboutInvalidConfigurationsOfPythonLibrary() {
        new DefinitionDirectory(FOLDER)
                .documents(DefinitionType.CLUSTER_CONFIGURATION)
                .forEach(document -> load(FOLDER, document.name()));

        assertThat(warnings())
                .isEqualTo(Map.of(
                        "default-bare",
                        "'Instances.InstanceGroups' or 'Instances.InstanceFleets' is required: a cluster has a primary node",
                        "default-groups-zero-core",
                        "'Instances.InstanceGroups.1.InstanceCount' must be at least 1 for CORE, got: 0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | ",
                "{\"Steps\": [{\"Name\": \"s\"}]} | ",
                "{\"ReleaseLabel\": \"emr-7.12.0\", \"Configurations\": [{\"Classification\": \"spark-log4j\"}]} | 'Configurations.0.Classification' was replaced by 'spark-log4j2' in release 6.9.0, and EMR refuses it from then on; 'ReleaseLabel' is emr-7.12.0, got: spark-log4j",
                "{\"ReleaseLabel\": \"emr-7.12.0\", \"OSReleaseLabel\": 2, \"Tags\": [{\"Key\": \"k\", \"Value\": 4}], \"BootstrapActions\": [{\"Name\": \"b\", \"ScriptBootstrapAction\": {\"Path\": \"s3://b/a.sh\", \"Args\": [4, true]}}]} | ",
                "{\"Configurations\": [{\"Classification\": \"c\", \"Properties\": {\"z\": null, \"y\": 0.5}}]} | ",
                "{\"StepConcurrencyLevel\": \"1e999999999\"} | 'StepConcurrencyLevel' must be an integer, got: 1e999999999",
                "{\"RelaseLabel\": \"emr-7.12.0\"} | 'RelaseLabel' is not a member of RunJobFlow; 'ReleaseLabel' is. If EMR knows it, use 'uncheckedProperty'",
                "{\"BootstrapActions\": [{\"Name\": \"b\", \"ScriptBootstrapAction\": {\"Path\": \"a.sh\"}}]} | 'BootstrapActions.0.ScriptBootstrapAction.Path' must be a location in S3, s3://BUCKET/KEY, or a file of the node, file:///PATH, got: a.sh"
            })
    void warnsAboutInvalidStoredRequest(String members, @Nullable String warning) {
        DefinitionName name = DefinitionName.of("groups-basic");
        StoredDocument<ClusterConfigurationDefinition> first = new DefinitionDirectory(FOLDER)
                .documents(DefinitionType.CLUSTER_CONFIGURATION).stream()
                        .filter(document -> document.text().contains("InstanceGroups\": ["))
                        .findFirst()
                        .orElseThrow();
        ObjectNode document = first.read().toJson();
        document.put("ConfigurationName", name.name()).put("Namespace", name.namespace());
        document.withObject("/ClusterConfiguration").setAll(Json.parseObject(members));
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(DefinitionType.CLUSTER_CONFIGURATION, name, Json.write(document), "test"));

        load(folder, name);

        assertThat(warnings()).isEqualTo(warning == null ? Map.of() : Map.of("default-groups-basic", warning));
    }
}
