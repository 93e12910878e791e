package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages START, DESCRIBE and TERMINATE with the emulator's EMR and Secrets Manager, over HTTP, including errors. */
class LaunchHandlerClusterTest {
    private static final String EXECUTION = LaunchMachine.EXECUTION;
    private static final String PASSWORD = "hunter2-of-the-kdc";
    private static final String HIVE_PASSWORD = "hunter2-of-hive";
    private static final String KERBEROS = """
            {"Realm": "EC2.INTERNAL", "KdcAdminPassword": "%s", "CrossRealmTrustPrincipalPassword": null, "Note": "x"}""".formatted(PASSWORD);

    private final LocalAws aws =
            LocalAws.builder().ignoresUnknownEmrMembers(true).start();
    private final LaunchMachine machine = new LaunchMachine(aws);

    @BeforeEach
    void createRoles() {
        aws.existing()
                .role("service")
                .role("other")
                .instanceProfile("instance", "instance")
                .securityConfiguration("secure");
    }

    /** After each test: no value of a secret is visible. */
    @AfterEach
    void close() {
        machine.close();
        assertThat(machine.invocations()).isNotEmpty().allSatisfy(invocation -> assertThat(invocation.everything())
                .doesNotContain("hunter2")
                .doesNotContain("EC2.INTERNAL"));
    }

    private String secret(String name, String value) {
        return machine.client()
                .call(
                        CalledService.SECRETS_MANAGER,
                        "CreateSecret",
                        Json.object().put("Name", name).put("SecretString", value))
                .path("ARN")
                .asText();
    }

    private static ObjectNode cluster() {
        ObjectNode cluster = Json.parseObject("""
                {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                 "Configurations": [{"Classification": "hive-site", "Properties": {"a": "1", "password": "old"}}],
                 "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge",
                   "KeepJobFlowAliveWhenNoSteps": true}}""");
        cluster.putArray("Tags").addObject().put("Key", "emr-launch:execution").put("Value", EXECUTION);
        return cluster;
    }

    private ObjectNode members(ObjectNode cluster, LaunchSecrets secrets, int retryCount) {
        LaunchRequest launch = new LaunchRequest(
                DefinitionName.of("p"), DefinitionName.of("c"), "etl", false, false, Map.of(), List.of(), secrets);
        ObjectNode members = Json.object().set(LaunchRequest.LAUNCH, launch.toJson());
        members.set(LaunchRequest.CLUSTER, cluster);
        return members.put(LaunchRequest.EXECUTION_START, aws.clock().now().toString())
                .put(LaunchRequest.RETRY_COUNT, retryCount);
    }

    private Invocation start(ObjectNode cluster, LaunchSecrets secrets, int retryCount) {
        return machine.run(LaunchStage.START, members(cluster, secrets, retryCount));
    }

    private Invocation start(LaunchSecrets secrets) {
        // Each belongs to a separate launch.
        machine.forget();
        return start(cluster(), secrets, 0);
    }

    private void startAnother(String name, String execution) {
        ObjectNode request = cluster().put("Name", name);
        request.withArray("Tags")
                .removeAll()
                .addObject()
                .put("Key", "emr-launch:execution")
                .put("Value", execution);
        machine.client().call(CalledService.EMR, "RunJobFlow", request);
    }

    private static String clusterId(Invocation invocation) {
        return invocation.answer().path("ClusterId").asText();
    }

    private JsonNode request() {
        assertThat(aws.clusters()).hasSize(1);
        return aws.clusters().get(0).request();
    }

    @Test
    void startsTheRequestedCluster() {
        Invocation invocation = start(LaunchSecrets.NONE);

        assertThat(aws.clusters()).extracting(LocalCluster::id).containsExactly(clusterId(invocation));
        assertThat(request()).isEqualTo(cluster());
        assertThat(invocation.answer()).isEqualTo(Json.parse("""
                        {"ClusterId": "%1$s", "ClusterArn": "arn:aws:elasticmapreduce:%2$s:123456789012:cluster/%1$s",
                         "Protection": {"ReleaseLabel": "emr-7.12.0", "ServiceRole": "service",
                           "JobFlowRole": "instance"}, "Differences": []}""".formatted(clusterId(invocation), aws.region())));
        assertThat(invocation.logLine()).isEqualTo(Json.parse("""
                        {"Stage": "START", "Execution": "%s", "RetryCount": 0, "StartedEarlier": false,
                         "ClusterId": "%s", "Outcome": "Succeeded"}""".formatted(EXECUTION, clusterId(invocation))));
    }

    /** A flood of EMR's API must not result in a cluster that was not compared with the request. */
    @ParameterizedTest
    @CsvSource({"ThrottlingException, 400", "InternalServerException, 500", "AccessDeniedException, 400"})
    void failsWithoutDescribeClusterIfTheLaunchDoesNotWait(String code, int status) {
        aws.faults().fail("elasticmapreduce:DescribeCluster", CallFault.failed(code, status, "no"), 50);
        ObjectNode members = members(cluster(), LaunchSecrets.NONE, 0);

        Invocation waits = machine.run(LaunchStage.START, members.deepCopy());
        machine.forget();
        Invocation leaves = machine.run(LaunchStage.START, members.put(LaunchRequest.WAITS, false));

        assertThat(waits.failure()).isNull();
        assertThat(leaves.failure()).hasMessageContaining(code);
    }

    /** Members that EMR added after this library was written. */
    @Test
    void sendsUnknownMembersToEmr() {
        ObjectNode cluster = cluster().put("FromTheFuture", 3);
        cluster.withObject("/Instances").put("Also", "x");

        start(cluster, LaunchSecrets.NONE, 0).answer();

        assertThat(request()).isEqualTo(cluster);
    }

    @Test
    void addsKerberosAttributesFromTheirSecret() {
        String arn = secret("kerberos", KERBEROS);
        Invocation started = start(new LaunchSecrets(arn, Map.of()));

        assertThat(started.answer().at("/Protection/Kerberos").asBoolean()).isTrue();
        assertThat(request().path("KerberosAttributes"))
                .isEqualTo(Json.object().put("Realm", "EC2.INTERNAL").put("KdcAdminPassword", PASSWORD));
    }

    @Test
    void mergesSecretConfigurationsIntoTheirClassification() {
        start(new LaunchSecrets(
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
    void addsSecretConfigurationsToARequestWithoutConfigurations() {
        LaunchSecrets secrets =
                new LaunchSecrets(null, Map.of("presto", secret("presto", "{\"key\": \"%s\"}".formatted(PASSWORD))));
        start(cluster().without("Configurations"), secrets, 0).answer();

        assertThat(request().path("Configurations")).hasSize(1);
    }

    @Test
    void failsForAMissingOrDeletedSecret() {
        String arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:gone-AbCdEf";
        assertThat(start(new LaunchSecrets(arn, Map.of())).failure())
                .isInstanceOf(SecretNotFoundException.class)
                .hasMessage(
                        "Secret '%s' for the Kerberos attributes does not exist or is marked for deletion."
                                        .formatted(arn)
                                + " Restore it, or store the definition with another secret and deploy the launch function again");
        String deleted = secret("deleted", KERBEROS);
        machine.call(CalledService.SECRETS_MANAGER, "DeleteSecret", "{\"SecretId\": \"%s\"}".formatted(deleted));
        assertThat(start(new LaunchSecrets(null, Map.of("hive-site", deleted))).failure())
                .isInstanceOf(SecretNotFoundException.class)
                .hasMessageContaining("for classification 'hive-site'");
        assertThat(aws.clusters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hunter2                                            | must be a JSON object of strings
            ["hunter2"]                                        | must be a JSON object of strings
            {"KdcAdminPassword": "hunter2", hunter2}           | must be a JSON object of strings
            {"KdcAdminPassword": "hunter2"}                    | has no 'Realm', which EMR requires
            {"Realm": "hunter2", "KdcAdminPassword": null}     | has no 'KdcAdminPassword', which EMR requires
            {"Realm": "hunter2", "KdcAdminPassword": ["hunter2"]} | must have strings only: a member is a number, true, false, a list or an object
            """)
    void rejectsAnInvalidSecretWithoutQuotingItsValue(String value, String problem) {
        String arn = secret("kerberos", value);

        assertThat(start(new LaunchSecrets(arn, Map.of())).failure())
                .isInstanceOf(InvalidSecretException.class)
                .hasMessage("Secret '%s' for the Kerberos attributes %s", arn, problem);
    }

    /** {@code aws secretsmanager create-secret --secret-binary fileb://kerberos.json} sends the bytes of the file. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-32"})
    void readsABinarySecretInItsEncoding(String encoding) {
        String kerberos = binarySecret("kerberos", KERBEROS.getBytes(Charset.forName(encoding)));
        String metastore = binarySecret(
                "metastore", "{\"javax.jdo.option.ConnectionPassword\": \"päss\"}".getBytes(Charset.forName(encoding)));

        start(new LaunchSecrets(kerberos, Map.of("hive-site", metastore))).answer();

        JsonNode request = aws.clusters().get(0).request();
        assertThat(request.path("KerberosAttributes").path("Realm").asText())
                .isEqualTo(Json.parse(KERBEROS).path("Realm").asText())
                .isNotEmpty();
        assertThat(request.findValuesAsText("javax.jdo.option.ConnectionPassword"))
                .containsExactly("päss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aHVudGVyMg==", "/w==", "eyJhIjogImJ9", "W10="})
    void rejectsAnInvalidBinarySecretWithoutQuotingItsValue(String base64) {
        String arn = binarySecret("binary", Base64.getDecoder().decode(base64));

        assertThat(start(new LaunchSecrets(arn, Map.of())).failure())
                .isInstanceOf(InvalidSecretException.class)
                .hasMessage("Secret '%s' for the Kerberos attributes must be a JSON object of strings", arn)
                .hasNoCause();
    }

    private String binarySecret(String name, byte[] value) {
        return machine.call(
                        CalledService.SECRETS_MANAGER,
                        "CreateSecret",
                        Json.write(Json.object()
                                .put("Name", name)
                                .put("SecretBinary", Base64.getEncoder().encodeToString(value))))
                .path("ARN")
                .asText();
    }

    @Test
    void retriesAThrottledGetSecretValueAndThenFails() {
        LaunchSecrets secrets = new LaunchSecrets(secret("kerberos", KERBEROS), Map.of());
        aws.faults().throttle("secretsmanager:GetSecretValue", 2);
        start(secrets).answer();
        aws.faults().throttle("secretsmanager:GetSecretValue", 100);

        assertThat(start(secrets).failure()).isInstanceOf(AwsUnavailableException.class);
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void throwsANonRetryableErrorForADeniedSecret() {
        LaunchSecrets secrets = new LaunchSecrets(secret("kerberos", KERBEROS), Map.of());
        aws.faults()
                .fail(
                        "secretsmanager:GetSecretValue",
                        CallFault.failed("AccessDeniedException", 400, "not authorized"),
                        1);

        assertThat(start(secrets).failure())
                .isInstanceOf(AwsCallFailedException.class)
                .hasMessageContaining("not authorized");
    }

    @Test
    void reportsTheMessageOfEmrWhenTheLaunchHasNoSecrets() {
        aws.emr().failNextCluster(ClusterFault.rejected("ValidationException", "Subnet is required"));

        assertThat(start(LaunchSecrets.NONE).failure())
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessage("EMR refused the cluster: ValidationException: Subnet is required");
    }

    @Test
    void retriesAThrottledRunJobFlowAndThenFails() {
        aws.faults().throttle("elasticmapreduce:RunJobFlow", 2);
        start(LaunchSecrets.NONE).answer();
        aws.faults().throttle("elasticmapreduce:RunJobFlow", 100);

        assertThat(start(LaunchSecrets.NONE).failure()).isInstanceOf(AwsUnavailableException.class);
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void findsTheClusterOfALostResponseOnRetry() {
        for (int i = 0; i < 60; i++) {
            startAnother("etl", EXECUTION + i);
        }
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.answerLost(), 1);

        Invocation first = start(LaunchSecrets.NONE);
        for (int i = 0; i < 60; i++) {
            startAnother("other", EXECUTION);
        }
        Invocation second = start(cluster(), LaunchSecrets.NONE, 1);

        assertThat(first.failure()).isInstanceOf(AwsUnavailableException.class);
        assertThat(clusterId(second)).isEqualTo(aws.clusters().get(60).id());
        assertThat(second.answer().path("ClusterArn").asText()).endsWith(":cluster/" + clusterId(second));
        assertThat(second.logLine().path("StartedEarlier").asBoolean()).isTrue();
        assertThat(aws.clusters()).hasSize(121);
    }

    @Test
    void startsAClusterOnRetryWhenThereIsNone() {
        String ended = clusterId(start(LaunchSecrets.NONE));
        machine.call(CalledService.EMR, "TerminateJobFlows", "{\"JobFlowIds\": [\"%s\"]}".formatted(ended));
        startAnother("etl", EXECUTION + "-2");

        assertThat(clusterId(start(cluster(), LaunchSecrets.NONE, 1)))
                .isEqualTo(aws.clusters().get(2).id());
    }

    /** The role may only describe the clusters of its own state machine. Otherwise each attempt could start another cluster. */
    @Test
    void failsOnRetryWhenItMayNotDescribeTheOnlyCandidate() {
        startAnother("etl", EXECUTION);
        String candidate = aws.clusters().get(0).id();
        aws.faults()
                .fail(
                        "elasticmapreduce:DescribeCluster",
                        CallFault.failed("AccessDeniedException", 400, "not authorized"),
                        1);

        assertThat(start(cluster(), LaunchSecrets.NONE, 1).failure())
                .isInstanceOf(ClusterStartFailedException.class)
                .hasMessageContaining("[%s] with that name must not be described".formatted(candidate));
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void findsItsOwnClusterBesideOneThatItMayNotDescribe() {
        startAnother("etl", EXECUTION);
        startAnother("etl", "another");
        aws.faults()
                .fail(
                        "elasticmapreduce:DescribeCluster",
                        CallFault.failed("AccessDeniedException", 400, "not authorized"),
                        1);

        start(cluster(), LaunchSecrets.NONE, 1).answer();

        assertThat(aws.clusters()).hasSize(2);
    }

    /** Redriven after it was stopped during RunJobFlow: the state starts again, with retry count 0. */
    @Test
    void findsTheClusterOfTheFirstRunWhenRedriven() {
        String clusterId = clusterId(start(LaunchSecrets.NONE));

        Invocation redriven = machine.run(
                LaunchStage.START, members(cluster(), LaunchSecrets.NONE, 0).put(LaunchRequest.REDRIVE_COUNT, 1));

        assertThat(clusterId(redriven)).isEqualTo(clusterId);
        assertThat(aws.clusters()).hasSize(1);
    }

    /** A launch that does not wait does not poll its cluster again. */
    @Test
    void reportsDifferencesFromTheRequestAtStart() {
        machine.call(CalledService.EMR, "RunJobFlow", Json.write(cluster().put("ReleaseLabel", "emr-7.0.0")));

        assertThat(start(cluster(), LaunchSecrets.NONE, 1).answer().path("Differences"))
                .isEqualTo(Json.of(List.of("ReleaseLabel is 'emr-7.0.0' and should be 'emr-7.12.0'")));
    }

    @Test
    void reportsAnotherKerberosRealmAtStartWithoutItsName() {
        start(new LaunchSecrets(secret("kerberos", KERBEROS), Map.of())).answer();
        String other = secret("other", "{\"Realm\": \"hunter2\", \"KdcAdminPassword\": \"x\"}");

        Invocation again = start(cluster(), new LaunchSecrets(other, Map.of()), 1);

        assertThat(again.answer().path("Differences"))
                .isEqualTo(Json.of(List.of("KerberosAttributes.Realm is not that of the secret")));
    }

    @Test
    void startsTheClusterEvenIfDescribeClusterIsThrottled() {
        aws.faults().fail("elasticmapreduce:DescribeCluster", CallFault.throttled(), 1);

        assertThat(start(LaunchSecrets.NONE).answer().path("Differences")).isEmpty();
        assertThat(aws.clusters()).hasSize(1);
    }

    private Invocation describe(String clusterId, JsonNode protection) {
        ObjectNode payload = LaunchMachine.payload(LaunchStage.DESCRIBE).put(LaunchRequest.CLUSTER_ID, clusterId);
        return machine.invoke(payload.set(LaunchRequest.PROTECTION, protection));
    }

    @Test
    void describesOnlyStatusAndDifferences() {
        Invocation started = start(new LaunchSecrets(secret("kerberos", KERBEROS), Map.of()));
        machine.historyRequests.clear();

        Invocation asked = describe(clusterId(started), started.answer().path("Protection"));

        assertThat(asked.answer().fieldNames()).toIterable().containsExactly("Status", "Differences");
        assertThat(asked.answer().at("/Status/State").asText()).isEqualTo("STARTING");
        assertThat(asked.answer().at("/Status/Timeline/CreationDateTime").asText())
                .isEqualTo(aws.clock().now().toString());
        assertThat(asked.answer().path("Differences")).isEmpty();
        assertThat(asked.logLine().path("State").asText()).isEqualTo("STARTING");
        assertThat(machine.historyRequests).isEmpty();
    }

    @Test
    void describesTheReasonWhyAClusterEnded() {
        aws.emr().failNextCluster(ClusterFault.failsWhileStarting("VALIDATION_ERROR", "no such subnet"));
        Invocation started = start(LaunchSecrets.NONE);
        aws.clock().advance(Duration.ofHours(1));

        JsonNode status = describe(clusterId(started), started.answer().path("Protection"))
                .answer()
                .path("Status");

        assertThat(status.path("State").asText()).isEqualTo("TERMINATED_WITH_ERRORS");
        assertThat(status.path("StateChangeReason"))
                .isEqualTo(Json.object().put("Code", "VALIDATION_ERROR").put("Message", "no such subnet"));
        assertThat(status.at("/Timeline/EndDateTime").asText()).endsWith("Z");
    }

    private ObjectNode protectedCluster() {
        return cluster().put("SecurityConfiguration", "secure");
    }

    @Test
    void describesAClusterAsRequestedWithoutDifferences() {
        ObjectNode cluster = protectedCluster();
        Invocation started = start(cluster, new LaunchSecrets(secret("kerberos", KERBEROS), Map.of()), 0);
        aws.clock().advance(Duration.ofHours(1));

        Invocation asked = describe(clusterId(started), started.answer().path("Protection"));

        assertThat(asked.answer().at("/Status/State").asText()).isEqualTo("WAITING");
        assertThat(asked.answer().path("Differences")).isEmpty();
    }

    /** EMR may ignore unknown members. A launch with protection must not get a cluster without it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ReleaseLabel                  | emr-7.0.0 | ReleaseLabel is 'emr-7.12.0' and should be 'emr-7.0.0'
            ServiceRole                   | other     | ServiceRole is 'service' and should be 'other'
            JobFlowRole                   | other     | JobFlowRole is 'instance' and should be 'other'
            """)
    void describesDifferencesFromTheRequest(String member, String asked, String difference) {
        Invocation started = start(LaunchSecrets.NONE);

        JsonNode differences = describe(clusterId(started), Json.object().put(member, asked))
                .answer()
                .path("Differences");

        assertThat(differences).isEqualTo(Json.of(List.of(difference)));
    }

    /** It is not documented which members DescribeCluster returns, and from which time on. */
    @Test
    void describesMissingSecurityConfigurationAndRealmAsDifferences() {
        Invocation started = start(LaunchSecrets.NONE);
        JsonNode protection = Json.object()
                .put("SecurityConfiguration", "secure")
                .put("AutoScalingRole", "other")
                .put("Kerberos", true);
        assertThat(describe(clusterId(started), protection).answer().path("Differences"))
                .as("not decided while it starts")
                .isEmpty();
        aws.clock().advance(Duration.ofHours(1));

        assertThat(describe(clusterId(started), protection).answer().path("Differences"))
                .isEqualTo(Json.of(List.of(
                        "SecurityConfiguration is not set and should be 'secure'",
                        "KerberosAttributes.Realm is not set")));
    }

    @Test
    void comparesRolesByNameOrArn() {
        aws.existing().role("service-role/svc");
        ObjectNode cluster = cluster().put("ServiceRole", "service-role/svc");
        Invocation started = start(cluster, LaunchSecrets.NONE, 0);
        aws.clock().advance(Duration.ofHours(1));

        assertThat(describe(clusterId(started), started.answer().path("Protection"))
                        .answer()
                        .path("Differences"))
                .isEmpty();
        assertThat(describe(
                                clusterId(started),
                                Json.object().put("ServiceRole", "arn:aws:iam::1:role/service-role/svc"))
                        .answer()
                        .path("Differences"))
                .isEmpty();
    }

    private Invocation terminate(JsonNode clusterId) {
        ObjectNode members = Json.object()
                .put(LaunchRequest.CLUSTER_NAME, "etl")
                .put(
                        LaunchRequest.EXECUTION_START,
                        aws.clock().now().minusSeconds(3600).toString());
        return machine.run(LaunchStage.TERMINATE, members.set(LaunchRequest.CLUSTER_ID, clusterId));
    }

    private List<String> alive() {
        return aws.clusters().stream()
                .filter(LocalCluster::isAlive)
                .map(LocalCluster::id)
                .toList();
    }

    @Test
    void terminatesAProtectedCluster() {
        ObjectNode cluster = cluster();
        cluster.withObject("/Instances").put("TerminationProtected", true);
        Invocation started = start(cluster, LaunchSecrets.NONE, 0);

        Invocation terminated = terminate(started.answer().path("ClusterId"));

        assertThat(terminated.answer())
                .isEqualTo(Json.object().set("Terminated", Json.of(List.of(clusterId(started)))));
        assertThat(alive()).isEmpty();
        assertThat(terminated.logLine().path("Terminated")).hasSize(1);
    }

    @Test
    void reportsAnEndedClusterAsTerminated() {
        Invocation started = start(LaunchSecrets.NONE);
        terminate(started.answer().path("ClusterId")).answer();
        aws.clock().advance(Duration.ofHours(1));

        assertThat(terminate(started.answer().path("ClusterId")).answer().path("Terminated"))
                .hasSize(1);
    }

    @Test
    void terminatesTaggedClustersWhenTheIdIsUnknown() {
        startAnother("etl", EXECUTION);
        startAnother("etl", EXECUTION + "-2");
        startAnother("other", EXECUTION);
        startAnother("etl", EXECUTION);

        assertThat(terminate(Json.parse("null")).answer().path("Terminated")).hasSize(2);

        assertThat(aws.clusters()).extracting(LocalCluster::isAlive).containsExactly(false, true, true, false);
    }

    @Test
    void doesNotTerminateTheClusterOfAnotherExecution() {
        startAnother("etl", EXECUTION + "-2");

        assertThat(terminate(Json.of(aws.clusters().get(0).id())).failure())
                .isInstanceOf(NotRecordedException.class)
                .hasMessageContaining("does not have the tag of execution");
        assertThat(alive()).hasSize(1);
    }
}
