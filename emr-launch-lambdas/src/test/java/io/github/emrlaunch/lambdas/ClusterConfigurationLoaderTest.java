package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;

/** Every stage of a load, over documents that the Python library stored and the stand-in's EMR. */
class ClusterConfigurationLoaderTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));

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
        return new ClusterConfigurationLoader(store, new RunningClusters(() -> emr))
                .load(request, LaunchInput.read(Json.parse(input)));
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
                .set(
                        "Tags",
                        Json.parse(
                                "[{\"Key\": \"team\", \"Value\": \"etl\"}, {\"Key\": \"stage\", \"Value\": \"test\"}]"));
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
                         {"Key": "run", "Value": "1"}]"""));
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
    void keepsSecretsOutOfTheStateMachine() {
        assertThatThrownBy(() -> load(
                        PYTHON, request("analytics/kerberos-profile", "default/basic-instance-group-cluster"), "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessageContaining("it now has a KerberosAttributesSecret");
        DefinitionStore store = changed(
                DefinitionType.CLUSTER_CONFIGURATION,
                "default/basic-instance-group-cluster",
                json -> json.putObject("SecretConfigurations").put("hive-site", "arn:aws:secretsmanager:::secret:x"));
        assertThatThrownBy(() -> load(store, groups(), "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessageContaining("it now has SecretConfigurations");
        DefinitionStore inline = changed(
                DefinitionType.CLUSTER_CONFIGURATION, "default/basic-instance-group-cluster", json -> ((ObjectNode)
                                json.path("ClusterConfiguration"))
                        .putObject("KerberosAttributes")
                        .put("KdcAdminPassword", "secret"));
        assertThatThrownBy(() -> load(inline, groups(), "{}"))
                .isInstanceOf(LaunchFunctionOutdatedException.class)
                .hasMessageContaining("[KerberosAttributes]")
                .hasMessageNotContaining("secret");
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
