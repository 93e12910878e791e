package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;

/** The builder settings that limit what everybody who may start executions can choose. */
class InputRulesTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private final TestStack test = TestStack.create();
    private IEmrProfile profile;
    private IFunction function;

    @BeforeEach
    void makeProfile() {
        profile = test.profile();
        function = Function.fromFunctionName(test.stack(), "Override", "override");
    }

    private ClusterConfiguration.Builder configuration() {
        return test.configuration()
                .property(
                        "BootstrapActions",
                        List.of(Map.of("Name", "x", "ScriptBootstrapAction", Map.of("Path", "s3://a/b"))))
                .property("CustomAmiId", "ami-0123456789abcdef0")
                .property(
                        "Configurations",
                        List.of(Map.of("Classification", "core-site", "Properties", Map.of("a", "b"))))
                .property(
                        "LogEncryptionKmsKeyId",
                        "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f")
                .property("Instances.Ec2KeyName", "ours")
                .property("Instances.AdditionalMasterSecurityGroups", List.of("sg-0123456789abcdef0"))
                .property("Instances.InstanceGroups.1.CustomAmiId", "ami-0123456789abcdef0");
    }

    private EmrLaunchFunction.Builder launch() {
        return launch(configuration().build());
    }

    private EmrLaunchFunction.Builder launch(IClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(configuration);
    }

    @SuppressWarnings("deprecation") // The CDK has no other way to what it found.
    private List<String> warnings() {
        return Annotations.fromStack(test.stack()).findWarning("*", Match.anyValue()).stream()
                .map(message -> String.valueOf(message.getEntry().getData()))
                .filter(message -> message.contains("everybody who may start executions"))
                .toList();
    }

    private static final String SECURITY = """
            BootstrapActions                                  | run code of their own
            BootstrapActions.0.ScriptBootstrapAction.Path     | run code of their own
            BootstrapActions.0.Name                           | run code of their own
            CustomAmiId                                       | run code of their own
            Configurations                                    | run code of their own
            Configurations.0.Properties.a                     | run code of their own
            Instances.InstanceGroups                          | run code of their own
            Instances.InstanceGroups.1                        | run code of their own
            Instances.InstanceGroups.1.CustomAmiId            | run code of their own
            Instances.Ec2KeyName                              | choose the networks and the people that reach the cluster
            Instances.Ec2SubnetId                             | choose the networks and the people that reach the cluster
            Instances.AdditionalMasterSecurityGroups          | choose the networks and the people that reach the cluster
            Instances.AdditionalMasterSecurityGroups.0        | choose the networks and the people that reach the cluster
            LogEncryptionKmsKeyId                             | choose where logs go and who may read them
            Tags                                              | choose permissions of the cluster or on it
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = SECURITY)
    void rejectsUnacknowledgedOverridesOfSecurityMembers(String path, String consequence) {
        OverrideRule rule = OverrideRule.of(path);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration().override("Mine", rule).build())
                .withMessageContainingAll(
                        "Stack/Configuration: Override 'Mine' changes '%s': everybody who may start executions could %s."
                                .formatted(path, consequence),
                        "withAllowedValues",
                        "acknowledgeSecurity()");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> launch().allowedOverrides(Map.of("Mine", rule)).build())
                .withMessageContaining(
                        "Stack/Launch: 'allowedOverrides': Override 'Mine' changes '%s'".formatted(path));

        launch((IClusterConfiguration) test.stack().getNode().findChild("Configuration"))
                .allowedOverrides(Map.of("Mine", rule.acknowledgeSecurity()))
                .build();
        assertThat(warnings())
                .containsExactly(
                        "Override 'Mine' changes '%s': everybody who may start executions can %s on clusters with the instance role <Stack/Profile/InstanceRole> [ack: @emr-launch/core:securityOverride]"
                                .formatted(path, consequence));
    }

    /** An override of a configuration is available in its launch functions. */
    @Test
    void configurationAndLaunchFunctionWarnAboutSecurityOverride() {
        launch(configuration()
                        .override("Script", OverrideRule.of("BootstrapActions").acknowledgeSecurity())
                        .build())
                .build();

        assertThat(warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("the instance role of any profile that is launched with"))
                .anyMatch(warning -> warning.contains("<Stack/Profile/InstanceRole>"));
    }

    @Test
    void doesNotWarnAboutRestrictedOrHarmlessOverrides() {
        launch().allowedOverrides(Map.of(
                        "Ami", OverrideRule.of("CustomAmiId").withAllowedValues("ami-1", "ami-2"),
                        "Setting",
                                OverrideRule.of("Configurations.0.Properties.a").withType(ValueType.INTEGER),
                        "Count", OverrideRule.of("Instances.InstanceGroups.1.InstanceCount"),
                        "Type", OverrideRule.of("Instances.InstanceGroups.1.InstanceType")))
                .build();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void warnsAboutSecurityOverrideOfStoredConfiguration() {
        launch(ClusterConfiguration.fromStoredConfiguration(
                        test.loadingFrom(STORED_BY_PYTHON), "Stored", "basic-instance-group-cluster"))
                .build();

        assertThat(new DefinitionDirectory(STORED_BY_PYTHON)
                        .get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"))
                        .defaultOverrides())
                .containsKey("Subnet");
        assertThat(warnings()).singleElement().asString().contains("Override 'Subnet' changes 'Instances.Ec2SubnetId'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BootstrapActions", "Instances.Ec2SubnetIds", "Instances.InstanceGroups", "Configurations"})
    void warnsIfOverrideFunctionMayChangeSecurityMember(String path) {
        launch().overrideFunction(function).overrideFunctionMayChange(path).build();

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("The override function may change '%s'".formatted(path), "<Stack/Profile/InstanceRole>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ServiceRole                             | 'ServiceRole' is set by the EMR profile
            instances.emrManagedMasterSecurityGroup | is set by the EMR profile
            Instances                               | is set by the EMR profile
            Tags                                    | set the tags that may change with 'overridableTags'
            tags.0.Value                            | set the tags that may change with 'overridableTags'
            Name                                    | must be paths that bear on security
            Instances.InstanceGroups.1.InstanceCount | must be paths that bear on security
            Instances..Ec2KeyName                   | is not a path
            ''                                      | is not a path
            """)
    void rejectsInvalidPathsOfOverrideFunctionMayChange(String path, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch().overrideFunction(function)
                        .overrideFunctionMayChange(path)
                        .build())
                .withMessageStartingWith("Stack/Launch: 'overrideFunctionMayChange'")
                .withMessageContaining(message);
    }

    @Test
    void rejectsOverrideFunctionMayChangeWithoutFunction() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> launch().overrideFunctionMayChange("CustomAmiId").build())
                .withMessageContaining("needs an 'overrideFunction', got: [CustomAmiId]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emr-launch:execution",
                " EMR-Launch:Function",
                "aws:x",
                "for-use-with-amazon-emr-managed-policies",
                "For-Use-With-Amazon-EMR-Managed-Policies "
            })
    void rejectsReservedOverridableTags(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch().overridableTags("team", key).build())
                .withMessageStartingWith("Stack/Launch: 'overridableTags': Tag '" + key + "'")
                .withMessageContaining("reserved");
    }

    @ParameterizedTest
    @CsvSource({"a&b, x, a&b", "team, R&D, R&D", "team, 'a,b', 'a,b'", "t#, x, t#"})
    void rejectsTagsWithInvalidCharacters(String key, String value, String got) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch().clusterTags(Map.of(key, value)).build())
                .withMessage(
                        "Stack/Launch: Tag '%s' may have only letters, digits, spaces and _ . : / = + - @ in key and value, got: %s"
                                .formatted(key, got));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        test.configuration("Other").tags(Map.of(key, value)).build())
                .withMessageContaining("may have only letters");
    }

    @Test
    void acceptsTagsWithTokens() {
        String token = new CfnParameter(test.stack(), "Team").getValueAsString();

        assertThatCode(() -> launch(test.configuration()
                                .tags(Map.of("stage", token))
                                .build())
                        .clusterTags(Map.of("team", token))
                        .build())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"Team", "' team'", "TEAM"})
    void rejectsTagKeysThatDifferOnlyInCaseOrWhiteSpace(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(
                                test.configuration().tags(Map.of("team", "a")).build())
                        .clusterTags(Map.of(key, "b"))
                        .build())
                .withMessageContaining("differ only in case or in white space at their ends");
    }

    /** With another name there would be a second cluster. */
    @Test
    void rejectsFreeClusterNamesWithAlwaysFailIfClusterRunning() {
        OverrideRule name = OverrideRule.of("Name");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch().alwaysFailIfClusterRunning(true)
                        .allowedOverrides(Map.of("Called", name.withPattern("[a-z]+")))
                        .build())
                .withMessageContaining("override 'Called' lets an execution choose the cluster's name");
        EmrLaunchFunction made = launch(
                        (IClusterConfiguration) test.stack().getNode().findChild("Configuration"))
                .alwaysFailIfClusterRunning(true)
                .build();
        assertThat(made.getDefinition().allowedClusterConfigOverrides())
                .containsKey("CoreInstanceCount")
                .doesNotContainKey("ClusterName");
        assertThatCode(() -> EmrLaunchFunction.Builder.create(test.stack(), "Other")
                        .launchFunctionName("other")
                        .emrProfile(profile)
                        .clusterConfiguration(
                                (IClusterConfiguration) test.stack().getNode().findChild("Configuration"))
                        .alwaysFailIfClusterRunning(true)
                        .allowedOverrides(Map.of("Called", name.withAllowedValues("a", "b")))
                        .build())
                .doesNotThrowAnyException();
    }
}
