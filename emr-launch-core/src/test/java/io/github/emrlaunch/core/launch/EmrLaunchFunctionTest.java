package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.StoredDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

class EmrLaunchFunctionTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private static final String OWN_EXECUTIONS =
            "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:analytics_nightly:*";

    private final TestStack test = TestStack.create();

    private EmrLaunchFunction.Builder launchFunction() {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .namespace("analytics")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().build());
    }

    @Test
    void storesDocumentWithKeysOfPythonLibrary() {
        launchFunction()
                .clusterName("nightly-etl")
                .clusterTags(Map.of("team", "etl"))
                .defaultFailIfClusterRunning(true)
                .description("for people")
                .allowedOverrides(Map.of(
                        "Workers",
                        OverrideRule.of("Instances.InstanceGroups.1.InstanceCount")
                                .withDefault(2)
                                .withMinimum(1)
                                .withMaximum(10)))
                .build();

        ObjectNode stored = test.parameter("/emr_launch/emr_launch_functions/analytics/nightly");

        ObjectNode python = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.EMR_LAUNCH_FUNCTION, DefinitionName.of("launch-basic-cluster"))
                .toJson();
        assertThat(stored.fieldNames()).toIterable().containsExactlyElementsOf(python::fieldNames);
        ((ArrayNode) stored.path("ClusterTags")).remove(2); // the version
        assertThat(stored).isEqualTo(Json.parse("""
                        {"LaunchFunctionName": "nightly", "Namespace": "analytics", "EMRProfile": "default/etl",
                         "ClusterConfiguration": "default/small", "ClusterName": "nightly-etl",
                         "DefaultFailIfClusterRunning": true, "SuccessTopic": null, "FailureTopic": null,
                         "OverrideClusterConfigsLambda": null,
                         "AllowedClusterConfigOverrides": {"Workers": {
                           "JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2, "Minimum": 1,
                           "Maximum": 10}},
                         "StateMachine": "<LaunchStateMachine>", "Description": "for people",
                         "ClusterTags": [{"Key": "for-use-with-amazon-emr-managed-policies", "Value": "true"},
                           {"Key": "deployment:product:name", "Value": "emr-launch"},
                           {"Key": "team", "Value": "etl"},
                           {"Key": "emr-launch:function", "Value": "<AWS::StackName>/analytics/nightly"}],
                         "WaitForClusterStart": true}"""));
    }

    @Test
    void createsStateMachineThatInvokesFunction() {
        launchFunction().build();

        assertThat(test.properties("AWS::StepFunctions::StateMachine"))
                .singleElement()
                .satisfies(properties -> {
                    assertThat(properties.path("StateMachineName").asText()).isEqualTo("analytics_nightly");
                    JsonNode states = Json.parse(TestStack.text(properties.path("DefinitionString")))
                            .path("States");
                    assertThat(states.fieldNames())
                            .toIterable()
                            .startsWith("Load Cluster Configuration", "Start EMR Cluster");
                    assertThat(states.at("/Load Cluster Configuration/Arguments/Payload/Launch/ClusterName")
                                    .asText())
                            .isEqualTo("small");
                    assertThat(states.at("/Load Cluster Configuration/Arguments/FunctionName")
                                    .asText())
                            .startsWith("<LaunchFunction");
                });
    }

    @Test
    void hasNoDescribeStateWithoutWaitForClusterStart() {
        launchFunction().waitForClusterStart(false).build();

        JsonNode states = Json.parse(TestStack.text(test.properties("AWS::StepFunctions::StateMachine")
                        .get(0)
                        .path("DefinitionString")))
                .path("States");
        assertThat(states.has("Describe EMR Cluster")).isFalse();
        assertThat(states.at("/Start EMR Cluster/Next").asText()).isEqualTo("Cluster as Requested?");
        assertThat(states.at("/Start EMR Cluster/Arguments/Payload/Waits").isBoolean())
                .as("its start looks at the cluster, since nobody else does")
                .isTrue();
    }

    @Test
    void createsArmFunctionWithSnapStart() {
        launchFunction().build();

        assertThat(functions("LaunchHandler")).singleElement().satisfies(function -> {
            assertThat(function.path("Runtime").asText()).isEqualTo("java25");
            assertThat(function.path("Architectures").path(0).asText()).isEqualTo("arm64");
            assertThat(function.at("/SnapStart/ApplyOn").asText()).isEqualTo("PublishedVersions");
            assertThat(function.path("Handler").asText()).isEqualTo("io.github.emrlaunch.lambdas.LaunchHandler");
            assertThat(function.at("/Environment/Variables/EMR_LAUNCH_STATE_MACHINE")
                            .asText())
                    .isEqualTo("analytics_nightly");
        });
    }

    /** Heads and parts are read in one call, which accepts ten names. */
    @Test
    void functionMayReadOnlyOwnProfileAndConfiguration() {
        launchFunction().build();

        List<JsonNode> ssm = statements("lambda.amazonaws.com", "ssm:");

        String parameter = "arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter";
        assertThat(ssm).singleElement().satisfies(statement -> {
            assertThat(statement.path("Action")).extracting(JsonNode::asText).containsExactly("ssm:GetParameters");
            assertThat(statement.path("Resource"))
                    .extracting(TestStack::text)
                    .containsExactly(
                            parameter + "/emr_launch/emr_profiles/default/etl",
                            parameter + "/emr_launch_parts/emr_profiles/default/etl/1",
                            parameter + "/emr_launch_parts/emr_profiles/default/etl/2",
                            parameter + "/emr_launch_parts/emr_profiles/default/etl/3",
                            parameter + "/emr_launch_parts/emr_profiles/default/etl/4",
                            parameter + "/emr_launch/cluster_configurations/default/small",
                            parameter + "/emr_launch_parts/cluster_configurations/default/small/1",
                            parameter + "/emr_launch_parts/cluster_configurations/default/small/2",
                            parameter + "/emr_launch_parts/cluster_configurations/default/small/3",
                            parameter + "/emr_launch_parts/cluster_configurations/default/small/4");
        });
    }

    @Test
    void functionMayReadHistoryOfOwnExecutionsOnly() {
        launchFunction().build();

        assertThat(statements("lambda.amazonaws.com", "states:"))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(statement.path("Action"))
                            .extracting(JsonNode::asText)
                            .containsExactly("states:GetExecutionHistory");
                    assertThat(statement.path("Resource"))
                            .extracting(TestStack::text)
                            .containsExactly(OWN_EXECUTIONS);
                });
    }

    /** A launch tags its resources, and neither sees nor terminates those with the tag of another launch. */
    @ParameterizedTest
    @CsvSource({
        "RunJobFlow, *, aws:RequestTag/emr-launch:execution",
        "AddTags, cluster/*, aws:RequestTag/emr-launch:execution",
        "DescribeCluster, cluster/*, elasticmapreduce:ResourceTag/emr-launch:execution",
        "TerminateJobFlows, cluster/*, elasticmapreduce:ResourceTag/emr-launch:execution",
        "SetTerminationProtection, cluster/*, elasticmapreduce:ResourceTag/emr-launch:execution"
    })
    void emrPermissionsRequireTagOfOwnExecutions(String action, String resource, String key) {
        launchFunction().build();

        assertThat(statements("lambda.amazonaws.com", "elasticmapreduce:" + action))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(resources(statement)).singleElement().asString().endsWith(resource);
                    assertThat(statement.path("Condition").fieldNames())
                            .toIterable()
                            .containsExactly("StringLike");
                    assertThat(TestStack.text(
                                    statement.at("/Condition/StringLike").path(key)))
                            .isEqualTo(OWN_EXECUTIONS);
                });
    }

    @Test
    void tagOnlyNewClustersContextRestrictsAddTags() {
        TestStack strict = TestStack.withContext(Map.of("emr-launch:tag-only-new-clusters", true));
        EmrLaunchFunction.Builder.create(strict.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(strict.profile())
                .clusterConfiguration(strict.configuration().build())
                .build();

        assertThat(statements(strict, "lambda.amazonaws.com", "elasticmapreduce:AddTags"))
                .singleElement()
                .satisfies(statement -> assertThat(resources(statement))
                        .singleElement()
                        .asString()
                        .endsWith(":cluster/?"));
    }

    @Test
    void functionMayCreateServiceLinkedRoles() {
        launchFunction().build();

        assertThat(statements("lambda.amazonaws.com", "iam:CreateServiceLinkedRole"))
                .extracting(statement ->
                        statement.at("/Condition/StringLike/iam:AWSServiceName").asText())
                .containsExactly("elasticmapreduce.amazonaws.com*", "spot.amazonaws.com*");
    }

    @Test
    void stateMachineHasNoEmrOrIamPermissions() {
        launchFunction().build();

        assertThat(statements("states.amazonaws.com", "elasticmapreduce:")).isEmpty();
        assertThat(statements("states.amazonaws.com", "iam:")).isEmpty();
    }

    /** The log streams of Lambda in a shared group: YYYY/MM/DD/NAME[VERSION]ID. */
    @Test
    void functionMayWriteOnlyOwnLogStreams() {
        launchFunction().build();

        assertThat(functions("LaunchHandler")).singleElement().satisfies(function -> {
            assertThat(function.path("FunctionName").asText()).isEqualTo("emr-launch-analytics_nightly");
            assertThat(TestStack.text(function.at("/LoggingConfig/LogGroup"))).startsWith("<LaunchLogs");
        });
        assertThat(statements("lambda.amazonaws.com", "logs:")).singleElement().satisfies(statement -> assertThat(
                        statement.path("Resource"))
                .extracting(TestStack::text)
                .containsExactly("arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:"
                        + "/aws/vendedlogs/states/analytics_nightly:log-stream:*/emr-launch-analytics_nightly[*"));
    }

    /** Lambda allows 64 characters, and no dots. */
    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a-b", "0123456789012345678901234567890123456789012345678901234567890123456789"})
    void functionNameIsValidForLambda(String name) {
        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName(name)
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().build())
                .build();

        assertThat(functions("LaunchHandler"))
                .extracting(function -> function.path("FunctionName").asText())
                .singleElement()
                .asString()
                .startsWith("emr-launch-default_")
                .matches("[A-Za-z0-9_-]{1,64}");
    }

    @Test
    void similarLaunchFunctionNamesGiveDifferentFunctionNames() {
        EmrProfile profile = test.profile();
        ClusterConfiguration configuration = test.configuration().build();
        for (String name : List.of("a.b", "a-b", "0".repeat(70) + "1", "0".repeat(70) + "2")) {
            EmrLaunchFunction.Builder.create(test.stack(), "Launch" + name)
                    .launchFunctionName(name)
                    .emrProfile(profile)
                    .clusterConfiguration(configuration)
                    .build();
        }

        assertThat(functions("LaunchHandler"))
                .extracting(function -> function.path("FunctionName").asText())
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    @Test
    void passesTheThreeRolesOfItsProfileOnly() {
        launchFunction().build();

        assertThat(statements("lambda.amazonaws.com", "iam:PassRole"))
                .extracting(statement -> TestStack.text(statement.path("Resource"))
                        + " "
                        + statement
                                .at("/Condition/StringLike/iam:PassedToService")
                                .asText())
                .containsExactly(
                        "<ProfileServiceRole.Arn> elasticmapreduce.amazonaws.com*",
                        "<ProfileInstanceRole.Arn> ec2.amazonaws.com*",
                        "<ProfileAutoScalingRole.Arn> application-autoscaling.amazonaws.com*");
    }

    @Test
    void eachAdditionalLaunchFunctionAddsEightResources() {
        assertThat(resourcesFor(3) - resourcesFor(2)).isEqualTo(8);
        assertThat(resourcesFor(2) - resourcesFor(1)).isEqualTo(8);
    }

    private static int resourcesFor(int launchFunctions) {
        TestStack stack = TestStack.create();
        EmrProfile profile = stack.profile();
        ClusterConfiguration configuration = stack.configuration().build();
        for (int i = 0; i < launchFunctions; i++) {
            EmrLaunchFunction.Builder.create(stack.stack(), "Launch" + i)
                    .launchFunctionName("launch-" + i)
                    .emrProfile(profile)
                    .clusterConfiguration(configuration)
                    .build();
        }
        TestStack without = TestStack.create();
        without.profile();
        without.configuration().build();
        return stack.resources().size() - without.resources().size();
    }

    private List<ObjectNode> functions(String handler) {
        return test.properties("AWS::Lambda::Function").stream()
                .filter(function -> function.path("Handler").asText().endsWith(handler))
                .toList();
    }

    @Test
    void grantStartAllowsStartExecution() {
        Role role = Role.Builder.create(test.stack(), "Caller")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();

        launchFunction().build().grantStart(role);

        assertThat(test.statements("Caller")).containsExactly("states:StartExecution on <LaunchStateMachine>");
    }

    @Test
    void acceptsDefinitionsStoredByPythonLibrary() {
        Construct scope = test.loadingFrom(STORED_BY_PYTHON);
        IEmrProfile profile = EmrProfile.fromStoredProfile(scope, "Profile", "sse-kms-profile");
        IClusterConfiguration configuration =
                ClusterConfiguration.fromStoredConfiguration(scope, "Configuration", "fleet-cluster", "analytics");

        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();

        assertThat(statements("lambda.amazonaws.com", "iam:PassRole"))
                .extracting(statement -> statement.path("Resource").asText())
                .containsExactly(
                        "arn:aws:iam::123456789012:role/default_sse-kms-profile-ServiceRole",
                        "arn:aws:iam::123456789012:role/default_sse-kms-profile-InstanceRole",
                        "arn:aws:iam::123456789012:role/default_sse-kms-profile-AutoScalingRole");
        ObjectNode stored = test.parameter("/emr_launch/emr_launch_functions/default/nightly");
        assertThat(stored.path("ClusterConfiguration").asText()).isEqualTo("analytics/fleet-cluster");
        assertThat(stored.path("AllowedClusterConfigOverrides").has("CoreInstanceSpotCount"))
                .isTrue();
    }

    @Test
    void isLoadedByName() {
        TestStack loading =
                TestStack.withContext(Map.of("emr-launch:definitions-directory", STORED_BY_PYTHON.toString()));

        IEmrLaunchFunction loaded =
                EmrLaunchFunction.fromStoredFunction(loading.stack(), "Loaded", "launch-basic-cluster");

        assertThat(loaded.getStateMachine().getStateMachineArn())
                .isEqualTo("arn:aws:states:eu-west-1:123456789012:stateMachine:default_launch-basic-cluster");
        assertThatThrownBy(() -> EmrLaunchFunction.fromStoredFunction(loading.stack(), "Missing", "x", "y"))
                .isInstanceOf(EmrLaunchFunctionNotFoundException.class)
                .hasMessageStartingWith("Stack/Missing: EMR launch function 'y/x' not found");
    }

    @Test
    void onlyFunctionMayReadSecretsAndPassRoles() {
        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.fromStoredProfile(
                        test.loadingFrom(STORED_BY_PYTHON), "Stored", "kerberos-profile", "analytics"))
                .clusterConfiguration(test.configuration()
                        .secretConfigurations(Map.of(
                                "hive-site",
                                Secret.fromSecretCompleteArn(
                                        test.stack(),
                                        "Metastore",
                                        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:metastore-AbCdEf")))
                        .build())
                .build();

        assertThat(statements("states.amazonaws.com", "iam:PassRole")).isEmpty();
        assertThat(statements("states.amazonaws.com", "RunJobFlow")).isEmpty();
        assertThat(statements("lambda.amazonaws.com", "iam:PassRole"))
                .extracting(statement -> statement.path("Resource").asText())
                .containsExactly(
                        "arn:aws:iam::123456789012:role/analytics_kerberos-profile-ServiceRole",
                        "arn:aws:iam::123456789012:role/analytics_kerberos-profile-InstanceRole",
                        "arn:aws:iam::123456789012:role/analytics_kerberos-profile-AutoScalingRole");
        String secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
        assertThat(statements("lambda.amazonaws.com", "secretsmanager:"))
                .extracting(EmrLaunchFunctionTest::resources)
                .containsExactly(
                        List.of(secret + "metastore-AbCdEf"),
                        List.of(secret + "emr-launch-kerberos-attributes-??????"));
        assertThat(statements("lambda.amazonaws.com", "kms:Decrypt"))
                .extracting(statement -> statement
                        .at("/Condition/StringLike/kms:EncryptionContext:SecretARN/0")
                        .asText())
                .as("whatever key it is, for these secrets only")
                .containsExactly(secret + "metastore-AbCdEf", secret + "emr-launch-kerberos-attributes-??????");
        assertThat(statements("states.amazonaws.com", "secretsmanager:")).isEmpty();
    }

    @Test
    void functionMayUseKeyOfSecret() {
        Key key = Key.Builder.create(test.stack(), "Key").build();
        launchFunctionOf(test.configuration()
                        .secretConfigurations(Map.of(
                                "hive-site",
                                Secret.Builder.create(test.stack(), "Metastore")
                                        .encryptionKey(key)
                                        .build()))
                        .build())
                .build();

        assertThat(statements("lambda.amazonaws.com", "kms:Decrypt"))
                .singleElement()
                .satisfies(statement -> assertThat(resources(statement))
                        .singleElement()
                        .asString()
                        .startsWith("<Key"));
    }

    /** An alias cannot be the resource of a statement for using a key. */
    @Test
    void functionMayUseKeyOfSecretByAlias() {
        launchFunctionOf(test.configuration()
                        .secretConfigurations(Map.of(
                                "hive-site",
                                Secret.Builder.create(test.stack(), "Metastore")
                                        .encryptionKey(Alias.fromAliasName(test.stack(), "Alias", "alias/secrets"))
                                        .build()))
                        .build())
                .build();

        assertThat(statements("lambda.amazonaws.com", "kms:Decrypt"))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(resources(statement)).singleElement().asString().endsWith(":key/*");
                    assertThat(statement
                                    .at("/Condition/ForAnyValue:StringEquals/kms:ResourceAliases")
                                    .asText())
                            .isEqualTo("alias/secrets");
                    assertThat(statement.at("/Condition/StringLike/kms:EncryptionContext:SecretARN"))
                            .hasSize(1);
                });
    }

    /** EMR checks the request. */
    @Test
    void keepsUnknownMembersOfStoredClusterConfiguration(@TempDir Path folder) {
        DefinitionName name = DefinitionName.of("basic-instance-group-cluster");
        ObjectNode document = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.CLUSTER_CONFIGURATION, name)
                .toJson();
        document.withObject("/ClusterConfiguration").put("FromTheFuture", "x");
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(DefinitionType.CLUSTER_CONFIGURATION, name, Json.write(document), "test"));
        IClusterConfiguration configuration =
                ClusterConfiguration.fromStoredConfiguration(test.loadingFrom(folder), "Stored", name.name());

        launchFunctionOf(configuration).build();

        assertThat(configuration.getDefinition().toJson()).isEqualTo(document);
        assertThat(test.parameter("/emr_launch/emr_launch_functions/default/nightly")
                        .path("ClusterConfiguration")
                        .asText())
                .isEqualTo(name.toString());
        Annotations.fromStack(test.stack()).hasNoWarning("*", Match.stringLikeRegexp(".*FromTheFuture.*"));
    }

    private EmrLaunchFunction.Builder launchFunctionOf(IClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(configuration);
    }

    @Test
    void createsNoCleanUpResourcesIfCleanUpIsDisabled() {
        launchFunction().cleanUp(false).build();

        assertThat(test.properties("AWS::Events::Rule")).isEmpty();
        assertThat(functions("CleanUpHandler")).isEmpty();
        assertThat(statements("lambda.amazonaws.com", "TerminateJobFlows")).isEmpty();
    }

    @Test
    void logsErrorsFor30DaysAndEnablesTracing() {
        FunctionSettings.builder().tracing(true).build().applyTo(test.stack());
        launchFunction().build();

        assertThat(test.properties("AWS::StepFunctions::StateMachine"))
                .singleElement()
                .satisfies(machine -> {
                    assertThat(machine.at("/LoggingConfiguration/Level").asText())
                            .isEqualTo("ERROR");
                    assertThat(machine.at("/TracingConfiguration/Enabled").booleanValue())
                            .isTrue();
                });
        assertThat(test.properties("AWS::Logs::LogGroup"))
                .allSatisfy(group ->
                        assertThat(group.path("RetentionInDays").intValue()).isEqualTo(30))
                .anySatisfy(group -> assertThat(group.path("LogGroupName").asText())
                        .isEqualTo("/aws/vendedlogs/states/analytics_nightly"));
        assertThat(statements("states.amazonaws.com", "xray:")).hasSize(1);
    }

    @Test
    void publishesToItsTopicsOnly() {
        launchFunction()
                .notifications(Notifications.to(
                        Topic.fromTopicArn(test.stack(), "Good", "arn:aws:sns:eu-west-1:123456789012:good"),
                        Topic.fromTopicArn(test.stack(), "Bad", "arn:aws:sns:eu-west-1:123456789012:bad")))
                .build();

        assertThat(statements("states.amazonaws.com", "sns:Publish"))
                .extracting(EmrLaunchFunctionTest::resources)
                .containsExactly(
                        List.of("arn:aws:sns:eu-west-1:123456789012:good"),
                        List.of("arn:aws:sns:eu-west-1:123456789012:bad"));
        assertThat(test.parameter("/emr_launch/emr_launch_functions/analytics/nightly")
                        .path("FailureTopic")
                        .asText())
                .isEqualTo("arn:aws:sns:eu-west-1:123456789012:bad");
    }

    @Test
    void rejectsAutoScalingPolicyWithoutAutoScalingRole(@TempDir Path definitions) throws IOException {
        Path file = definitions.resolve("emr_profiles/default/old.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {"ProfileName": "old", "Namespace": "default",
                 "SecurityGroups": {"MasterGroup": "sg-1", "WorkersGroup": "sg-2", "ServiceGroup": "sg-3"},
                 "Roles": {"ServiceRole": "arn:aws:iam::123456789012:role/default_old-ServiceRole",
                           "InstanceRole": "arn:aws:iam::123456789012:role/default_old-InstanceRole"}}""");
        DefinitionDirectory store = new DefinitionDirectory(STORED_BY_PYTHON);
        var stored = store.get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"));
        ((ObjectNode) stored.clusterConfiguration().at("/Instances/InstanceGroups/1")).putObject("AutoScalingPolicy");
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.fromStoredProfile(test.loadingFrom(definitions), "Old", "old"))
                .clusterConfiguration(new StoredConfiguration(test.stack(), stored));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(
                        "has a group that scales automatically, and 'emrProfile' has no auto-scaling role");
    }

    @ParameterizedTest
    @ValueSource(longs = {59, 43_201, (1L << 32) + 3_600})
    void rejectsStartTimeoutOutOfBounds(long seconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        launchFunction().startTimeout(Duration.seconds(seconds)).build())
                .withMessageStartingWith("Stack/Launch: 'startTimeout' must be 1 minute to 12 hours, got: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Instances.InstanceGroups.5.InstanceCount | The cluster configuration has no 'Instances.InstanceGroups.5.InstanceCount': '5' does not exist
            AutoTerminationPolicy.IdleTimeout        | The cluster configuration has no 'AutoTerminationPolicy.IdleTimeout': 'IdleTimeout' does not exist
            ServiceRole                              | 'ServiceRole' can't be overridden: 'ServiceRole' is set by the EMR profile
            """)
    void rejectsOverridesOfMissingOrProtectedMembers(String path, String message) {
        EmrLaunchFunction.Builder builder = launchFunction().allowedOverrides(Map.of("X", OverrideRule.of(path)));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("Stack/Launch: 'allowedOverrides': Override 'X': " + message);
    }

    @Test
    void rejectsInvalidAndTooLongNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launchFunction().launchFunctionName("a/b").build())
                .withMessageStartingWith("Stack/Launch: 'launchFunctionName' must match [A-Za-z0-9_.-]+");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("n".repeat(73))
                        .build())
                .withMessageEndingWith("which has 81 characters; AWS allows 80. Shorten the name or the namespace");
    }

    @Test
    void rejectsInvalidClusterTagAndTooLongClusterName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launchFunction()
                        .clusterTags(Map.of("for-use-with-amazon-emr-managed-policies", "false"))
                        .build())
                .withMessageContaining("with the value true");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrLaunchFunction.Builder.create(test.stack(), "Other")
                        .launchFunctionName("nightly")
                        .emrProfile((IEmrProfile) test.stack().getNode().findChild("Profile"))
                        .clusterConfiguration(
                                (IClusterConfiguration) test.stack().getNode().findChild("Configuration"))
                        .clusterName("n".repeat(257))
                        .build())
                .withMessage("Stack/Other: 'clusterName' must have 1 to 256 characters, got 257");
    }

    /** The launch adds three tags, the library one or two. */
    @Test
    void rejectsMoreThan50Tags() {
        Map<String, String> twenty =
                IntStream.range(0, 24).boxed().collect(Collectors.toMap(i -> "function-%02d".formatted(i), i -> "x"));
        Map<String, String> more = IntStream.range(0, 24)
                .boxed()
                .collect(Collectors.toMap(i -> "configuration-%02d".formatted(i), i -> "x"));
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().tags(more).build())
                .clusterTags(twenty);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageMatching(
                        "Stack/Launch: 'clusterTags': clusters would have 5\\d tags, EMR allows 50: launches add \\d \\(.*emr-launch:execution.*\\), "
                                + "which leaves 4\\d, got: configuration-00, .*function-23");
    }

    /** If a property names a subnet, only its id is known. */
    @Test
    void acceptsPropertyThatReplacesSubnetsOfBuilder() {
        Vpc vpc = test.vpc();
        EmrProfile forPublic = profile(vpc, "for-public", false);
        IClusterConfiguration configuration = test.configuration()
                .subnets(vpc.getPrivateSubnets())
                .property("Instances.Ec2SubnetId", "subnet-0fedcba9876543210")
                .build();

        assertThat(configuration.runsInPublicSubnets()).isEmpty();
        assertThatCode(() -> EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("nightly")
                        .emrProfile(forPublic)
                        .clusterConfiguration(configuration)
                        .build())
                .doesNotThrowAnyException();
    }

    private EmrProfile profile(Vpc vpc, String name, boolean privateSubnets) {
        return EmrProfile.Builder.create(test.stack(), name)
                .profileName(name)
                .vpc(vpc)
                .privateSubnets(privateSubnets)
                .build();
    }

    @Test
    void rejectsProfileForOtherKindOfSubnet() {
        Vpc vpc = test.vpc();
        EmrProfile forPrivate = profile(vpc, "for-private", true);
        EmrProfile forPublic = profile(vpc, "for-public", false);
        IClusterConfiguration inPublic =
                test.configuration().subnets(vpc.getPublicSubnets()).build();
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .clusterConfiguration(inPublic);

        assertThat(inPublic.runsInPublicSubnets()).contains(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.emrProfile(forPrivate).build())
                .withMessage(
                        "Stack/Launch: 'clusterConfiguration' uses public subnets, 'emrProfile' is for private ones: "
                                + "build one with privateSubnets(false)");
        assertThatCode(() -> builder.emrProfile(forPublic).build()).doesNotThrowAnyException();
        IClusterConfiguration inPrivate = ClusterConfiguration.Builder.create(test.stack(), "InPrivate")
                .configurationName("in-private")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(vpc.getPrivateSubnets())
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrLaunchFunction.Builder.create(test.stack(), "Other")
                        .launchFunctionName("other")
                        .emrProfile(forPublic)
                        .clusterConfiguration(inPrivate)
                        .build())
                .withMessageContaining("uses private subnets, 'emrProfile' is for public ones");
    }

    /** EMR chooses one of the subnets of fleets, so each must be of the profile's kind. */
    @Test
    void rejectsFleetWithSubnetOfOtherKind() {
        Vpc vpc = test.vpc();
        EmrProfile forPrivate = profile(vpc, "for-private", true);
        EmrProfile forPublic = profile(vpc, "for-public", false);
        IClusterConfiguration mixed = ClusterConfiguration.Builder.create(test.stack(), "Mixed")
                .configurationName("mixed")
                .releaseLabel("emr-7.12.0")
                .instanceFleets(InstanceFleet.master("m7g.xlarge"))
                .subnets(vpc.getPublicSubnets().get(0), vpc.getPrivateSubnets().get(0))
                .build();
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .clusterConfiguration(mixed);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.emrProfile(forPrivate).build())
                .withMessage("Stack/Launch: 'clusterConfiguration' Stack/Mixed has the public subnet "
                        + "Stack/Vpc/PublicSubnet1, 'emrProfile' is for private ones. Use only private subnets");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.emrProfile(forPublic).build())
                .withMessage("Stack/Launch: 'clusterConfiguration' Stack/Mixed has the private subnet "
                        + "Stack/Vpc/PrivateSubnet1, 'emrProfile' is for public ones. Use only public subnets");
    }

    /** Nothing is known about a subnet that is specified only by its id. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptsSubnetIdSetByPropertyWithAnyProfile(boolean ofPrivateSubnets) {
        IClusterConfiguration configuration = ClusterConfiguration.Builder.create(test.stack(), "Configuration")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .property("Instances.Ec2SubnetId", "subnet-0123456789abcdef0")
                .build();

        EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.vpc())
                .privateSubnets(ofPrivateSubnets)
                .build();

        assertThat(configuration.runsInPublicSubnets()).isEmpty();
        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();

        assertThat(profile.getServiceGroup() != null).isEqualTo(ofPrivateSubnets);
        assertThat(test.parameter("/emr_launch/emr_launch_functions/default/nightly")
                        .path("ClusterConfiguration")
                        .asText())
                .isEqualTo("default/small");
    }

    @Test
    void retainsFunctionVersionsForRunningExecutions() {
        launchFunction().build();

        assertThat(test.resources().findValues("DeletionPolicy"))
                .extracting(JsonNode::asText)
                .contains("Retain");
        assertThat(statements("states.amazonaws.com", "lambda:InvokeFunction"))
                .flatExtracting(EmrLaunchFunctionTest::resources)
                .containsExactly("arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:"
                        + "emr-launch-analytics_nightly:*");
        Annotations.fromStack(test.stack()).hasNoWarning("/Stack/Launch/Function", Match.anyValue());
    }

    @Test
    void rejectsMissingProfileAndClusterConfiguration() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("nightly")
                        .build())
                .withMessage("Stack/Launch: 'emrProfile' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("nightly")
                        .emrProfile(test.profile())
                        .build())
                .withMessage("Stack/Launch: 'clusterConfiguration' is required");
    }

    /** The statements with an action, from the role of the launch function that a service assumes. */
    private List<JsonNode> statements(String service, String action) {
        return statements(test, service, action);
    }

    /** The roles of the launch function. Those of the clean-up have their own tests. */
    private static List<JsonNode> statements(TestStack stack, String service, String action) {
        return stack.resources().properties().stream()
                .filter(resource -> resource.getKey().startsWith("Launch"))
                .map(Map.Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals("AWS::IAM::Role"))
                .map(role -> role.path("Properties"))
                .filter(role -> role.path("AssumeRolePolicyDocument").toString().contains("\"" + service + "\""))
                .flatMap(role -> role.findValues("Statement").stream().skip(1))
                .flatMap(statements -> StreamSupport.stream(statements.spliterator(), false))
                .filter(statement -> statement.path("Action").toString().contains(action))
                .toList();
    }

    private static List<String> resources(JsonNode statement) {
        JsonNode resource = statement.path("Resource");
        return resource.isArray()
                ? StreamSupport.stream(resource.spliterator(), false)
                        .map(TestStack::text)
                        .toList()
                : List.of(TestStack.text(resource));
    }
}
