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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A launch with secrets, which AWS could reveal to its caller. */
class LaunchHandlerSecretsTest {
    private static final String EXECUTION = LaunchMachine.EXECUTION;
    private static final String LOG = "/aws/vendedlogs/states/default_etl";
    private static final String PASSWORD = "hunter2/of\"the\"<kdc>";
    private static final String HARMLESS = "Subnet subnet-1 does not exist";

    private final LocalAws aws = LocalAws.start();
    private final LaunchMachine machine = new LaunchMachine(aws, new AwsMessages(LOG));
    private LaunchSecrets secrets = LaunchSecrets.NONE;

    @BeforeEach
    void createRolesAndSecret() {
        aws.existing().role("service").instanceProfile("instance", "instance");
        secrets = new LaunchSecrets(
                secret("kerberos", Json.object().put("Realm", "CORP.HUNTER2").put("KdcAdminPassword", PASSWORD)),
                Map.of());
    }

    /** After each test: no part of a secret is visible, in any case of letters. */
    @AfterEach
    void close() {
        machine.close();
        assertThat(machine.invocations()).isNotEmpty().allSatisfy(invocation -> assertThat(invocation.everything())
                .doesNotContainIgnoringCase("hunter2")
                .doesNotContainIgnoringCase("of\\\"the")
                .doesNotContainIgnoringCase("kdc&gt;"));
    }

    private String secret(String name, JsonNode value) {
        return machine.client()
                .call(
                        CalledService.SECRETS_MANAGER,
                        "CreateSecret",
                        Json.object().put("Name", name).put("SecretString", Json.write(value)))
                .path("ARN")
                .asText();
    }

    private static ObjectNode cluster() {
        ObjectNode cluster = Json.parseObject("""
                {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                 "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge",
                   "KeepJobFlowAliveWhenNoSteps": true}}""");
        cluster.putArray("Tags").addObject().put("Key", "emr-launch:execution").put("Value", EXECUTION);
        return cluster;
    }

    private ObjectNode members() {
        LaunchRequest launch = new LaunchRequest(
                DefinitionName.of("p"), DefinitionName.of("c"), "etl", false, false, Map.of(), List.of(), secrets);
        ObjectNode members = Json.object().set(LaunchRequest.LAUNCH, launch.toJson());
        members.set(LaunchRequest.CLUSTER, cluster());
        return members.put(LaunchRequest.CLUSTER_NAME, "etl")
                .put(LaunchRequest.EXECUTION_START, aws.clock().now().toString());
    }

    private Invocation start() {
        return machine.run(LaunchStage.START, members());
    }

    private Invocation describe(String clusterId, ObjectNode protection) {
        ObjectNode payload = LaunchMachine.payload(LaunchStage.DESCRIBE).put(LaunchRequest.CLUSTER_ID, clusterId);
        return machine.invoke(payload.set(LaunchRequest.PROTECTION, protection));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Value 'hunter2/of\"the\"<kdc>' at 'kdcAdminPassword' is not valid",
                "{\"KdcAdminPassword\": \"hunter2\\/of\\\"the\\\"<kdc>\"}",
                "<Value>hunter2/of&quot;the&quot;&lt;kdc&gt;</Value>",
                "?password=hunter2%2Fof%22the%22%3Ckdc%3E",
                "VALUE HUNTER2/OF\"THE\"<KDC> IS NOT VALID",
                "Value hunter2… is not valid",
                "realm 'corp.hunter2'"
            })
    void hidesAnEmrMessageThatQuotesASecret(String message) {
        aws.emr().failNextCluster(ClusterFault.rejected("ValidationException", message));

        Invocation invocation = start();

        assertThat(invocation.failure())
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessage(
                        "EMR refused the cluster: ValidationException: its message is not shown, because it may quote a"
                                + " secret of the launch");
        assertThat(invocation.logLine().path("AwsCode").asText()).isEqualTo("ValidationException");
        assertThat(invocation.logLine().has("AwsMessage")).isFalse();
    }

    @Test
    void writesOtherEmrMessagesToTheLogOnly() {
        aws.emr().failNextCluster(ClusterFault.rejected("ValidationException", HARMLESS));

        Invocation invocation = start();

        assertThat(invocation.failure())
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessage(
                        "EMR refused the cluster: ValidationException: its message is not shown, because the launch has secrets."
                                + " It is in the log group '%s', as 'AwsMessage'",
                        LOG);
        assertThat(invocation.logLine().path("AwsMessage").asText()).isEqualTo(HARMLESS);
    }

    @Test
    void hidesTheMessageOfAnInternalEmrError() {
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.failed("InternalFailure", 500, PASSWORD), 1);

        assertThat(start().failure())
                .isInstanceOf(AwsUnavailableException.class)
                .hasMessageStartingWith(
                        "elasticmapreduce:RunJobFlow failed with InternalFailure (status 500): its message is not");
    }

    @ParameterizedTest
    @CsvSource({"AccessDeniedException, 400", "DecryptionFailure, 400", "InternalServiceError, 500"})
    void hidesTheMessageOfSecretsManager(String code, int status) {
        aws.faults().fail("secretsmanager:GetSecretValue", CallFault.failed(code, status, PASSWORD), 20);

        assertThat(start().failure()).hasMessageContaining(code).hasMessageContaining("its message is not shown");
    }

    /** The second secret's error may quote the first. */
    @Test
    void hidesTheMessageOfAnErrorOfTheSecondSecret() {
        secrets = new LaunchSecrets(
                secrets.kerberosAttributes(),
                Map.of("hive-site", secret("hive", Json.object().put("password", "x"))));
        aws.faults()
                .fail(
                        "secretsmanager:GetSecretValue",
                        CallFault.before(() -> aws.faults()
                                .fail(
                                        "secretsmanager:GetSecretValue",
                                        CallFault.failed("DecryptionFailure", 400, PASSWORD),
                                        1)),
                        1);

        assertThat(start().failure())
                .isInstanceOf(AwsCallFailedException.class)
                .hasMessageContaining("DecryptionFailure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "InvalidRequestException"})
    void hidesTheMessageOfDescribeCluster(String code) {
        String clusterId = start().answer().path("ClusterId").asText();
        aws.faults().fail("elasticmapreduce:DescribeCluster", CallFault.failed(code, 400, PASSWORD), 1);

        Invocation invocation = describe(clusterId, Json.object());

        assertThat(invocation.failure()).hasMessageContaining(code);
        assertThat(invocation.logLine().has("AwsMessage")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"elasticmapreduce:SetTerminationProtection", "elasticmapreduce:ListClusters"})
    void hidesTheMessageOfAnErrorDuringTermination(String action) {
        ObjectNode members = members();
        if (!action.contains("List")) {
            members.set(LaunchRequest.CLUSTER_ID, start().answer().path("ClusterId"));
        }
        aws.faults().fail(action, CallFault.failed("ValidationException", 400, PASSWORD), 1);

        assertThat(machine.run(LaunchStage.TERMINATE, members).failure())
                .hasMessageContaining(action)
                .hasMessageContaining("ValidationException");
    }

    /** The calls of these stages have no secrets. */
    @Test
    void writesTheMessageOfALoadingErrorToTheLog() {
        aws.faults().fail("ssm:GetParameters", CallFault.failed("AccessDeniedException", 400, "not authorized"), 1);

        Invocation invocation =
                machine.run(LaunchStage.LOAD, members().set(LaunchRequest.EXECUTION_INPUT, Json.object()));

        assertThat(invocation.failure())
                .hasMessageStartingWith("ssm:GetParameters failed with AccessDeniedException (status 400)")
                .hasMessageContaining(LOG);
        assertThat(invocation.logLine().path("AwsMessage").asText()).isEqualTo("not authorized");
    }

    @Test
    void hidesTheMessageOfTheStateChangeReason() {
        aws.emr().failNextCluster(ClusterFault.failsWhileStarting("VALIDATION_ERROR", "no realm " + PASSWORD));
        Invocation started = start();
        aws.clock().advance(Duration.ofHours(1));

        Invocation asked = describe(started.answer().path("ClusterId").asText(), Json.object());

        assertThat(asked.answer().at("/Status/StateChangeReason"))
                .isEqualTo(
                        Json.object()
                                .put("Code", "VALIDATION_ERROR")
                                .put(
                                        "Message",
                                        "EMR's message is not shown, because the cluster has secrets. The EMR console shows it"));
    }

    /** The description of a cluster from EMR may also quote secrets. */
    @Test
    void hidesTheValueFromEmrInDifferences() {
        Invocation started = start();

        JsonNode differences = describe(
                        started.answer().path("ClusterId").asText(),
                        Json.object().put("ServiceRole", "other"))
                .answer()
                .path("Differences");

        assertThat(differences).isEqualTo(Json.of(List.of("ServiceRole is another and should be 'other'")));
    }

    /** The name of a member may be the secret, if a user has confused name and value. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"hunter2-as-a-name\": 1}", "{\"hunter2-as-a-name\": {\"a\": \"hunter2\"}}"})
    void hidesNamesOfMembersOfAnInvalidSecret(String value) {
        secrets = new LaunchSecrets(null, Map.of("hive-site", secret("hive", Json.parse(value))));

        assertThat(start().failure())
                .isInstanceOf(InvalidSecretException.class)
                .hasMessageContaining("must have strings only");
    }

    @Test
    void hidesAnEmrMessageThatQuotesAMemberOfASecret() {
        secrets = new LaunchSecrets(
                null, Map.of("hive-site", secret("hive", Json.object().put("hunter2-as-a-name", "x-y-z"))));
        aws.emr().failNextCluster(ClusterFault.rejected("ValidationException", "No property hunter2-as-a-name"));

        assertThat(start().logLine().has("AwsMessage")).isFalse();
    }
}
