package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionIncompleteException;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileNotFoundException;
import io.github.emrlaunch.definitions.ExpectedDefinitions;
import io.github.emrlaunch.definitions.InputRules;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.definitions.ValueType;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.LocalAws;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages LOAD and CHECK, with documents that the Python library stored. */
class LaunchHandlerLoadTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));
    private static final String PROFILE = "default/sse-kms-profile";
    private static final String CONFIGURATION = "default/basic-instance-group-cluster";
    private static final String KERBEROS_SECRET = Objects.requireNonNull(
            PYTHON.get(DefinitionType.EMR_PROFILE, DefinitionName.parse("analytics/kerberos-profile"))
                    .kerberosAttributesSecret());

    private final LocalAws aws = LocalAws.start();
    private final LaunchMachine machine = new LaunchMachine(aws);

    @BeforeEach
    void store() {
        for (DefinitionType<?> type : List.of(DefinitionType.EMR_PROFILE, DefinitionType.CLUSTER_CONFIGURATION)) {
            PYTHON.documents(type).forEach(document -> aws.existing()
                    .parameter(
                            type.path(document.name()),
                            Json.write(document.read().toJson())));
        }
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private void change(DefinitionType<?> type, String name, Consumer<ObjectNode> change) {
        DefinitionName definition = DefinitionName.parse(name);
        ObjectNode json = PYTHON.get(type, definition).toJson();
        change.accept(json);
        machine.client()
                .call(
                        CalledService.SSM,
                        "PutParameter",
                        Json.object()
                                .put("Name", type.path(definition))
                                .put("Value", Json.write(json))
                                .put("Overwrite", true));
    }

    private static LaunchRequest launch(String profile, String configuration) {
        DefinitionName configurationName = DefinitionName.parse(configuration);
        return new LaunchRequest(
                DefinitionName.parse(profile),
                configurationName,
                "nightly",
                false,
                false,
                DefinitionName.find(configuration)
                        .filter(name -> PYTHON.list(DefinitionType.CLUSTER_CONFIGURATION, name.namespace())
                                .contains(name))
                        .map(name -> PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, name)
                                .defaultOverrides())
                        .orElse(Map.of()),
                List.of(new Tag("team", "etl"), new Tag("stage", "test")),
                LaunchSecrets.NONE);
    }

    private static LaunchRequest groups() {
        return launch(PROFILE, CONFIGURATION);
    }

    private static LaunchRequest with(
            LaunchRequest launch, boolean override, boolean failIfRunning, LaunchSecrets secrets) {
        return new LaunchRequest(
                        launch.emrProfile(),
                        launch.clusterConfiguration(),
                        launch.clusterName(),
                        failIfRunning,
                        override,
                        launch.allowedOverrides(),
                        launch.clusterTags(),
                        secrets)
                .withInputRules(launch.inputRules());
    }

    private static final InputRules TEAM = new InputRules(false, true, List.of("team"), List.of());

    private static ObjectNode members(LaunchRequest launch, String input) {
        ObjectNode members = Json.object().set(LaunchRequest.LAUNCH, launch.toJson());
        return members.set(LaunchRequest.EXECUTION_INPUT, Json.parse(input));
    }

    private Invocation load(LaunchRequest launch, String input) {
        return machine.run(LaunchStage.LOAD, members(launch, input));
    }

    private ObjectNode cluster(LaunchRequest launch, String input) {
        return cluster(load(launch, input));
    }

    private static ObjectNode cluster(Invocation invocation) {
        assertThat(invocation.answer().fieldNames()).toIterable().containsExactly("Cluster");
        return (ObjectNode) invocation.answer().path("Cluster");
    }

    private Throwable failure(LaunchRequest launch, String input) {
        return Objects.requireNonNull(load(launch, input).failure());
    }

    /** The stored configuration, without nulls and steps. */
    private static ObjectNode stored(String configuration) {
        ObjectNode json = PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.parse(configuration))
                .clusterConfiguration()
                .deepCopy();
        dropNulls(json);
        return json;
    }

    private static void dropNulls(JsonNode json) {
        if (json instanceof ObjectNode object) {
            List.copyOf(object.properties()).stream()
                    .filter(member -> member.getValue().isNull())
                    .forEach(member -> object.remove(member.getKey()));
        }
        json.forEach(LaunchHandlerLoadTest::dropNulls);
    }

    @Test
    void combinesProfileAndConfiguration() {
        ObjectNode expected = stored(CONFIGURATION)
                .put("Name", "nightly")
                .put("LogUri", "s3://emr-launch-123456789012-eu-west-1-logs/elasticmapreduce/nightly")
                .put("JobFlowRole", "default_sse-kms-profile-InstanceRole")
                .put("ServiceRole", "default_sse-kms-profile-ServiceRole")
                .put("AutoScalingRole", "default_sse-kms-profile-AutoScalingRole")
                .put("SecurityConfiguration", "SecurityConfiguration-sse-kms-profile-Ab12Cd34Ef56");
        expected.set("Tags", Json.parse("""
                [{"Key": "team", "Value": "etl"}, {"Key": "stage", "Value": "test"},
                 {"Key": "emr-launch:execution", "Value": "%s"}]""".formatted(LaunchMachine.EXECUTION)));
        expected.withObject("/Instances")
                .put("EmrManagedMasterSecurityGroup", "sg-0aaaaaaaaaaaaaaa1")
                .put("EmrManagedSlaveSecurityGroup", "sg-0bbbbbbbbbbbbbbb2")
                .put("ServiceAccessSecurityGroup", "sg-0ccccccccccccccc3");

        assertThat(cluster(groups(), "{}")).isEqualTo(expected);
    }

    @Test
    void logsOneLineWithoutValuesOfTheInput() {
        Invocation failed = load(groups(), "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": \"hunter2\"}}");

        assertThat(failed.logLine()).isEqualTo(Json.parse("""
                        {"Stage": "LOAD", "Execution": "%s",
                         "Outcome": "io.github.emrlaunch.definitions.InvalidOverrideException"}""".formatted(LaunchMachine.EXECUTION)));
        assertThat(load(groups(), "{}").logLine().path("Outcome").asText()).isEqualTo("Succeeded");
    }

    @Test
    void failsWithoutAStackTraceWhichWouldFillTheCause() {
        Throwable failure = failure(groups(), "{\"FailIfClusterRunning\": 1}");

        assertThat(failure).isInstanceOf(InvalidLaunchInputException.class);
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void doesNotSetAutoScalingRoleForInstanceFleets() {
        ObjectNode request = cluster(launch("default/sse-s3-profile", "analytics/fleet-cluster"), "{}");

        assertThat(request.has("AutoScalingRole")).isFalse();
        assertThat(request.path("Instances").path("InstanceFleets")).hasSize(2);
    }

    @Test
    void omitsLogUriAndServiceAccessSecurityGroupOfAProfileWithoutThem() {
        change(DefinitionType.EMR_PROFILE, PROFILE, json -> {
            json.putNull("LogsBucket").putNull("LogsPath");
            json.withObject("/SecurityGroups").remove("ServiceGroup");
            json.withObject("/Roles").remove("InstanceProfile");
        });

        ObjectNode request = cluster(groups(), "{}");

        assertThat(request.has("LogUri")).isFalse();
        assertThat(request.path("Instances").has("ServiceAccessSecurityGroup")).isFalse();
        assertThat(request.path("JobFlowRole").asText()).isEqualTo("default_sse-kms-profile-InstanceRole");
    }

    /** EMR identifies a role by path and name, and an instance profile by its name. */
    @ParameterizedTest
    @CsvSource({"service-role/X, service-role/X", "emr/team/X, emr/team/X", "X, X"})
    void keepsThePathsOfRoles(String name, String expected) {
        change(DefinitionType.EMR_PROFILE, PROFILE, json -> json.withObject("/Roles")
                .put("ServiceRole", "arn:aws-cn:iam::123456789012:role/" + name)
                .put("AutoScalingRole", "arn:aws:iam::123456789012:role/" + name)
                .put("InstanceProfile", "arn:aws:iam::123456789012:instance-profile/" + name));

        ObjectNode request = cluster(groups(), "{}");

        assertThat(request.path("ServiceRole").asText()).isEqualTo(expected);
        assertThat(request.path("AutoScalingRole").asText()).isEqualTo(expected);
        assertThat(request.path("JobFlowRole").asText()).isEqualTo("X");
    }

    @Test
    void addsInheritedTagsUnlessTheKeyIsSet() {
        LaunchRequest launch = groups().withInheritedTags(
                        List.of(new Tag("Team", "app"), new Tag("app", "x"), new Tag("APP", "y"), new Tag("run", "0")));

        ObjectNode request = cluster(launch, "{\"Tags\": [{\"Key\": \"other\", \"Value\": \"1\"}]}");

        assertThat(request.path("Tags"))
                .extracting(tag ->
                        tag.path("Key").asText() + "=" + tag.path("Value").asText())
                .contains("team=etl", "other=1", "app=x", "run=0")
                .doesNotContain("Team=app", "APP=y");
    }

    /** EMR would refuse the request. The deployment and the launch add six tags. */
    @Test
    void rejectsMoreThan50Tags() {
        String tags = IntStream.range(0, 60)
                .mapToObj("{\"Key\": \"key-%d\", \"Value\": \"\"}"::formatted)
                .collect(Collectors.joining(", "));

        assertThat(failure(groups(), "{\"Tags\": [%s]}".formatted(tags)))
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessageMatching(
                        ".*The cluster would have 6\\d tags, with those that its launch adds; EMR allows 50");
    }

    @Test
    void appliesOverridesAndMergesTags() {
        ObjectNode request = cluster(groups().withInputRules(TEAM), """
                {"ClusterConfigurationOverrides": {"CoreInstanceCount": 7, "ClusterName": "special"},
                 "Tags": [{"Key": "team", "Value": "ml"}, {"Key": "run", "Value": "1"}]}""");

        assertThat(request.at("/Instances/InstanceGroups/1/InstanceCount").intValue())
                .isEqualTo(7);
        assertThat(request.path("Name").asText()).isEqualTo("special");
        assertThat(request.path("Tags")).isEqualTo(Json.parse("""
                        [{"Key": "team", "Value": "ml"}, {"Key": "stage", "Value": "test"},
                         {"Key": "run", "Value": "1"}, {"Key": "emr-launch:execution", "Value": "%s"}]""".formatted(LaunchMachine.EXECUTION)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ClusterConfigurationOverrides": {"ServiceRole": "other"}}   | Override 'ServiceRole' is not allowed by this launch function. Allowed: Cluster
            {"ClusterConfigurationOverrides": {"CoreInstanceCount": "7"}} | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, got: "7"
            {"ClusterConfigurationOverrides": {"CoreInstanceCount": null}} | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, got: null
            {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4.5}} | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, got: 4.5
            """)
    void rejectsInvalidOverridesWithTheirName(String input, String message) {
        assertThat(failure(groups(), input))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageStartingWith(message);
    }

    /** Stack parameters are strings, and users write numbers for settings of applications. */
    @Test
    void convertsStoredAndOverriddenValuesToTheTypesOfEmr() {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> {
            ObjectNode request = json.withObject("/ClusterConfiguration");
            request.put("StepConcurrencyLevel", "2").put("VisibleToAllUsers", "true");
            request.putArray("Configurations")
                    .addObject()
                    .put("Classification", "spark-defaults")
                    .putObject("Properties")
                    .put("spark.executor.cores", 4);
        });
        LaunchRequest launch = groups();
        Map<String, OverrideRule> rules = new HashMap<>(launch.allowedOverrides());
        rules.put("Fraction", OverrideRule.of("Configurations.0.Properties").withType(ValueType.OBJECT));

        LaunchRequest ruled = new LaunchRequest(
                launch.emrProfile(),
                launch.clusterConfiguration(),
                launch.clusterName(),
                false,
                false,
                rules,
                launch.clusterTags(),
                LaunchSecrets.NONE);

        ObjectNode loaded = cluster(launch, "{}");
        ObjectNode overridden = cluster(
                ruled,
                "{\"ClusterConfigurationOverrides\": {\"StepConcurrencyLevel\": 5, \"Fraction\": {\"spark.memory.fraction\": 0.25}}}");

        assertThat(loaded.path("StepConcurrencyLevel")).hasToString("2");
        assertThat(loaded.path("VisibleToAllUsers")).hasToString("true");
        assertThat(loaded.at("/Configurations/0/Properties")).hasToString("{\"spark.executor.cores\":\"4\"}");
        assertThat(overridden.path("StepConcurrencyLevel")).hasToString("5");
        assertThat(overridden.at("/Configurations/0/Properties")).hasToString("{\"spark.memory.fraction\":\"0.25\"}");
        assertThat(failure(
                        ruled, "{\"ClusterConfigurationOverrides\": {\"Fraction\": {\"spark.memory.fraction\": []}}}"))
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessage("'Configurations.0.Properties.spark.memory.fraction' must be a string, got: a list");
    }

    @Test
    void rejectsAStoredValueOfTheWrongType() {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject("/ClusterConfiguration")
                .put("StepConcurrencyLevel", "four"));

        assertThat(failure(groups(), "{}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("Cluster configuration '%s': 'StepConcurrencyLevel' must be an integer, got: \"four\""
                        .formatted(DefinitionName.parse(CONFIGURATION)));
    }

    @Test
    void failsForDefinitionsThatAreMissing() {
        assertThat(failure(launch("default/gone", CONFIGURATION), "{}"))
                .isInstanceOf(EmrProfileNotFoundException.class)
                .hasMessageContaining("/emr_launch/emr_profiles/default/gone");
        assertThat(failure(launch(PROFILE, "default/gone"), "{}"))
                .isInstanceOf(ClusterConfigurationNotFoundException.class);
    }

    @Test
    void readsBothDefinitionsInOneCall() {
        cluster(groups(), "{}");

        assertThat(machine.calls())
                .filteredOn(call -> call.startsWith("AmazonSSM"))
                .containsExactly("AmazonSSM.GetParameters");
    }

    private void storeLarge() {
        DefinitionName name = DefinitionName.parse(CONFIGURATION);
        ObjectNode json = PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, name).toJson();
        ObjectNode properties = json.withObject("/ClusterConfiguration")
                .withArray("Configurations")
                .addObject()
                .put("Classification", "large")
                .putObject("Properties");
        for (int i = 0; i < 400; i++) {
            properties.put("property-" + i, "value-" + i);
        }
        DefinitionParts.split(DefinitionType.CLUSTER_CONFIGURATION, name, json)
                .forEach((parameter, value) -> machine.client()
                        .call(
                                CalledService.SSM,
                                "PutParameter",
                                Json.object()
                                        .put("Name", parameter)
                                        .put("Value", value)
                                        .put("Type", "String")
                                        .put("Tier", "Intelligent-Tiering")
                                        .put("Overwrite", true)));
    }

    @Test
    void loadsALargeDefinition() {
        storeLarge();

        ObjectNode request = cluster(groups(), "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 7}}");

        assertThat(Json.write(request)).contains("\"property-399\":\"value-399\"");
        assertThat(request.at("/Instances/InstanceGroups/1/InstanceCount").intValue())
                .isEqualTo(7);
    }

    @Test
    void failsForADefinitionWithPartsOfTwoDeployments() {
        storeLarge();
        machine.call(CalledService.SSM, "PutParameter", """
                {"Name": "/emr_launch_parts/cluster_configurations/%s/1", "Value": "old", "Overwrite": true}""".formatted(CONFIGURATION));

        assertThat(failure(groups(), "{}")).isInstanceOf(DefinitionIncompleteException.class);
    }

    /** EMR may have new members before this library covers them. */
    @Test
    void passesUnknownMembersOfTheDocumentToEmr() {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> {
            ObjectNode request = json.withObject("/ClusterConfiguration");
            request.put("OSReleaseLabel", "2023.9.20251117.1").putNull("AlsoNew");
            request.set("FromTheFuture", Json.parse("{\"Level\": 3.50, \"Unset\": null}"));
            request.withObject("/Instances").put("Ec2Future", true).put("KeepJobFlowAliveWhenNoSteps", false);
            request.putArray("Steps").addObject().put("Name", "stored");
        });

        ObjectNode request = cluster(groups(), "{}");

        assertThat(request.path("OSReleaseLabel").asText()).isEqualTo("2023.9.20251117.1");
        assertThat(Json.write(request.path("FromTheFuture"))).isEqualTo("{\"Level\":3.50}");
        assertThat(request.at("/Instances/Ec2Future").asBoolean()).isTrue();
        assertThat(request.at("/Instances/KeepJobFlowAliveWhenNoSteps").asBoolean())
                .isTrue();
        assertThat(request.has("Steps")).isFalse();
        assertThat(Json.write(request)).doesNotContain("null");
    }

    @Test
    void rejectsSecretsThatChangedSinceTheDeployment() {
        LaunchRequest kerberos = launch("analytics/kerberos-profile", CONFIGURATION);
        assertThat(failure(kerberos, "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessage(
                        "EMR profile 'analytics/kerberos-profile' has changed since the launch function was deployed:"
                                + " it now has a KerberosAttributesSecret, " + KERBEROS_SECRET
                                + ". If that is intended, deploy the launch function again");
        assertThat(failure(with(kerberos, false, false, new LaunchSecrets("arn:of:another", Map.of())), "{}"))
                .hasMessageContaining(
                        "its KerberosAttributesSecret is now %s and was arn:of:another".formatted(KERBEROS_SECRET));
        String arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:hive";
        LaunchSecrets hive = new LaunchSecrets(null, Map.of("hive-site", arn));
        assertThat(failure(with(groups(), false, false, hive), "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessageContaining("it no longer has a SecretConfigurations.hive-site, which was " + arn);
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.putObject("SecretConfigurations")
                .put("hive-site", arn));
        for (boolean override : new boolean[] {false, true}) {
            assertThat(failure(with(groups(), override, false, LaunchSecrets.NONE), "{}"))
                    .isInstanceOf(LaunchFunctionOutdatedException.class)
                    .hasMessageContaining("it now has a SecretConfigurations.hive-site, " + arn);
        }
        ObjectNode request = cluster(with(groups(), false, false, hive), "{}");
        assertThat(Json.write(request)).doesNotContain(arn);
    }

    private static ExpectedDefinitions expected(String profile) {
        return ExpectedDefinitions.of(
                PYTHON.get(DefinitionType.EMR_PROFILE, DefinitionName.parse(profile)),
                PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.parse(CONFIGURATION)));
    }

    /** A principal that may write the parameter of the cluster configuration chooses the role of steps. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                    | arn:aws:iam::123456789012:role/admin | it now has a StepExecutionRoleArn, arn:aws:iam::123456789012:role/admin
            arn:aws:iam::123456789012:role/steps | arn:aws:iam::123456789012:role/admin | its StepExecutionRoleArn is now arn:aws:iam::123456789012:role/admin and was arn:aws:iam::123456789012:role/steps
            arn:aws:iam::123456789012:role/steps | -                                    | it no longer has a StepExecutionRoleArn, which was arn:aws:iam::123456789012:role/steps
            """)
    void rejectsAStepExecutionRoleThatChangedSinceTheDeployment(
            @Nullable String known, @Nullable String stored, String message) {
        LaunchRequest launch = groups().withExpected(new ExpectedDefinitions(List.of(), known, null, null));
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject("/ClusterConfiguration")
                .put("StepExecutionRoleArn", stored));

        assertThat(failure(launch, "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessageContaining(message);
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject("/ClusterConfiguration")
                .put("StepExecutionRoleArn", known));
        assertThat(cluster(launch, "{}").path("StepExecutionRoleArn").textValue())
                .isEqualTo(known);
    }

    /** A principal that may write the parameter of the profile removes the protection of its clusters. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SecurityConfiguration       | null
            SecurityConfiguration       | ""
            SecurityGroups.MasterGroup  | null
            SecurityGroups.WorkersGroup | " "
            SecurityGroups.ServiceGroup | null
            KerberosConfiguration       | null
            """)
    void rejectsAProfileWithARemovedSecuritySetting(String path, String value) {
        String profile = "analytics/kerberos-profile";
        LaunchRequest launch = with(
                        launch(profile, CONFIGURATION), false, false, new LaunchSecrets(KERBEROS_SECRET, Map.of()))
                .withExpected(expected(profile));
        assertThat(load(launch, "{}").failure()).isNull();
        change(DefinitionType.EMR_PROFILE, profile, json -> {
            int dot = path.indexOf('.');
            ObjectNode parent = dot < 0 ? json : json.withObject("/" + path.substring(0, dot));
            parent.set(path.substring(dot + 1), Json.parse(value));
        });

        assertThat(failure(launch, "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessage(
                        "EMR profile '%s' has changed since the launch function was deployed: it no longer has %s, which protects"
                                + " clusters. If that is intended, deploy the launch function again",
                        profile, path);
    }

    /** A change of a stored definition by its owner applies to its launches, which is the purpose of stored definitions. */
    @Test
    void acceptsAProfileWithAChangedSecurityConfiguration() {
        LaunchRequest launch = groups().withExpected(expected(PROFILE));
        change(DefinitionType.EMR_PROFILE, PROFILE, json -> json.put("SecurityConfiguration", "stricter"));

        assertThat(cluster(launch, "{}").path("SecurityConfiguration").asText()).isEqualTo("stricter");
    }

    @ParameterizedTest
    @CsvSource({"LogsPath, ../..", "LogsPath, /", "LogsPath, a/../../b", "LogsBucket, other/../x", "ArtifactsPath, .."})
    void rejectsAProfileWithAnInvalidBucketOrPath(String member, String value) {
        change(DefinitionType.EMR_PROFILE, PROFILE, json -> json.put(member, value));

        assertThat(failure(groups(), "{}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'%s' must be".formatted(member));
    }

    private static LaunchRequest pinned() {
        return groups().withExpected(ExpectedDefinitions.NONE.pinnedTo(
                PYTHON.get(DefinitionType.EMR_PROFILE, DefinitionName.parse(PROFILE)),
                PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.parse(CONFIGURATION))));
    }

    @Test
    void acceptsPinnedDefinitionsInAnotherOrderOfMembers() {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> {
            JsonNode first = json.remove("ConfigurationName");
            json.set("ConfigurationName", first);
        });

        assertThat(load(pinned(), "{}").failure()).isNull();
    }

    @Test
    void rejectsDefinitionsThatDifferFromThePinnedDefinitions() {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject(
                        "/ClusterConfiguration/Instances")
                .put("Ec2KeyName", "attackers"));
        assertThat(failure(pinned(), "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessage(
                        "Cluster configuration '%s' has changed since the launch function was deployed: its document differs"
                                + " from the one that the launch function is pinned to. If that is intended, deploy the launch function again",
                        CONFIGURATION);
        change(DefinitionType.EMR_PROFILE, PROFILE, json -> json.put("LogsBucket", "attackers"));
        for (boolean override : new boolean[] {false, true}) {
            assertThat(failure(
                            with(pinned(), override, false, LaunchSecrets.NONE).withExpected(pinned().expected()),
                            "{}"))
                    .isInstanceOf(LaunchFunctionOutdatedException.class)
                    .hasMessageStartingWith("EMR profile '%s' has changed", PROFILE);
        }
    }

    @Test
    void rejectsPasswordsInTheConfigurationWithoutQuotingThem() {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject(
                        "/ClusterConfiguration/KerberosAttributes")
                .put("KdcAdminPassword", "hunter2"));
        for (boolean override : new boolean[] {false, true}) {
            assertThat(failure(with(groups(), override, false, LaunchSecrets.NONE), "{}"))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessageContaining("ClusterConfiguration.KerberosAttributes")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"monday(2)", "monday!", "it's"})
    void rejectsAnExecutionNameThatIsNotValidInATag(String name) {
        ObjectNode payload = LaunchMachine.payload(LaunchStage.LOAD)
                .put(LaunchRequest.EXECUTION, LaunchMachine.EXECUTION.replace("monday", name));
        payload.setAll(members(groups(), "{}"));
        machine.schedule(Invocation.FUNCTION + ":7", payload);

        assertThat(machine.invoke(payload).failure())
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessageContaining("The execution's name '%s' cannot be a part of a tag".formatted(name));
    }

    @Test
    void failsWhileAClusterWithTheSameNameRuns() {
        String clusterId = startCluster("nightly");
        for (int i = 0; i < 60; i++) {
            startCluster("other-" + i);
        }

        assertThat(failure(groups(), "{\"FailIfClusterRunning\": true}"))
                .isInstanceOf(ClusterAlreadyRunningException.class)
                .hasMessage(
                        "Cluster 'nightly' is already running: %s is STARTING. Terminate it, or start the launch with "
                                        .formatted(clusterId)
                                + "FailIfClusterRunning false");
        cluster(groups(), "{}");
        cluster(groups(), """
                {"FailIfClusterRunning": true, "ClusterConfigurationOverrides": {"ClusterName": "new"}}""");
        machine.call(CalledService.EMR, "TerminateJobFlows", "{\"JobFlowIds\": [\"%s\"]}".formatted(clusterId));
        aws.clock().advance(Duration.ofMinutes(10));
        cluster(groups(), "{\"FailIfClusterRunning\": true}");
    }

    @Test
    void failIfClusterRunningOfTheLaunchFunctionIsTheDefault() {
        startCluster("nightly");
        LaunchRequest launch = with(groups(), false, true, LaunchSecrets.NONE);

        assertThat(failure(launch, "{}")).isInstanceOf(ClusterAlreadyRunningException.class);
        assertThat(failure(launch, "{\"FailIfClusterRunning\": null}"))
                .isInstanceOf(ClusterAlreadyRunningException.class);
        cluster(launch, "{\"FailIfClusterRunning\": \"false\"}");
    }

    /** Everybody may launch a cluster with any name. */
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "arn:aws:states:us-east-1:123456789012:execution:default_etl-2:monday",
                "arn:aws:states:us-east-1:123456789012:execution:other_etl:monday",
                "arn:aws:states:us-east-1:210987654321:execution:default_etl:monday",
                "default_etl"
            })
    void ignoresClustersOfOthersWithTheSameName(@Nullable String execution) {
        startCluster("nightly", execution);

        cluster(groups(), "{\"FailIfClusterRunning\": true}");

        startCluster("nightly", "arn:aws:states:us-east-1:123456789012:execution:default_etl:sunday");
        assertThat(failure(groups(), "{\"FailIfClusterRunning\": true}"))
                .isInstanceOf(ClusterAlreadyRunningException.class);
    }

    /** The function's role may only describe its own clusters. */
    @Test
    void ignoresAClusterThatItMayNotDescribe() {
        startCluster("nightly", null);
        aws.faults()
                .fail("elasticmapreduce:DescribeCluster", CallFault.failed("AccessDeniedException", 400, "no tag"), 1);

        cluster(groups(), "{\"FailIfClusterRunning\": true}");
    }

    @Test
    void alwaysFailIfClusterRunningCannotBeDisabledByTheInput() {
        LaunchRequest launch = groups().withInputRules(new InputRules(true, true, List.of(), List.of()));
        cluster(launch, "{\"FailIfClusterRunning\": true}");
        String clusterId = startCluster("nightly");

        assertThat(failure(launch, "{}"))
                .isInstanceOf(ClusterAlreadyRunningException.class)
                .hasMessage(
                        "Cluster 'nightly' is already running: %s is STARTING. Terminate it, or wait until it has terminated: "
                                        .formatted(clusterId)
                                + "the launch function was deployed with alwaysFailIfClusterRunning(true)");
        for (String no : List.of("false", "\"false\"")) {
            assertThat(failure(launch, "{\"FailIfClusterRunning\": %s}".formatted(no)))
                    .isInstanceOf(InvalidLaunchInputException.class)
                    .hasMessageContaining("alwaysFailIfClusterRunning(true). Remove it");
        }
        assertThat(check(launch, loaded -> ((ObjectNode) loaded).put("Name", "second"))
                        .failure())
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining("have one name");
    }

    private String startCluster(String name) {
        return startCluster(name, LaunchMachine.EXECUTION);
    }

    private String startCluster(String name, @Nullable String execution) {
        aws.existing().role("service").instanceProfile("instance", "instance");
        return machine.call(CalledService.EMR, "RunJobFlow", """
                        {"Name": "%s", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                         "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge",
                           "KeepJobFlowAliveWhenNoSteps": true}, "Tags": [%s]}""".formatted(
                        name,
                        execution == null
                                ? ""
                                : "{\"Key\": \"emr-launch:execution\", \"Value\": \"%s\"}".formatted(execution)))
                .path("JobFlowId")
                .asText();
    }

    @ParameterizedTest
    @CsvSource({"ThrottlingException, 400", "InternalServerError, 500"})
    void throwsARetryableErrorForThrottlingAndServerErrors(String error, int status) {
        aws.faults().fail("ssm:GetParameters", CallFault.failed(error, status, "as told"), 100);

        assertThat(failure(groups(), "{}"))
                .isInstanceOf(AwsUnavailableException.class)
                .hasMessageContaining("as told");
    }

    @Test
    void throwsANonRetryableErrorForAccessDenied() {
        aws.faults().fail("ssm:GetParameters", CallFault.failed("AccessDeniedException", 400, "as told"), 1);

        assertThat(failure(groups(), "{}"))
                .isInstanceOf(AwsCallFailedException.class)
                .hasMessage("ssm:GetParameters failed with AccessDeniedException (status 400): as told");
    }

    private ObjectNode combined() {
        return cluster(with(groups(), true, false, LaunchSecrets.NONE), """
                {"ClusterConfigurationOverrides": {"CoreInstanceCount": 7}, "Tags": [{"Key": "run", "Value": "1"}]}""");
    }

    private Invocation check(UnaryOperator<JsonNode> override) {
        return check(groups(), override);
    }

    private Invocation check(LaunchRequest launch, UnaryOperator<JsonNode> override) {
        ObjectNode loaded = combined();
        ObjectNode members = members(launch, "{\"Tags\": [{\"Key\": \"run\", \"Value\": \"1\"}]}");
        members.set(LaunchRequest.LOADED, loaded);
        members.set(LaunchRequest.OVERRIDDEN, override.apply(loaded.deepCopy()));
        return machine.run(LaunchStage.CHECK, members);
    }

    @Test
    void passesTheRequestWithoutOverridesAndTagsToTheOverrideFunction() {
        ObjectNode loaded = combined();

        assertThat(loaded.path("Name").asText()).isEqualTo("nightly");
        assertThat(loaded.path("ServiceRole").asText()).isEqualTo("default_sse-kms-profile-ServiceRole");
        assertThat(loaded.at("/Instances/InstanceGroups/1/InstanceCount").intValue())
                .isEqualTo(2);
        assertThat(loaded.path("Tags")).isEmpty();
        assertThat(loaded.has("EbsRootVolumeSize")).isTrue();
    }

    @Test
    void usesTheRequestThatTheOverrideFunctionReturns() {
        ObjectNode request = cluster(check(loaded -> {
            ObjectNode overridden = (ObjectNode) loaded;
            overridden.put("Name", "theirs").put("StepConcurrencyLevel", 5).put("New", 1);
            overridden.withObject("/Instances").put("KeepJobFlowAliveWhenNoSteps", false);
            overridden.putArray("Tags").addObject().put("Key", "theirs").put("Value", "another");
            return overridden;
        }));

        assertThat(request.path("Name").asText()).isEqualTo("theirs");
        assertThat(request.path("StepConcurrencyLevel").intValue()).isEqualTo(5);
        assertThat(request.path("New").intValue()).isOne();
        assertThat(request.at("/Instances/KeepJobFlowAliveWhenNoSteps").asBoolean())
                .isTrue();
        assertThat(request.path("Tags")).isEqualTo(Json.parse("""
                        [{"Key": "theirs", "Value": "another"}, {"Key": "team", "Value": "etl"},
                         {"Key": "stage", "Value": "test"}, {"Key": "run", "Value": "1"},
                         {"Key": "emr-launch:execution", "Value": "%s"}]""".formatted(LaunchMachine.EXECUTION)));
        assertThat(Json.write(request)).doesNotContain("null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /ServiceRole                             | other  | 'ServiceRole' can't be overridden
            /JobFlowRole                             | other  | 'JobFlowRole' can't be overridden
            /AutoScalingRole                         | other  | 'AutoScalingRole' can't be overridden
            /LogUri                                  | s3://x | 'LogUri' can't be overridden
            /SecurityConfiguration                   |        | 'SecurityConfiguration' can't be overridden
            /KerberosAttributes                      | hunter | 'KerberosAttributes' can't be overridden
            /Instances/EmrManagedMasterSecurityGroup | sg-0   | 'Instances.EmrManagedMasterSecurityGroup' can't be overridden
            /Instances/EmrManagedSlaveSecurityGroup  | sg-0   | 'Instances.EmrManagedSlaveSecurityGroup' can't be overridden
            /Instances/ServiceAccessSecurityGroup    |        | 'Instances.ServiceAccessSecurityGroup' can't be overridden
            /Steps                                   | any    | returned 'Steps'
            /Tags                                    | any    | 'Tags' that are not a list
            /Instances                               |        | with the object 'Instances'
            """)
    void rejectsProfileMembersChangedByTheOverrideFunction(String path, @Nullable String value, String message) {
        JsonPointer place = JsonPointer.compile(path);

        Invocation checked = check(loaded -> {
            ((ObjectNode) loaded.at(place.head())).put(place.last().getMatchingProperty(), value);
            return loaded;
        });

        assertThat(checked.failure())
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hunter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"x\"", "[]", "{}"})
    void rejectsAnOverrideFunctionThatReturnsNoRequest(String answer) {
        assertThat(check(loaded -> Json.parse(answer)).failure())
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining("must return the complete RunJobFlow request");
    }

    @Test
    void failsWhileAClusterNamedByTheOverrideFunctionRuns() {
        startCluster("theirs");
        ObjectNode loaded = combined();
        ObjectNode members = members(groups(), "{\"FailIfClusterRunning\": true}");
        members.set(LaunchRequest.LOADED, loaded);
        members.set(LaunchRequest.OVERRIDDEN, loaded.deepCopy().put("Name", "theirs"));

        assertThat(catchThrowable(() -> machine.run(LaunchStage.CHECK, members).answer()))
                .hasRootCauseInstanceOf(ClusterAlreadyRunningException.class);
    }

    private static final String RESERVED = """
            emr-launch:execution                       | mine
            EMR-Launch:Execution                       | mine
            emr-launch:function                        | mine
            Emr-Launch:anything                        | mine
            For-Use-With-Amazon-EMR-Managed-Policies   | true
            for-use-with-amazon-emr-managed-policies   | false
            AWS:x                                      | mine
            ' aws:x'                                   | mine
            'emr-launch:execution '                    | mine
            '\u00a0EMR-Launch:Execution'               | mine
            '\u3000for-use-with-amazon-emr-managed-policies' | true
            '\u200baws:x'                              | mine
            emr-launch:execut\u0131on                  | mine
            """;

    /** IAM compares the keys of tags without regard to case: with such a tag the cluster could not be terminated. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = RESERVED)
    void rejectsReservedTagsFromEverySource(String key, String value) {
        ObjectNode tag = Json.object().put("Key", key).put("Value", value);

        assertThat(failure(groups(), "{\"Tags\": [%s]}".formatted(tag)))
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessageContaining(key);
        assertThat(check(loaded -> {
                            ((ObjectNode) loaded).withArray("/Tags").add(tag);
                            return loaded;
                        })
                        .failure())
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining(key);
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject("/ClusterConfiguration")
                .withArray("/Tags")
                .add(tag));
        assertThat(failure(groups(), "{}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(key);
    }

    @Test
    void acceptsTheTagOfTheManagedPoliciesFromAnybody() {
        ObjectNode tag = Json.object().put("Key", Tag.MANAGED_POLICIES_KEY).put("Value", "true");
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject("/ClusterConfiguration")
                .withArray("/Tags")
                .add(tag));

        assertThat(cluster(groups(), "{\"Tags\": [%s]}".formatted(tag)).path("Tags"))
                .containsOnlyOnce(tag);
    }

    /** Values of the deployment cannot be changed, whether from the launch function, the cluster configuration or the app. */
    @ParameterizedTest
    @CsvSource({"team, x", "TEAM, etl", "' team', etl", "stage, prod", "app, x", "App, inherited", "stored, x", "run, 1"
    })
    void rejectsAnInputThatChangesTagsOfTheDeployment(String key, String value) {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject("/ClusterConfiguration")
                .withArray("/Tags")
                .addObject()
                .put("Key", "stored")
                .put("Value", "stored"));
        LaunchRequest launch = groups().withInheritedTags(List.of(new Tag("app", "inherited"), new Tag("run", "0")));
        String input = Json.write(Json.object().set("Tags", Json.of(List.of(new Tag(key, value).toJson()))));

        assertThat(failure(launch, input))
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessageContainingAll("'" + key + "'", "overridableTags(\"" + Tag.comparableKey(key) + "\")");
        assertThat(cluster(
                                launch.withInputRules(new InputRules(
                                        false, false, List.of("team", "stage", "app", "stored", "run"), List.of())),
                                key.equals(Tag.comparableKey(key)) ? input : "{}")
                        .path("Tags"))
                .isNotEmpty();
    }

    @Test
    void acceptsAnInputThatRepeatsTagsOfTheDeployment() {
        LaunchRequest launch = groups().withInputRules(new InputRules(false, false, List.of(), List.of()))
                .withInheritedTags(List.of(new Tag("app", "inherited")));

        ObjectNode request = cluster(launch, """
                {"Tags": [{"Key": "team", "Value": "etl"}, {"Key": "app", "Value": "inherited"}]}""");

        assertThat(request.path("Tags"))
                .extracting(tag -> tag.path("Key").asText())
                .containsExactly("team", "stage", "app", "emr-launch:execution");
    }

    @Test
    void rejectsTagsThatTheLaunchFunctionDoesNotAccept() {
        InputRules rules = new InputRules(false, false, List.of("team", "run"), List.of());

        assertThat(failure(groups().withInputRules(rules), "{\"Tags\": [{\"Key\": \"new\", \"Value\": \"x\"}]}"))
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessageStartingWith(
                        "Tag 'new' is not among the tags that this launch function accepts from an execution: team, run.");
        assertThat(cluster(groups().withInputRules(rules), "{\"Tags\": [{\"Key\": \"run\", \"Value\": \"1\"}]}")
                        .path("Tags"))
                .contains(new Tag("run", "1").toJson());
    }

    @ParameterizedTest
    @CsvSource({"TEAM, x", "' team', x", "Team, etl"})
    void rejectsTagsThatDifferOnlyInCaseOrWhiteSpace(String key, String value) {
        assertThat(failure(
                        groups().withInputRules(TEAM),
                        Json.write(Json.object().set("Tags", Json.of(List.of(new Tag(key, value).toJson()))))))
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessage(
                        "Tags 'team' and '%s' differ only in case or in white space at their ends, which permissions do not distinguish"
                                .formatted(key));
    }

    /** The deployment allowed these overrides, but some keys are reserved. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'Key': ' EMR-Launch:Execution', 'Value': 'x'}]",
                "[{'Key': 'emr-launch:execution', 'Value': 'x'}]",
                "[{'Key': 'for-use-with-amazon-emr-managed-policies', 'Value': 'false'}]",
                "[{'Key': 'aws:x', 'Value': 'x'}]",
                "[{'Key': 1, 'Value': 'x'}]",
                "['x']"
            })
    void rejectsOverridesThatResultInInvalidTags(String tags) {
        LaunchRequest groups = groups();
        LaunchRequest launch = new LaunchRequest(
                groups.emrProfile(),
                groups.clusterConfiguration(),
                "nightly",
                false,
                false,
                Map.of("Tags", OverrideRule.of("Tags")),
                groups.clusterTags(),
                LaunchSecrets.NONE);

        assertThat(failure(
                        launch,
                        "{\"ClusterConfigurationOverrides\": {\"Tags\": %s}}".formatted(tags.replace('\'', '"'))))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageStartingWith("The overrides result in invalid tags: ");
        assertThat(cluster(
                                launch,
                                "{\"ClusterConfigurationOverrides\": {\"Tags\": [{\"Key\": \"a\", \"Value\": \"b\"}]}}")
                        .path("Tags"))
                .contains(new Tag("a", "b").toJson());
    }

    @Test
    void rejectsAnOverrideFunctionThatRemovesTagsOfTheDeployment() {
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> json.withObject("/ClusterConfiguration")
                .withArray("/Tags")
                .addObject()
                .put("Key", "stored")
                .put("Value", "stored"));

        assertThat(check(loaded -> {
                            ((ObjectNode) loaded).putArray("Tags");
                            return loaded;
                        })
                        .failure())
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining("Tag 'stored' has a value from the deployment");
        assertThat(check(groups().withInputRules(new InputRules(false, true, List.of("stored"), List.of())), loaded -> {
                            ((ObjectNode) loaded).putArray("Tags");
                            return loaded;
                        })
                        .failure())
                .isNull();
    }

    /** The input of an override function comes from everybody who may start executions. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BootstrapActions                            | [{"Name": "x", "ScriptBootstrapAction": {"Path": "s3://x/y"}}]
            bootstrapActions                            | [{"Name": "x", "ScriptBootstrapAction": {"Path": "s3://x/y"}}]
            CustomAmiId                                 | "ami-0123456789abcdef0"
            Configurations                              | [{"Classification": "hadoop-env", "Properties": {"a": "b"}}]
            AdditionalInfo                              | "{}"
            Applications                                | [{"Name": "JupyterHub"}]
            StepExecutionRoleArn                        | "arn:aws:iam::123456789012:role/admin"
            LogEncryptionKmsKeyId                       | "arn:aws:kms:us-east-1:210987654321:key/x"
            MonitoringConfiguration                     | {"CloudWatchLogConfiguration": {"Enabled": true}}
            RepoUpgradeOnBoot                           | "NONE"
            Instances/Ec2KeyName                        | "mine"
            Instances/ec2keyname                        | "mine"
            Instances/Ec2SubnetId                       | "subnet-1"
            Instances/Ec2SubnetIds                      | ["subnet-1"]
            Instances/AdditionalMasterSecurityGroups    | ["sg-1"]
            Instances/AdditionalSlaveSecurityGroups     | ["sg-1"]
            Instances/InstanceGroups/1/CustomAmiId      | "ami-0123456789abcdef0"
            Instances/InstanceGroups/1/Configurations   | [{"Classification": "yarn-env", "Properties": {"a": "b"}}]
            Instances/InstanceGroups                    | [{"InstanceRole": "MASTER", "InstanceCount": 1, "CustomAmiId": "ami-1"}]
            Instances/InstanceFleets                    | [{"InstanceTypeConfigs": [{"Configurations": [{"Classification": "x"}]}]}]
            """)
    void rejectsSecurityRelevantChangesByTheOverrideFunction(String path, String value) {
        JsonPointer place = JsonPointer.compile("/" + path);
        UnaryOperator<JsonNode> change = loaded -> {
            ((ObjectNode) loaded.at(place.head())).set(place.last().getMatchingProperty(), Json.parse(value));
            return loaded;
        };

        String message =
                String.valueOf(Objects.requireNonNull(check(change).failure()).getMessage());

        assertThat(message)
                .contains(
                        path.replace('/', '.'),
                        "is security-relevant, so an override function cannot change it. Build the launch function with overrideFunctionMayChange(");
        InputRules mayChange = new InputRules(false, true, List.of(), List.of(path.replace('/', '.')));
        assertThat(check(groups().withInputRules(mayChange), change).failure()).isNull();
    }

    @Test
    void acceptsEmptyNullAndMissingMembersAsUnchanged() {
        assertThat(check(loaded -> {
                            ObjectNode request = (ObjectNode) loaded;
                            request.putArray("SupportedProducts");
                            request.putNull("AdditionalInfo");
                            request.withArray("/Instances/InstanceGroups")
                                    .forEach(group -> ((ObjectNode) group).remove("Configurations"));
                            return request;
                        })
                        .failure())
                .isNull();
    }

    /** It is not documented whether EMR distinguishes members whose names differ only in case. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /steps                                   | 'steps' must be written 'Steps'
            /serviceRole                             | 'serviceRole' must be written 'ServiceRole'
            /SECURITYCONFIGURATION                   | 'SECURITYCONFIGURATION' must be written 'SecurityConfiguration'
            /kerberosattributes                      | 'kerberosattributes' must be written 'KerberosAttributes'
            /name                                    | 'name' must be written 'Name'
            /tags                                    | 'tags' must be written 'Tags'
            /Instances/emrManagedMasterSecurityGroup | 'Instances.emrManagedMasterSecurityGroup' must be written 'Instances.EmrManagedMasterSecurityGroup'
            """)
    void rejectsMembersInAnotherCaseOfLetters(String path, String message) {
        JsonPointer place = JsonPointer.compile(path);

        assertThat(check(loaded -> {
                            ((ObjectNode) loaded.at(place.head()))
                                    .put(place.last().getMatchingProperty(), "x");
                            return loaded;
                        })
                        .failure())
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageEndingWith(message);
        change(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, json -> ((ObjectNode)
                        json.path("ClusterConfiguration").at(place.head()))
                .put(place.last().getMatchingProperty(), "x"));
        assertThat(failure(groups(), "{}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageEndingWith(message);
    }

    /**
     * Step Functions ends an execution whose data exceed 256 KiB, without a catchable error: the launch must fail before there is a
     * cluster.
     */
    @Test
    void rejectsInputAndRequestsThatExceedTheDataLimit() {
        String large = "{\"Mine\": \"%s\"}".formatted("x".repeat(199 * 1024));

        assertThat(failure(groups(), large))
                .isInstanceOf(InvalidLaunchInputException.class)
                .hasMessageMatching(
                        "The execution's input has 20\\d{4} bytes, the request of the cluster \\d{4} and .*");
        assertThat(cluster(groups(), "{\"Mine\": \"%s\"}".formatted("x".repeat(150 * 1024))))
                .isNotEmpty();
        assertThat(check(loaded -> ((ObjectNode) loaded).put("Large", "x".repeat(120 * 1024)))
                        .failure())
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining("262,144 bytes");
    }
}
