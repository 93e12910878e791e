package io.github.emrlaunch.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

class ShapeRulesTest {
    private final TestStack test = TestStack.create();

    private JsonNode stored() {
        return test.parameter("/emr_launch/cluster_configurations/default/small")
                .path("ClusterConfiguration");
    }

    private void hasNoWarning() {
        Annotations.fromStack(test.stack()).hasNoWarning("/Stack/Configuration", Match.anyValue());
    }

    private void hasWarningOf(String path) {
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp(
                                "'" + path + "' is not a member of RunJobFlow that is known to botocore [0-9.]+ of "
                                        + "[0-9-]+[.] .*'uncheckedProperty'.*"));
    }

    @Test
    void acceptsKnownMember() {
        test.configuration()
                .property("MonitoringConfiguration", Map.of("CloudWatchLogConfiguration", Map.of("Enabled", true)))
                .build();

        hasNoWarning();
    }

    @Test
    void warnsAboutUnknownMember() {
        test.configuration().property("QuantumPolicy", Map.of("Qubits", 3)).build();

        assertThat(stored().at("/QuantumPolicy/Qubits").intValue()).isEqualTo(3);
        hasWarningOf("QuantumPolicy");
    }

    @Test
    void warnsAboutUnknownNestedMember() {
        test.configuration()
                .property("Instances.InstanceGroups.1.QuantumPolicy", "x")
                .build();

        hasWarningOf("Instances.InstanceGroups.1.QuantumPolicy");
    }

    @Test
    void rejectsMisspeltMemberWithSuggestion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration()
                        .property("Instances.InstanceGroups.1.BidPricee", "0.10")
                        .build())
                .withMessage(
                        "Stack/Configuration: 'Instances.InstanceGroups.1.BidPricee' is not a member of RunJobFlow; "
                                + "'BidPrice' is. If EMR knows it, use 'uncheckedProperty'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration("Other")
                        .property("ManagedScalingPolicy", Map.of("ComputeLimitss", Map.of()))
                        .build())
                .withMessageContaining(
                        "'ManagedScalingPolicy.ComputeLimitss' is not a member of RunJobFlow; 'ComputeLimits'");
    }

    @Test
    void acceptsUncheckedMember() {
        test.configuration()
                .uncheckedProperty("Instances.InstanceGroups.1.BidPrices", List.of("0.10"))
                .uncheckedProperty("QuantumPolicy", Map.of("Qubits", 3))
                .build();

        assertThat(stored().at("/Instances/InstanceGroups/1/BidPrices/0").asText())
                .isEqualTo("0.10");
        assertThat(stored().at("/QuantumPolicy/Qubits").intValue()).isEqualTo(3);
        hasNoWarning();
    }

    @Test
    void uncheckedPropertyRejectsReservedMembersInAnyCase() {
        for (String name : List.of("servicerole", "SERVICEROLE", "instances.emrManagedMasterSecurityGroup", "steps")) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> test.configuration()
                    .uncheckedProperty(name, "x"));
        }
    }

    @Test
    void rejectsValueOfWrongType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration()
                        .property(
                                "Configurations",
                                List.of(Map.of(
                                        "Classification",
                                        "spark-defaults",
                                        "Properties",
                                        Map.of("spark.cores", List.of(4)))))
                        .build())
                .withMessage(
                        "Stack/Configuration: 'Configurations.0.Properties.spark.cores' must be a string, got: [4]");
    }

    @Test
    void warnsAboutUnknownEnumValue() {
        test.configuration()
                .property("RepoUpgradeOnBoot", "TOMORROW")
                .customAmi("ami-1")
                .build();

        assertThat(stored().path("RepoUpgradeOnBoot").asText()).isEqualTo("TOMORROW");
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp(
                                "'RepoUpgradeOnBoot' is TOMORROW, which is not among the values that are known to botocore [0-9.]+ of "
                                        + "[0-9-]+: SECURITY, NONE[.] .*'uncheckedProperty'.*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ScaleDownBehavior | TERMINATE_AT_TASK_COMPLETON | 'ScaleDownBehavior' must be TERMINATE_AT_TASK_COMPLETION, as RunJobFlow writes it. If EMR knows it, use 'uncheckedProperty', got: TERMINATE_AT_TASK_COMPLETON",
                "Instances.InstanceGroups.1.Market | spot | 'Instances.InstanceGroups.1.Market' must be SPOT",
                "OSReleaseLabel | %s | 'OSReleaseLabel' must have at most 256 characters, and has 257, got: ",
                "Instances.InstanceGroups.1.InstanceType | `` | 'Instances.InstanceGroups.1.InstanceType' must have 1 to 256 characters, and has 0",
                "Instances.InstanceGroups.1.Name | a\u0007b | 'Instances.InstanceGroups.1.Name' must have only characters of the pattern"
            })
    void rejectsValueAgainstModelConstraints(String path, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration()
                        .property(path, value.formatted("x".repeat(257)))
                        .build())
                .withMessageStartingWith("Stack/Configuration: " + message);
    }

    @Test
    void rejectsMissingNestedMember() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration()
                        .property(
                                "BootstrapActions",
                                List.of(Map.of("Name", "b", "ScriptBootstrapAction", Map.of("Args", List.of("x")))))
                        .build())
                .withMessage("Stack/Configuration: 'BootstrapActions.0.ScriptBootstrapAction.Path' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration("Other")
                        .property(
                                "Instances.InstanceGroups.1",
                                Map.of("InstanceRole", "CORE", "InstanceType", "m7g.xlarge"))
                        .build())
                .withMessageContaining("'Instances.InstanceGroups.1.InstanceCount' is required");
    }

    @Test
    void warnsAboutUnknownVolumeType() {
        test.configuration()
                .property(
                        "Instances.InstanceGroups.1.EbsConfiguration",
                        Map.of(
                                "EbsBlockDeviceConfigs",
                                List.of(Map.of("VolumeSpecification", Map.of("VolumeType", "gp4", "SizeInGB", 10)))))
                .build();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp("'Instances.InstanceGroups.1.EbsConfiguration.EbsBlockDeviceConfigs.0."
                                + "VolumeSpecification.VolumeType' is gp4, .*unknownVolumeType.*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m7g.xlrage", "m7gxlarge", "M7g.xlarge", "m7g.", "m7g.x-large", "m7g.metal24xl", "m7g.16"})
    void warnsAboutInvalidInstanceTypeName(String type) {
        test.configuration()
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core(type, 2))
                .build();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp("'Instances.InstanceGroups.1.InstanceType' is " + type
                                + ", and names of instance types are .*unknownInstanceType.*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t2.micro",
                "m4.large",
                "m5.xlarge",
                "r5.4xlarge",
                "u7in-24tb.224xlarge",
                "m7i-flex.2xlarge",
                "a1.metal",
                "m7i.metal-24xl",
                "mac2-m2pro.metal",
                "p4de.24xlarge",
                "hpc7g.16xlarge",
                "i3en.3xlarge",
                "x2iezn.12xlarge"
            })
    void acceptsValidInstanceTypeNameWithoutWarning(String type) {
        test.configuration()
                .instanceGroups(InstanceGroup.master(type), InstanceGroup.core(type, 2))
                .build();

        Annotations.fromStack(test.stack()).hasNoWarning("*", Match.stringLikeRegexp(".*names of instance types.*"));
    }

    @Test
    void warnsAboutManagedScalingWithoutLimits() {
        test.configuration().property("ManagedScalingPolicy", Map.of()).build();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp(
                                "'ManagedScalingPolicy' has no 'ComputeLimits'.*scalingWithoutLimits.*"));
    }

    @Test
    void warnsAboutBidPriceOnDemand() {
        test.configuration()
                .property("Instances.InstanceGroups.1.BidPrice", "0.10")
                .build();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp("'Instances.InstanceGroups.1.BidPrice' has no effect on On-Demand "
                                + "Instances: use market SPOT, or remove it.*bidPriceOnDemand.*"));
    }
}
