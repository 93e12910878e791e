package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchClusterRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** The launcher against the stand-in's EMR and Secrets Manager, over HTTP, with what goes wrong there. */
class LaunchClusterHandlerTest {
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:default_etl:monday";
    private static final String PASSWORD = "hunter2-of-the-kdc";
    private static final String HIVE_PASSWORD = "hunter2-of-hive";
    private static final String KERBEROS = """
            {"Realm": "EC2.INTERNAL", "KdcAdminPassword": "%s", "CrossRealmTrustPrincipalPassword": null, "Note": "x"}""".formatted(PASSWORD);

    private final LocalAws aws = LocalAws.start();
    private final EmrClient emr = Clients.emr(aws, ClusterLauncher.WHEN_THROTTLED_ONLY);
    private final SecretsManagerClient secretsManager = Clients.secretsManager(aws);
    private final LaunchClusterHandler handler =
            new LaunchClusterHandler(new ClusterLauncher(() -> emr, () -> secretsManager));
    private final List<Invocation> invocations = new ArrayList<>();

    @BeforeEach
    void createRoles() {
        aws.existing().role("service").instanceProfile("instance", "instance");
    }

    /** Whatever a test did: no value of a secret shows. */
    @AfterEach
    void close() {
        emr.close();
        secretsManager.close();
        aws.close();
        assertThat(invocations).isNotEmpty().allSatisfy(invocation -> assertThat(invocation.everything())
                .doesNotContain("hunter2")
                .doesNotContain("EC2.INTERNAL"));
    }

    private String secret(String name, String value) {
        return secretsManager
                .createSecret(request -> request.name(name).secretString(value))
                .arn();
    }

    private ObjectNode cluster() {
        ObjectNode cluster = Json.parseObject("""
                {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                 "OSReleaseLabel": null,
                 "Configurations": [{"Classification": "hive-site", "Properties": {"a": "1", "password": "old"}}],
                 "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge",
                   "KeepJobFlowAliveWhenNoSteps": true}}""");
        cluster.putArray("Tags").addObject().put("Key", "emr-launch:execution").put("Value", EXECUTION);
        return cluster;
    }

    private Invocation launch(ObjectNode cluster, LaunchSecrets secrets, int retryCount) {
        ObjectNode payload = LaunchClusterRequest.payload(secrets)
                .put(LaunchClusterRequest.EXECUTION, EXECUTION)
                .put(LaunchClusterRequest.EXECUTION_START, aws.clock().now().toString())
                .put(LaunchClusterRequest.RETRY_COUNT, retryCount);
        payload.set(LaunchClusterRequest.CLUSTER, cluster);
        return invoke(payload);
    }

    private Invocation invoke(ObjectNode payload) {
        Invocation invocation = Invocation.of(handler, Json.write(payload));
        invocations.add(invocation);
        return invocation;
    }

    private Invocation launch(LaunchSecrets secrets) {
        return launch(cluster(), secrets, 0);
    }

    private static String clusterId(Invocation invocation) {
        return invocation.answer().path("ClusterId").asText();
    }

    private JsonNode request() {
        assertThat(aws.clusters()).hasSize(1);
        return aws.clusters().get(0).request();
    }

    @Test
    void tellsTheStatusOfAClusterAndNothingElse() {
        String kerberos = secret("kerberos", KERBEROS);
        String clusterId = clusterId(launch(new LaunchSecrets(kerberos, Map.of())));

        Invocation asked = invoke(Json.object().put(LaunchClusterRequest.CLUSTER_ID, clusterId));

        assertThat(asked.answer().fieldNames()).toIterable().containsExactly("Status");
        assertThat(asked.answer().at("/Status/State").asText()).isEqualTo("STARTING");
        assertThat(asked.answer().at("/Status/Timeline/CreationDateTime").asText())
                .startsWith("20");
    }

    @Test
    void startsTheClusterThatItIsAskedFor() {
        Invocation invocation = launch(LaunchSecrets.NONE);

        assertThat(aws.clusters()).extracting(LocalCluster::id).containsExactly(clusterId(invocation));
        assertThat(request()).isEqualTo(cluster().without("OSReleaseLabel"));
        assertThat(invocation.logLine()).isEqualTo(Json.parse("""
                        {"Execution": "%s", "RetryCount": 0, "ClusterId": "%s", "StartedEarlier": false,
                         "Outcome": "Succeeded"}""".formatted(EXECUTION, clusterId(invocation))));
    }

    @Test
    void addsKerberosAttributesFromTheirSecret() {
        launch(new LaunchSecrets(secret("kerberos", KERBEROS), Map.of())).answer();

        assertThat(request().path("KerberosAttributes"))
                .isEqualTo(Json.object().put("Realm", "EC2.INTERNAL").put("KdcAdminPassword", PASSWORD));
    }

    @Test
    void mergesSecretConfigurationsIntoTheirClassification() {
        launch(new LaunchSecrets(
                        null,
                        Map.of(
                                "hive-site", secret("hive", "{\"password\": \"%s\"}".formatted(HIVE_PASSWORD)),
                                "presto", secret("presto", "{\"key\": \"%s\"}".formatted(PASSWORD)))))
                .answer();

        assertThat(request().path("Configurations")).isEqualTo(Json.parse("""
                        [{"Classification": "hive-site", "Properties": {"a": "1", "password": "%s"}},
                         {"Classification": "presto", "Properties": {"key": "%s"}}]""".formatted(HIVE_PASSWORD, PASSWORD)));
    }

    @Test
    void addsConfigurationsWhereThereAreNone() {
        LaunchSecrets secrets =
                new LaunchSecrets(null, Map.of("presto", secret("presto", "{\"key\": \"%s\"}".formatted(PASSWORD))));
        launch(cluster().putNull("Configurations"), secrets, 0).answer();

        assertThat(request().path("Configurations")).hasSize(1);
    }

    @Test
    void saysWhichSecretIsMissing() {
        String arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:gone-AbCdEf";
        assertThat(launch(new LaunchSecrets(arn, Map.of())).failure())
                .isInstanceOf(SecretNotFoundException.class)
                .hasMessage(
                        "Secret '%s' for the Kerberos attributes does not exist or is marked for deletion."
                                        .formatted(arn)
                                + " Restore it, or store the definition with another secret and deploy the launch function again");
        String deleted = secret("deleted", KERBEROS);
        secretsManager.deleteSecret(request -> request.secretId(deleted));
        assertThat(launch(new LaunchSecrets(null, Map.of("hive-site", deleted))).failure())
                .isInstanceOf(SecretNotFoundException.class)
                .hasMessageContaining("for classification 'hive-site'");
        assertThat(aws.clusters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hunter2                                            | must be text, a JSON object of strings
            ["hunter2"]                                        | must be text, a JSON object of strings
            {"KdcAdminPassword": "hunter2", hunter2}           | must be text, a JSON object of strings
            {"KdcAdminPassword": "hunter2"}                    | has no 'Realm', which EMR requires
            {"Realm": "hunter2", "KdcAdminPassword": null}     | has no 'KdcAdminPassword', which EMR requires
            {"Realm": "hunter2", "KdcAdminPassword": ["hunter2"]} | must have strings only: 'KdcAdminPassword' is none
            """)
    void saysWhatIsWrongWithASecretButNotWhatItHolds(String value, String problem) {
        String arn = secret("kerberos", value);

        assertThat(launch(new LaunchSecrets(arn, Map.of())).failure())
                .isInstanceOf(InvalidSecretException.class)
                .hasMessage("Secret '%s' for the Kerberos attributes %s", arn, problem);
    }

    @Test
    void aBinarySecretIsNoText() {
        String arn = secretsManager
                .createSecret(request -> request.name("binary").secretBinary(SdkBytes.fromUtf8String(KERBEROS)))
                .arn();

        assertThat(launch(new LaunchSecrets(arn, Map.of())).failure()).isInstanceOf(InvalidSecretException.class);
    }

    @Test
    void retriesThrottledSecretsAndThenSaysSo() {
        LaunchSecrets secrets = new LaunchSecrets(secret("kerberos", KERBEROS), Map.of());
        aws.faults().throttle("secretsmanager:GetSecretValue", 2);
        launch(secrets).answer();
        aws.faults().throttle("secretsmanager:GetSecretValue", 100);

        assertThat(launch(secrets).failure()).isInstanceOf(AwsUnavailableException.class);
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void aSecretThatMayNotBeReadIsNoReasonToTryAgain() {
        LaunchSecrets secrets = new LaunchSecrets(secret("kerberos", KERBEROS), Map.of());
        aws.faults()
                .fail(
                        "secretsmanager:GetSecretValue",
                        CallFault.failed("AccessDeniedException", 400, "not authorized"),
                        1);

        assertThat(launch(secrets).failure())
                .isInstanceOf(SecretsManagerException.class)
                .hasMessageContaining("not authorized");
    }

    @Test
    void refusesWhatRunJobFlowDoesNotKnow() {
        assertThat(launch(cluster().put("Future", 1), LaunchSecrets.NONE, 0).failure())
                .isInstanceOf(InvalidClusterRequestException.class)
                .hasMessage("'Future' is not a member that RunJobFlow takes. It comes from the cluster configuration or"
                        + " from an override");
        assertThat(aws.clusters()).isEmpty();
    }

    /** AWS quotes what it finds invalid. */
    @Test
    void passesEmrsReasonOnWithoutTheSecretsThatItQuotes() {
        aws.emr()
                .failNextCluster(ClusterFault.rejected(
                        "ValidationException", "Value '%s' at 'kdcAdminPassword' is not valid".formatted(PASSWORD)));

        assertThat(launch(new LaunchSecrets(secret("kerberos", KERBEROS), Map.of()))
                        .failure())
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessageStartingWith("EMR refused the cluster: Value '***' at 'kdcAdminPassword' is not valid");
    }

    @Test
    void aFaultThatQuotesASecretDoesNotShowItEither() {
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.failed("InternalFailure", 500, PASSWORD), 1);

        assertThat(launch(new LaunchSecrets(secret("kerberos", KERBEROS), Map.of()))
                        .failure())
                .isInstanceOf(AwsUnavailableException.class)
                .hasMessageContaining("***");
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void waitsOutThrottlingOfRunJobFlow() {
        aws.faults().throttle("elasticmapreduce:RunJobFlow", 2);
        launch(LaunchSecrets.NONE).answer();
        aws.faults().throttle("elasticmapreduce:RunJobFlow", 100);

        assertThat(launch(LaunchSecrets.NONE).failure()).isInstanceOf(AwsUnavailableException.class);
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void aLostAnswerStartsOneClusterWhichTheRetryFinds() {
        for (int i = 0; i < 60; i++) {
            launch(cluster().putNull("Tags"), LaunchSecrets.NONE, 0);
        }
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.answerLost(), 1);

        Invocation first = launch(LaunchSecrets.NONE);
        for (int i = 0; i < 60; i++) {
            launch(cluster().putNull("Tags").put("Name", "other"), LaunchSecrets.NONE, 0);
        }
        Invocation second = launch(cluster(), LaunchSecrets.NONE, 1);

        assertThat(first.failure()).isInstanceOf(AwsUnavailableException.class);
        assertThat(clusterId(second)).isEqualTo(aws.clusters().get(60).id());
        assertThat(second.logLine().path("StartedEarlier").asBoolean()).isTrue();
        assertThat(aws.clusters()).hasSize(121);
    }

    @Test
    void aRetryWithoutAnEarlierClusterStartsOne() {
        String ended = clusterId(launch(LaunchSecrets.NONE));
        emr.terminateJobFlows(request -> request.jobFlowIds(ended));
        launch(cluster().putNull("Tags"), LaunchSecrets.NONE, 0);

        assertThat(clusterId(launch(cluster(), LaunchSecrets.NONE, 1)))
                .isEqualTo(aws.clusters().get(2).id());
    }
}
