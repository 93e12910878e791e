package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileNotFoundException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchWay;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.LoadStage;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;

/** Every stage of a load, over documents that the Python library stored and the stand-in's EMR. */
class ClusterConfigurationLoaderTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));

    private static final String KERBEROS_SECRET = Objects.requireNonNull(
            PYTHON.get(DefinitionType.EMR_PROFILE, DefinitionName.parse("analytics/kerberos-profile"))
                    .kerberosAttributesSecret());
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:default_etl:monday";

    private final LocalAws aws = LocalAws.start();
    private final EmrClient emr = EmrClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
            .build();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        emr.close();
        aws.close();
    }

    private static LoadClusterConfigurationRequest request(String profile, String configuration) {
        DefinitionName configurationName = DefinitionName.parse(configuration);
        return new LoadClusterConfigurationRequest(
                DefinitionName.parse(profile),
                configurationName,
                "nightly",
                false,
                PYTHON.get(DefinitionType.CLUSTER_CONFIGURATION, configurationName)
                        .defaultOverrides(),
                List.of(new Tag("team", "etl"), new Tag("stage", "test")),
                LaunchWay.CREATE_CLUSTER,
                LaunchSecrets.NONE);
    }

    private static LoadClusterConfigurationRequest groups() {
        return request("default/sse-kms-profile", "default/basic-instance-group-cluster");
    }

    private ObjectNode load(DefinitionStore store, LoadClusterConfigurationRequest request, String input) {
        return load(store, request, LoadStage.ALL, input, MissingNode.getInstance(), MissingNode.getInstance());
    }

    private ObjectNode load(
            DefinitionStore store,
            LoadClusterConfigurationRequest request,
            LoadStage stage,
            String input,
            JsonNode loaded,
            JsonNode overridden) {
        return new ClusterConfigurationLoader(store, new RunningClusters(() -> emr))
                .load(
                        request,
                        new ExecutionContext(
                                EXECUTION, LaunchInput.read(Json.parse(input)), stage, loaded, overridden));
    }

    private static LoadClusterConfigurationRequest with(
            LoadClusterConfigurationRequest request, LaunchWay way, LaunchSecrets secrets) {
        return new LoadClusterConfigurationRequest(
                request.emrProfile(),
                request.clusterConfiguration(),
                request.clusterName(),
                request.defaultFailIfClusterRunning(),
                request.allowedOverrides(),
                request.clusterTags(),
                way,
                secrets);
    }

    /** The documents of the Python library, one of them changed. */
    private DefinitionStore changed(DefinitionType<?> type, String name, Consumer<ObjectNode> change) {
        for (DefinitionType<?> each : List.of(DefinitionType.EMR_PROFILE, DefinitionType.CLUSTER_CONFIGURATION)) {
            for (String namespace : PYTHON.listNamespaces(each)) {
                for (DefinitionName definition : PYTHON.list(each, namespace)) {
                    ObjectNode json = PYTHON.get(each, definition).toJson();
                    if (each == type && definition.toString().equals(name)) {
                        change.accept(json);
                    }
                    Path file = folder.resolve(each.folder()).resolve(definition + ".json");
                    try {
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, Json.write(json));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
        return new DefinitionDirectory(folder);
    }

    @Test
    void combinesProfileAndConfiguration() {
        ObjectNode request = load(PYTHON, groups(), "{}");

        ObjectNode expected = PYTHON.get(
                        DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"))
                .clusterConfiguration()
                .deepCopy();
        expected.remove("KerberosAttributes");
        List.of("EbsRootVolumeIops", "EbsRootVolumeThroughput", "AutoTerminationPolicy")
                .forEach(expected::putNull);
        expected.put("Name", "nightly")
                .put("LogUri", "s3://emr-launch-123456789012-eu-west-1-logs/elasticmapreduce/nightly")
                .put("JobFlowRole", "default_sse-kms-profile-InstanceRole")
                .put("ServiceRole", "default_sse-kms-profile-ServiceRole")
                .put("AutoScalingRole", "default_sse-kms-profile-AutoScalingRole")
                .put("SecurityConfiguration", "SecurityConfiguration-sse-kms-profile-Ab12Cd34Ef56")
                .set("Tags", Json.parse("""
                                [{"Key": "team", "Value": "etl"}, {"Key": "stage", "Value": "test"},
                                 {"Key": "emr-launch:execution", "Value": "%s"}]""".formatted(EXECUTION)));
        ((ObjectNode) expected.path("Instances"))
                .put("EmrManagedMasterSecurityGroup", "sg-0aaaaaaaaaaaaaaa1")
                .put("EmrManagedSlaveSecurityGroup", "sg-0bbbbbbbbbbbbbbb2")
                .put("ServiceAccessSecurityGroup", "sg-0ccccccccccccccc3");
        assertThat(request).isEqualTo(expected);
    }

    @Test
    void givesFleetsNoAutoScalingRole() {
        ObjectNode request = load(PYTHON, request("default/sse-s3-profile", "analytics/fleet-cluster"), "{}");

        assertThat(request.get("AutoScalingRole").isNull()).isTrue();
        assertThat(request.path("Instances").path("InstanceFleets")).hasSize(2);
    }

    @Test
    void givesPublicSubnetsNoServiceGroupAndAProfileWithoutBucketNoLogs() {
        DefinitionStore store = changed(DefinitionType.EMR_PROFILE, "default/sse-kms-profile", json -> {
            json.putNull("LogsBucket").putNull("LogsPath");
            ((ObjectNode) json.path("SecurityGroups")).remove("ServiceGroup");
            ((ObjectNode) json.path("Roles")).remove("InstanceProfile");
        });

        ObjectNode request = load(store, groups(), "{}");

        assertThat(request.get("LogUri").isNull()).isTrue();
        assertThat(request.at("/Instances/ServiceAccessSecurityGroup").isNull()).isTrue();
        assertThat(request.path("JobFlowRole").asText()).isEqualTo("default_sse-kms-profile-InstanceRole");
    }

    @Test
    void appliesOverridesAndMergesTags() {
        ObjectNode request = load(PYTHON, groups(), """
                {"ClusterConfigurationOverrides": {"CoreInstanceCount": 7, "ClusterName": "special"},
                 "Tags": [{"Key": "team", "Value": "ml"}, {"Key": "run", "Value": "1"}]}""");

        assertThat(request.at("/Instances/InstanceGroups/1/InstanceCount").intValue())
                .isEqualTo(7);
        assertThat(request.path("Name").asText()).isEqualTo("special");
        assertThat(request.path("Tags")).isEqualTo(Json.parse("""
                        [{"Key": "team", "Value": "ml"}, {"Key": "stage", "Value": "test"},
                         {"Key": "run", "Value": "1"}, {"Key": "emr-launch:execution", "Value": "%s"}]""".formatted(EXECUTION)));
    }

    @Test
    void refusesOverridesThatAreNotAllowed() {
        assertThatThrownBy(() ->
                        load(PYTHON, groups(), "{\"ClusterConfigurationOverrides\": {\"ServiceRole\": \"other\"}}"))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageStartingWith(
                        "Override 'ServiceRole' is not allowed by this launch function. Allowed: Cluster");
        assertThatThrownBy(() ->
                        load(PYTHON, groups(), "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": \"7\"}}"))
                .hasMessageContaining("takes an integer, got: \"7\"");
    }

    @Test
    void failsForDefinitionsThatAreMissing() {
        assertThatThrownBy(() -> load(
                        changed(DefinitionType.EMR_PROFILE, "", json -> {}),
                        new LoadClusterConfigurationRequest(
                                DefinitionName.of("gone"),
                                groups().clusterConfiguration(),
                                "nightly",
                                false,
                                groups().allowedOverrides(),
                                List.of(),
                                LaunchWay.CREATE_CLUSTER,
                                LaunchSecrets.NONE),
                        "{}"))
                .isInstanceOf(EmrProfileNotFoundException.class);
        assertThatThrownBy(() -> load(
                        PYTHON,
                        new LoadClusterConfigurationRequest(
                                groups().emrProfile(),
                                DefinitionName.of("gone"),
                                "nightly",
                                false,
                                groups().allowedOverrides(),
                                List.of(),
                                LaunchWay.CREATE_CLUSTER,
                                LaunchSecrets.NONE),
                        "{}"))
                .isInstanceOf(ClusterConfigurationNotFoundException.class);
    }

    @Test
    void dropsNothingThatTheStateMachineWouldNotPassOn() {
        DefinitionStore store =
                changed(DefinitionType.CLUSTER_CONFIGURATION, "default/basic-instance-group-cluster", json -> {
                    ObjectNode request = (ObjectNode) json.path("ClusterConfiguration");
                    request.put("OSReleaseLabel", "2023.9.20251117.1").putNull("FromTheFuture");
                });

        assertThatThrownBy(() -> load(store, groups(), "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessage("Cluster configuration 'default/basic-instance-group-cluster' has changed since the launch "
                        + "function was deployed: its state machine would not pass on [OSReleaseLabel]. "
                        + "Deploy the launch function again");
    }

    @Test
    void refusesSecretsThatTheLauncherMayNotReadYet() {
        LoadClusterConfigurationRequest kerberos =
                request("analytics/kerberos-profile", "default/basic-instance-group-cluster");
        assertThatThrownBy(() -> load(PYTHON, kerberos, "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessage(
                        "EMR profile 'analytics/kerberos-profile' has changed since the launch function was deployed:"
                                + " it now has a KerberosAttributesSecret, " + KERBEROS_SECRET
                                + ". Deploy the launch function again");
        assertThatThrownBy(() -> load(
                        PYTHON,
                        with(kerberos, LaunchWay.LAUNCHER, new LaunchSecrets("arn:of:another", Map.of())),
                        "{}"))
                .hasMessageContaining(
                        "its KerberosAttributesSecret is now %s and was arn:of:another".formatted(KERBEROS_SECRET));
        assertThatThrownBy(() -> load(
                        PYTHON,
                        with(groups(), LaunchWay.LAUNCHER, new LaunchSecrets(null, Map.of("hive-site", "arn:of:hive"))),
                        "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessageContaining("Cluster configuration 'default/basic-instance-group-cluster' has changed")
                .hasMessageContaining("it no longer has a SecretConfigurations.hive-site, which was arn:of:hive");
        DefinitionStore store = changed(
                DefinitionType.CLUSTER_CONFIGURATION,
                "default/basic-instance-group-cluster",
                json -> json.putObject("SecretConfigurations").put("hive-site", "arn:of:hive"));
        for (LoadStage stage : List.of(LoadStage.ALL, LoadStage.BEFORE_OVERRIDES)) {
            assertThatThrownBy(() ->
                            load(store, groups(), stage, "{}", MissingNode.getInstance(), MissingNode.getInstance()))
                    .isInstanceOf(LaunchFunctionOutdatedException.class)
                    .hasMessageContaining("it now has a SecretConfigurations.hive-site, arn:of:hive");
        }
    }

    @Test
    void leavesKnownSecretsToTheLauncher() {
        ObjectNode request = load(
                PYTHON,
                with(
                        request("analytics/kerberos-profile", "default/basic-instance-group-cluster"),
                        LaunchWay.LAUNCHER,
                        new LaunchSecrets(KERBEROS_SECRET, Map.of())),
                "{}");

        assertThat(request.path("SecurityConfiguration").asText()).isNotEmpty();
        assertThat(request.has("KerberosAttributes")).isFalse();
        assertThat(request.has("OSReleaseLabel")).isTrue();
        assertThat(Json.write(request)).doesNotContain(KERBEROS_SECRET);
    }

    @Test
    void handsAUsersFunctionTheCombinedRequest() {
        ObjectNode loaded = load(
                PYTHON,
                groups(),
                LoadStage.BEFORE_OVERRIDES,
                "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 7}}",
                MissingNode.getInstance(),
                MissingNode.getInstance());

        assertThat(loaded.path("Name").asText()).isEqualTo("nightly");
        assertThat(loaded.path("ServiceRole").asText()).isEqualTo("default_sse-kms-profile-ServiceRole");
        assertThat(loaded.at("/Instances/InstanceGroups/1/InstanceCount").intValue())
                .isEqualTo(2);
        assertThat(loaded.path("Tags")).isEmpty();
    }

    @Test
    void takesWhatAUsersFunctionMadeOfTheRequest() {
        ObjectNode overridden = combined();
        overridden.put("Name", "theirs").put("StepConcurrencyLevel", 5).remove("AutoScalingRole");
        overridden.put("AutoScalingRole", combined().path("AutoScalingRole").asText());
        overridden.putArray("Tags").addObject().put("Key", Tag.EXECUTION_KEY).put("Value", "another");

        ObjectNode request = after(overridden);

        assertThat(request.path("Name").asText()).isEqualTo("theirs");
        assertThat(request.path("StepConcurrencyLevel").intValue()).isEqualTo(5);
        assertThat(request.path("Tags")).isEqualTo(Json.parse("""
                        [{"Key": "emr-launch:execution", "Value": "%s"}, {"Key": "team", "Value": "etl"},
                         {"Key": "stage", "Value": "test"}]""".formatted(EXECUTION)));
        assertThat(request.fieldNames()).toIterable().containsAll(RunJobFlowMembers.TOP_LEVEL);
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
            /Steps                                   | any    | [Steps], which the state machine would not pass on
            /Tags                                    | any    | 'Tags' that are no list
            /Instances                               |        | with the object 'Instances'
            """)
    void bindsAUsersFunctionByWhatTheProfileDecides(String path, @Nullable String value, String message) {
        JsonPointer place = JsonPointer.compile(path);
        ObjectNode overridden = combined();
        ((ObjectNode) overridden.at(place.head())).put(place.last().getMatchingProperty(), value);

        assertThatThrownBy(() -> after(overridden))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hunter");
    }

    @Test
    void wantsARequestOfAUsersFunction() {
        for (String answer : List.of("null", "\"x\"", "[]", "{}")) {
            assertThatThrownBy(() -> after(Json.parse(answer)))
                    .isInstanceOf(InvalidOverrideException.class)
                    .hasMessageContaining("must return the whole RunJobFlow request");
        }
    }

    private ObjectNode combined() {
        return load(
                PYTHON,
                groups(),
                LoadStage.BEFORE_OVERRIDES,
                "{}",
                MissingNode.getInstance(),
                MissingNode.getInstance());
    }

    /** With a store that has nothing: this stage reads no definition. */
    private ObjectNode after(JsonNode overridden) {
        return load(new DefinitionDirectory(folder), groups(), LoadStage.AFTER_OVERRIDES, "{}", combined(), overridden);
    }

    @Test
    void keepsPasswordsOutOfTheStateMachine() {
        DefinitionStore inline = changed(
                DefinitionType.CLUSTER_CONFIGURATION, "default/basic-instance-group-cluster", json -> ((ObjectNode)
                                json.path("ClusterConfiguration"))
                        .putObject("KerberosAttributes")
                        .put("KdcAdminPassword", "secret"));
        for (LoadStage stage : List.of(LoadStage.ALL, LoadStage.BEFORE_OVERRIDES)) {
            assertThatThrownBy(() ->
                            load(inline, groups(), stage, "{}", MissingNode.getInstance(), MissingNode.getInstance()))
                    .isInstanceOf(LaunchFunctionOutdatedException.class)
                    .hasMessageContaining("[KerberosAttributes]")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void failsWhileAClusterOfThatNameRunsOnWhateverPage() {
        String clusterId = startCluster("nightly");
        for (int i = 0; i < 60; i++) {
            startCluster("other-" + i);
        }

        assertThatThrownBy(() -> load(PYTHON, groups(), "{\"FailIfClusterRunning\": true}"))
                .isInstanceOf(ClusterAlreadyRunningException.class)
                .hasMessage(
                        "Cluster 'nightly' is already running: %s is STARTING. Terminate it, or start the launch with "
                                        .formatted(clusterId)
                                + "FailIfClusterRunning false");
        assertThatCode(() -> load(PYTHON, groups(), "{}")).doesNotThrowAnyException();
        assertThatCode(
                        () -> load(
                                PYTHON,
                                groups(),
                                "{\"FailIfClusterRunning\": true, \"ClusterConfigurationOverrides\": {\"ClusterName\": \"new\"}}"))
                .doesNotThrowAnyException();
        emr.terminateJobFlows(terminate -> terminate.jobFlowIds(clusterId));
        aws.clock().advance(Duration.ofMinutes(10));
        assertThatCode(() -> load(PYTHON, groups(), "{\"FailIfClusterRunning\": true}"))
                .doesNotThrowAnyException();
    }

    @Test
    void failsByDefaultIfTheLaunchFunctionSaysSo() {
        startCluster("nightly");
        LoadClusterConfigurationRequest request = new LoadClusterConfigurationRequest(
                groups().emrProfile(),
                groups().clusterConfiguration(),
                "nightly",
                true,
                groups().allowedOverrides(),
                List.of(),
                LaunchWay.CREATE_CLUSTER,
                LaunchSecrets.NONE);

        assertThatThrownBy(() -> load(PYTHON, request, "{}")).isInstanceOf(ClusterAlreadyRunningException.class);
        assertThatCode(() -> load(PYTHON, request, "{\"FailIfClusterRunning\": false}"))
                .doesNotThrowAnyException();
    }

    private String startCluster(String name) {
        aws.existing().role("service").instanceProfile("instance", "instance");
        return emr.runJobFlow(cluster -> cluster.name(name)
                        .releaseLabel("emr-7.12.0")
                        .serviceRole("service")
                        .jobFlowRole("instance")
                        .instances(instances -> instances
                                .instanceCount(1)
                                .masterInstanceType("m7g.xlarge")
                                .keepJobFlowAliveWhenNoSteps(true)))
                .jobFlowId();
    }
}
