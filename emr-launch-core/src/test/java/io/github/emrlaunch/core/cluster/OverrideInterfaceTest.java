package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideInterface;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ValueType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Token;

class OverrideInterfaceTest {
    private final TestStack test = TestStack.create();

    private JsonNode overrides(ClusterConfiguration.Builder builder) {
        builder.build();
        return test.parameter("/emr_launch/cluster_configurations/default/small")
                .at("/OverrideInterfaces/default");
    }

    /** These names and paths are those of the Python library's AutoScalingClusterConfiguration. */
    @Test
    void hasOverridesForAutomaticallyScaledTaskGroup() {
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
                        {"JsonPath": "Instances.InstanceGroups.2.InstanceCount", "Default": 2, "Minimum": 0,
                         "Maximum": 20}"""));
        assertThat(overrides.path("TaskMinimumInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.2.AutoScalingPolicy.Constraints.MinCapacity",
                         "Default": 2, "Minimum": 0, "Maximum": 20}"""));
        assertThat(overrides.path("TaskMaximumInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.2.AutoScalingPolicy.Constraints.MaxCapacity",
                         "Default": 5, "Minimum": 0, "Maximum": 50}"""));
    }

    @Test
    void hasOverridesMissingInPythonLibrary() {
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

    /** The Python library has no overrides for this form of instances. */
    @Test
    void hasOverridesForInstancesWithoutGroupsAndFleets() {
        JsonNode overrides = overrides(test.configuration()
                .instanceGroups()
                .property("Instances.MasterInstanceType", "m7g.xlarge")
                .property("Instances.SlaveInstanceType", "m7g.2xlarge")
                .property("Instances.InstanceCount", 3)
                .property("AutoTerminationPolicy", Map.of()));

        assertThat(overrides.fieldNames())
                .toIterable()
                .containsExactly(
                        "ClusterName",
                        "ReleaseLabel",
                        "StepConcurrencyLevel",
                        "MasterInstanceType",
                        "CoreInstanceType",
                        "InstanceCount");
        assertThat(overrides.path("CoreInstanceType")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.SlaveInstanceType", "Default": "m7g.2xlarge"}"""));
        assertThat(overrides.path("InstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceCount", "Default": 3, "Minimum": 1, "Maximum": 30}"""));
    }

    /** EMR's defaults apply to omitted members, and an override only reaches existing members. */
    @Test
    void hasNoOverridesForMembersOmittedByGroup() {
        JsonNode overrides = overrides(test.configuration()
                .property(
                        "Instances.InstanceGroups",
                        List.of(
                                Map.of("InstanceRole", "MASTER", "InstanceType", "m7g.xlarge", "InstanceCount", 1),
                                Map.of("InstanceRole", "CORE", "InstanceType", "m7g.xlarge", "InstanceCount", 2))));

        assertThat(overrides.fieldNames())
                .toIterable()
                .containsExactly(
                        "ClusterName",
                        "ReleaseLabel",
                        "StepConcurrencyLevel",
                        "MasterInstanceType",
                        "CoreInstanceType",
                        "CoreInstanceCount");
    }

    @Test
    void hasNoOverridesForMembersOmittedByFleet() {
        List<Map<String, String>> types = List.of(Map.of("InstanceType", "m7g.xlarge"));
        JsonNode overrides = overrides(test.configuration()
                .instanceGroups()
                .property(
                        "Instances.InstanceFleets",
                        List.of(
                                Map.of(
                                        "InstanceFleetType",
                                        "MASTER",
                                        "TargetOnDemandCapacity",
                                        1,
                                        "InstanceTypeConfigs",
                                        types),
                                Map.of(
                                        "InstanceFleetType",
                                        "CORE",
                                        "TargetSpotCapacity",
                                        2,
                                        "InstanceTypeConfigs",
                                        types))));

        assertThat(overrides.has("CoreInstanceOnDemandCount")).isFalse();
        assertThat(overrides.path("CoreInstanceSpotCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceFleets.1.TargetSpotCapacity", "Default": 2, "Minimum": 0, "Maximum": 20}"""));
    }

    /** Two groups with the same name differ by their position. */
    @Test
    void numbersOverridesOfGroupsWithEqualNames() {
        JsonNode overrides = overrides(test.configuration()
                .instanceGroups(
                        InstanceGroup.master("m7g.xlarge"),
                        InstanceGroup.core("m7g.xlarge", 2),
                        InstanceGroup.task("m7g.xlarge", 1),
                        InstanceGroup.task("m7g.2xlarge", 1)));

        assertThat(overrides.path("TaskInstanceType").path("JsonPath").asText())
                .isEqualTo("Instances.InstanceGroups.2.InstanceType");
        assertThat(overrides.path("Task2InstanceType").path("JsonPath").asText())
                .isEqualTo("Instances.InstanceGroups.3.InstanceType");
    }

    /** These are the names of the Python library's ManagedScalingConfiguration of fleets. */
    @Test
    void hasOverridesForFleetsWithManagedScaling() {
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
    void addsOverridesOfUser() {
        JsonNode overrides = overrides(test.configuration()
                .tags(Map.of("stage", "test"))
                .override(
                        "CoreInstanceCount",
                        OverrideRule.of("Instances.InstanceGroups.1.InstanceCount")
                                .withMinimum(1)
                                .withMaximum(20))
                .override("Stage", OverrideRule.of("Tags.0.Value").withAllowedValues("test", "production"))
                .override(
                        "Ami",
                        OverrideRule.of("CustomAmiId")
                                .withType(ValueType.STRING)
                                .acknowledgeSecurity()));

        assertThat(overrides.path("CoreInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2, "Minimum": 1,
                         "Maximum": 20}"""));
        assertThat(overrides.path("Stage")).isEqualTo(Json.parse("""
                        {"JsonPath": "Tags.0.Value", "Default": "test", "AllowedValues": ["test", "production"]}"""));
        assertThat(overrides.path("Ami"))
                .isEqualTo(Json.parse("{\"JsonPath\": \"CustomAmiId\", \"Default\": null, \"Type\": \"STRING\"}"));
    }

    @Test
    void limitsCountsToTenTimesConfiguredCapacity() {
        JsonNode overrides = overrides(test.configuration()
                .instanceGroups()
                .instanceFleets(
                        InstanceFleet.master("m7g.xlarge"),
                        InstanceFleet.builder(InstanceRole.CORE)
                                .instanceTypes("m7g.xlarge")
                                .targetOnDemandCapacity(1)
                                .targetSpotCapacity(3)
                                .build(),
                        InstanceFleet.builder(InstanceRole.TASK)
                                .instanceTypes("m7g.xlarge")
                                .targetSpotCapacity(1)
                                .build())
                .managedScaling(ManagedScaling.fleetUnits(2, 200)));

        assertThat(overrides.at("/CoreInstanceOnDemandCount/Maximum").intValue())
                .isEqualTo(40);
        assertThat(overrides.at("/CoreInstanceSpotCount/Maximum").intValue()).isEqualTo(40);
        assertThat(overrides.at("/TaskInstanceOnDemandCount/Maximum").intValue())
                .isEqualTo(20);
        assertThat(overrides.at("/MinimumCapacity/Maximum").intValue()).isEqualTo(20);
        assertThat(overrides.at("/MaximumCapacity/Maximum").intValue()).isEqualTo(2_000);
        assertThat(overrides.at("/CoreInstanceType").has("AllowedValues")).isFalse();
    }

    @Test
    void tokenCountsHaveNoMaximum() {
        String token = Token.asNumber(Fn.ref("Count")).toString();

        Map<String, OverrideRule> overrides = OverrideInterface.of(Json.parseObject(
                "{\"ManagedScalingPolicy\": {\"ComputeLimits\": {\"MaximumCapacityUnits\": %s}}}".formatted(token)));

        assertThat(overrides.get("MaximumCapacity"))
                .isNotNull()
                .extracting(OverrideRule::maximum)
                .isNull();
    }

    @Test
    void changesRulesOfExistingOverrides() {
        JsonNode overrides = overrides(test.configuration()
                .override("CoreInstanceCount", OverrideRule::withoutMaximum)
                .override("CoreInstanceType", rule -> rule.withAllowedValues("m7g.xlarge", "m7g.2xlarge"))
                .override("ReleaseLabel", rule -> rule.withPattern("emr-7\\.\\d+\\.\\d+"))
                .override("Ami", OverrideRule.of("CustomAmiId").acknowledgeSecurity())
                .override("Ami", rule -> rule.withPattern("ami-[0-9a-f]{8,17}")));

        assertThat(overrides.path("CoreInstanceCount")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2, "Minimum": 1}"""));
        assertThat(overrides.path("CoreInstanceType")).isEqualTo(Json.parse("""
                        {"JsonPath": "Instances.InstanceGroups.1.InstanceType", "Default": "m7g.xlarge",
                         "AllowedValues": ["m7g.xlarge", "m7g.2xlarge"]}"""));
        assertThat(overrides.path("Ami")).isEqualTo(Json.parse("""
                        {"JsonPath": "CustomAmiId", "Default": null, "Pattern": "ami-[0-9a-f]{8,17}"}"""));
    }

    @Test
    void rejectsChangeOfNonexistentOverride() {
        ClusterConfiguration.Builder builder = test.configuration().override("CoreCount", OverrideRule::withoutMaximum);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith("Stack/Configuration: The override 'CoreCount' does not exist."
                        + " Existing overrides: ClusterName, ReleaseLabel,")
                .withMessageEndingWith("To add it, pass an OverrideRule");
        assertThat(test.stack().getNode().tryFindChild("Configuration")).isNull();
    }

    @Test
    void rejectsPathsOutsideClusterConfiguration() {
        ClusterConfiguration.Builder builder = test.configuration();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.override("Tasks", OverrideRule.of("Instances.InstanceGroups.2.InstanceCount"))
                        .build())
                .withMessage("Stack/Configuration: Override 'Tasks': The cluster configuration has no "
                        + "'Instances.InstanceGroups.2.InstanceCount': '2' does not exist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.override("Tasks", OverrideRule.of("ServiceRole"))
                        .build())
                .withMessageContaining("'ServiceRole' is set by the EMR profile");
    }
}
