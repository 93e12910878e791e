package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Additional interfaces of overrides, by name: built here, and stored by either library. */
class OverrideInterfacesTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));
    private static final DefinitionName PYTHON_CONFIGURATION = DefinitionName.of("basic-instance-group-cluster");

    @TempDir
    Path folder;

    private final TestStack test = TestStack.create();

    private static Map<String, OverrideRule> size(Map<String, OverrideRule> rules) {
        return Map.of(
                "Nodes", Objects.requireNonNull(rules.get("CoreInstanceCount")).withMaximum(20),
                "Type",
                        OverrideRule.of("Instances.InstanceGroups.1.InstanceType")
                                .withAllowedValues("m7g.xlarge"));
    }

    private EmrLaunchFunction.Builder launchFunction(IClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(configuration);
    }

    private List<String> allowed() {
        ObjectNode stored = test.parameter("/emr_launch/emr_launch_functions/default/nightly");
        return stored.path("AllowedClusterConfigOverrides").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void launchFunctionUsesInterfaceByName() {
        ClusterConfiguration configuration = test.configuration()
                .overrideInterface("size", OverrideInterfacesTest::size)
                .build();
        launchFunction(configuration).overrideInterface("size").build();

        ObjectNode stored = test.parameter("/emr_launch/cluster_configurations/default/small");
        assertThat(stored.path("OverrideInterfaces").fieldNames()).toIterable().containsExactly("default", "size");
        assertThat(stored.at("/OverrideInterfaces/size")).isEqualTo(Json.parse("""
                        {"Nodes": {"JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2, "Minimum": 1,
                          "Maximum": 20},
                         "Type": {"JsonPath": "Instances.InstanceGroups.1.InstanceType", "Default": "m7g.xlarge",
                          "AllowedValues": ["m7g.xlarge"]}}"""));
        assertThat(allowed()).containsExactly("Nodes", "Type");
    }

    /** A copied line would silently replace the first one. */
    @Test
    void rejectsTwoInterfacesWithSameName() {
        ClusterConfiguration.Builder builder =
                test.configuration().overrideInterface("size", OverrideInterfacesTest::size);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.overrideInterface("size", OverrideInterfacesTest::size))
                .withMessage("'overrideInterface' is set twice with the name 'size': use unique names");
    }

    @Test
    void interfaceNamedDefaultContainsDefaultOverrides() {
        ClusterConfiguration configuration = test.configuration()
                .overrideInterface("size", OverrideInterfacesTest::size)
                .build();
        launchFunction(configuration)
                .overrideInterface(ClusterConfigurationDefinition.DEFAULT_INTERFACE)
                .build();

        assertThat(allowed())
                .contains("ClusterName", "CoreInstanceCount")
                .doesNotContain("Nodes")
                .containsExactlyElementsOf(
                        configuration.getDefinition().defaultOverrides().keySet());
    }

    @Test
    void alwaysFailIfClusterRunningRemovesNameOverride() {
        launchFunction(test.configuration()
                        .overrideInterface(
                                "name", rules -> Map.of("Name", Objects.requireNonNull(rules.get("ClusterName"))))
                        .build())
                .overrideInterface("name")
                .alwaysFailIfClusterRunning(true)
                .build();

        assertThat(allowed()).isEmpty();
    }

    static Stream<Arguments> wrong() {
        UnaryOperator<Map<String, OverrideRule>> nowhere =
                rules -> Map.of("Nodes", OverrideRule.of("Instances.InstanceGroups.7.InstanceCount"));
        UnaryOperator<Map<String, OverrideRule>> security = rules -> Map.of("Image", OverrideRule.of("CustomAmiId"));
        return Stream.of(
                Arguments.of(
                        "size",
                        nowhere,
                        "'overrideInterface' 'size': Override 'Nodes': The cluster configuration has no"),
                Arguments.of("size", security, "'overrideInterface' 'size': Override 'Image' changes 'CustomAmiId'"),
                Arguments.of(
                        "a/b", UnaryOperator.identity(), "must have a name of letters, digits, _, . and -, got: 'a/b'"),
                Arguments.of("", UnaryOperator.identity(), "must have a name of letters, digits, _, . and -, got: ''"),
                Arguments.of("default", UnaryOperator.identity(), "the rules of 'default' are changed by 'override'"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void rejectsInvalidInterface(String name, UnaryOperator<Map<String, OverrideRule>> rules, String message) {
        ClusterConfiguration.Builder builder = test.configuration().overrideInterface(name, rules);

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining(message);
    }

    @Test
    void rejectsUnknownInterfaceAndListsExistingOnes() {
        EmrLaunchFunction.Builder builder = launchFunction(test.configuration()
                        .overrideInterface("size", OverrideInterfacesTest::size)
                        .build())
                .overrideInterface("sizes");

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage(
                        "Stack/Launch: 'overrideInterface': the cluster configuration 'default/small' has no interface 'sizes'. "
                                + "It has: default, size. Its builder adds one: overrideInterface(name, …)");
    }

    @Test
    void rejectsInterfaceTogetherWithAllowedOverrides() {
        EmrLaunchFunction.Builder builder = launchFunction(test.configuration().build())
                .overrideInterface("default")
                .allowedOverrides(Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(
                        "'overrideInterface' and 'allowedOverrides' both set what executions may override");
    }

    /** The Python library accepts interfaces with any name. */
    @ParameterizedTest
    @ValueSource(strings = {"size", "for analysts"})
    void usesInterfaceStoredByPythonLibrary(String name) {
        ObjectNode document = PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, PYTHON_CONFIGURATION)
                .toJson();
        document.withObject("/OverrideInterfaces")
                .putObject(name)
                .putObject("Nodes")
                .put("JsonPath", "Instances.InstanceGroups.1.InstanceCount")
                .put("Default", 2);
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(
                        DefinitionType.CLUSTER_CONFIGURATION, PYTHON_CONFIGURATION, Json.write(document), "test"));

        launchFunction(ClusterConfiguration.fromStoredConfiguration(
                        test.loadingFrom(folder), "Stored", PYTHON_CONFIGURATION.name()))
                .overrideInterface(name)
                .build();

        assertThat(allowed()).containsExactly("Nodes");
    }
}
