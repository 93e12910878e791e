package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.ClusterConfigurationOverride;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ValueType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;

class OverrideInterfaceTest {
    private final TestStack test = TestStack.create();

    private JsonNode overrides(ClusterConfiguration.Builder builder) {
        builder.build();
        return test.parameter("/emr_launch/cluster_configurations/default/small")
                .at("/OverrideInterfaces/default");
    }

    /** These names and paths are those of the Python library's AutoScalingClusterConfiguration. */
    @Test
    void hasTheNamesOfAnAutomaticallyScaledTaskGroup() {
        JsonNode overrides = overrides(test.configuration()
                .instanceGroups(
                        InstanceGroup.master("m7g.xlarge"),
                        InstanceGroup.core("m7g.xlarge", 2),
                        InstanceGroup.builder(InstanceRole.TASK)
                                .instanceType("m7g.2xlarge")
                                .market(Market.SPOT)
                                .instanceCount(2)
                                .automaticScaling(AutomaticScaling.between(2, 5))
                                .build()));

        assertThat(overrides.path("TaskInstanceType")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.2.InstanceType", "Default": "m7g.2xlarge"}"""));
        assertThat(overrides.path("TaskInstanceMarket")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.2.Market", "Default": "SPOT"}"""));
        assertThat(overrides.path("TaskInitialInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.2.InstanceCount", "Default": 2, "Minimum": 0}"""));
        assertThat(overrides.path("TaskMinimumInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.2.AutoScalingPolicy.Constraints.MinCapacity",
                         "Default": 2, "Minimum": 0}"""));
        assertThat(overrides.path("TaskMaximumInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.2.AutoScalingPolicy.Constraints.MaxCapacity",
                         "Default": 5, "Minimum": 0}"""));
    }

    @Test
    void hasNamesForWhatThePythonLibraryDoesNotHave() {
        JsonNode overrides = overrides(test.configuration()
                .instanceGroups(
                        InstanceGroup.master("m7g.xlarge"),
                        InstanceGroup.core("m7g.xlarge", 2),
                        InstanceGroup.task("m7g.xlarge", 1),
                        InstanceGroup.builder(InstanceRole.TASK)
                                .name("Spot")
                                .instanceType("m7g.xlarge")
                                .market(Market.SPOT)
                                .build())
                .idleTimeout(Duration.minutes(5))
                .managedScaling(ManagedScaling.vcpus(8, 64).withMaximumCore(16).withMaximumOnDemand(32)));

        assertThat(overrides.path("TaskInstanceCount").path("JsonPath").asText())
                .isEqualTo("Instances.InstanceGroups.2.InstanceCount");
        assertThat(overrides.path("Task2InstanceMarket").path("JsonPath").asText())
                .isEqualTo("Instances.InstanceGroups.3.Market");
        assertThat(overrides.path("MinimumCapacity").path("Default").intValue()).isEqualTo(8);
        assertThat(overrides.path("MaximumCapacity").path("Default").intValue()).isEqualTo(64);
        assertThat(overrides.path("MaximumCoreCapacity").path("Default").intValue())
                .isEqualTo(16);
        assertThat(overrides.path("MaximumOnDemandCapacity").path("Default").intValue())
                .isEqualTo(32);
        assertThat(overrides.path("IdleTimeout")).isEqualTo(Json.parse("""
                        {"JsonPath": "AutoTerminationPolicy.IdleTimeout", "Default": 300, "Minimum": 60,
                         "Maximum": 604800}"""));
    }

    /** These are the names of the Python library's ManagedScalingConfiguration of fleets. */
    @Test
    void hasTheNamesOfManagedFleets() {
        JsonNode overrides = overrides(test.configuration()
                .instanceGroups()
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes("m7g.xlarge")
                                .targetOnDemandCapacity(2)
                                .build())
                .managedScaling(ManagedScaling.fleetUnits(2, 10)));

        assertThat(overrides.fieldNames())
                .toIterable()
                .containsExactly(
                        "ClusterName",
                        "ReleaseLabel",
                        "StepConcurrencyLevel",
                        "MasterInstanceType",
                        "CoreInstanceType",
                        "CoreInstanceOnDemandCount",
                        "CoreInstanceSpotCount",
                        "MinimumCapacity",
                        "MaximumCapacity");
    }

    @Test
    void takesTheUsersOwn() {
        JsonNode overrides = overrides(test.configuration()
                .tags(Map.of("stage", "test"))
                .override(
                        "CoreInstanceCount",
                        ClusterConfigurationOverride.at("Instances.InstanceGroups.1.InstanceCount")
                                .withMinimum(1)
                                .withMaximum(20))
                .override(
                        "Stage",
                        ClusterConfigurationOverride.at("Tags.0.Value").withAllowedValues("test", "production"))
                .override("Ami", ClusterConfigurationOverride.at("CustomAmiId").withType(ValueType.STRING)));

        assertThat(overrides.path("CoreInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2, "Minimum": 1,
                         "Maximum": 20}"""));
        assertThat(overrides.path("Stage")).isEqualTo(Json.parse("""
                        {"JsonPath": "Tags.0.Value", "Default": "test", "AllowedValues": ["test", "production"]}"""));
        assertThat(overrides.path("Ami"))
                .isEqualTo(Json.parse("{\"JsonPath\": \"CustomAmiId\", \"Default\": null, \"Type\": \"STRING\"}"));
    }

    @Test
    void refusesPathsThatReachNothing() {
        ClusterConfiguration.Builder builder = test.configuration();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.override(
                                "Tasks", ClusterConfigurationOverride.at("Instances.InstanceGroups.2.InstanceCount"))
                        .build())
                .withMessage("Stack/Configuration: Override 'Tasks': The cluster configuration has no "
                        + "'Instances.InstanceGroups.2.InstanceCount': '2' does not exist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.override("Tasks", ClusterConfigurationOverride.at("ServiceRole"))
                        .build())
                .withMessageContaining("'ServiceRole' is decided by the EMR profile");
    }
}
