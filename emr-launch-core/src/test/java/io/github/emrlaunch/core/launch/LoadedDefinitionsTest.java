package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by a principal that may write one parameter, on an app that reads it during synthesis. */
class LoadedDefinitionsTest {
    private static final DefinitionDirectory PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));
    private static final DefinitionName PROFILE = DefinitionName.of("sse-kms-profile");
    private static final DefinitionName CONFIGURATION = DefinitionName.of("basic-instance-group-cluster");
    private static final DefinitionName LAUNCH = DefinitionName.of("launch-basic-cluster");
    private static final DefinitionName JOB = new DefinitionName("analytics", "aggregate");
    private static final String OTHER = "210987654321";

    @TempDir
    Path folder;

    private void store(DefinitionType<?> type, DefinitionName name, Consumer<ObjectNode> change) {
        ObjectNode document = PYTHON.get(type, name).toJson();
        change.accept(document);
        put(type, name, document);
    }

    private void put(DefinitionType<?> type, DefinitionName name, ObjectNode document) {
        new DefinitionDirectory(folder).put(new StoredDocument<>(type, name, Json.write(document), "test"));
    }

    private void launch(TestStack test) {
        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.fromStoredProfile(test.loadingFrom(folder), "Profile", PROFILE.name()))
                .clusterConfiguration(ClusterConfiguration.fromStoredConfiguration(
                        test.loadingFrom(folder), "Configuration", CONFIGURATION.name()))
                .build();
    }

    private void loadLaunchFunction(TestStack test) {
        EmrLaunchFunction.fromStoredFunction(test.loadingFrom(folder), "Loaded", LAUNCH.name());
    }

    private void loadJobFunction(TestStack test) {
        ServerlessJobFunction.fromStoredJobFunction(test.loadingFrom(folder), "Loaded", JOB.name(), JOB.namespace());
    }

    private static TestStack inIreland() {
        return TestStack.inRegion("eu-west-1", Map.of());
    }

    /** A launch with them would fail in its first state, for any input. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Instances\": []} | 'ClusterConfiguration.Instances' must be an object",
                "{\"KerberosAttributes\": {\"Realm\": \"A\"}} | has 'ClusterConfiguration.KerberosAttributes', whose passwords would be visible",
                "{\"Tags\": [{\"Key\": \"emr-launch:function\", \"Value\": \"x\"}]} | keys that begin with emr-launch: are reserved for the launch",
                "{\"Tags\": [{\"Key\": \"team\", \"Value\": \"R&D\"}]} | Tag 'team' may have only letters, digits, spaces",
                "{\"Tags\": [{\"Value\": \"x\"}]} | 'Tags' must be a list of objects with Key and Value",
                "{\"servicerole\": \"Admin\"} | 'servicerole' must be written 'ServiceRole'"
            })
    void rejectsInvalidStoredConfiguration(String members, String refusal) {
        store(DefinitionType.EMR_PROFILE, PROFILE, document -> {});
        store(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, document -> document.withObject(
                        "/ClusterConfiguration")
                .setAll(Json.parseObject(members)));

        assertThatThrownBy(() -> launch(inIreland())).hasMessageContaining(refusal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:states:eu-west-1:123456789012:stateMachine:default_other",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:DEFAULT_launch-basic-cluster",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:default_launch-basic-cluster:1",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:default_launch-basic-cluster*",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:*",
                "arn:aws:states:eu-west-1:123456789012:express:default_launch-basic-cluster",
                "arn:aws:states:*:123456789012:stateMachine:default_launch-basic-cluster",
                "arn:aws:states:eu-west-1::stateMachine:default_launch-basic-cluster",
                "arn:*:states:eu-west-1:123456789012:stateMachine:default_launch-basic-cluster",
                "arn:aws:lambda:eu-west-1:123456789012:function:default_launch-basic-cluster",
                "default_launch-basic-cluster"
            })
    void rejectsLaunchFunctionWithOtherStateMachine(String arn) {
        store(DefinitionType.EMR_LAUNCH_FUNCTION, LAUNCH, document -> document.put("StateMachine", arn));

        assertThatThrownBy(() -> loadLaunchFunction(TestStack.create()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContainingAll(
                        "The stored EMR launch function 'default/launch-basic-cluster' names the state machine " + arn,
                        "Its own is 'default_launch-basic-cluster'");
    }

    @ParameterizedTest
    @CsvSource({"eu-west-1, 210987654321", "eu-central-1, 123456789012"})
    void rejectsLaunchFunctionOfOtherAccountOrRegionThanStack(String region, String account) {
        store(
                DefinitionType.EMR_LAUNCH_FUNCTION,
                LAUNCH,
                document -> document.put(
                        "StateMachine",
                        "arn:aws:states:%s:%s:stateMachine:default_launch-basic-cluster".formatted(region, account)));

        assertThatThrownBy(() -> loadLaunchFunction(inIreland()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("of account 123456789012 in region eu-west-1");
        assertThatCode(() -> loadLaunchFunction(TestStack.create())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"LaunchFunctionName, other", "Namespace, other", "EMRProfile, a/../b", "ClusterConfiguration, x"})
    void rejectsLaunchFunctionWithWrongOrInvalidNames(String member, String value) {
        store(DefinitionType.EMR_LAUNCH_FUNCTION, LAUNCH, document -> document.put(member, value));

        assertThatThrownBy(() -> loadLaunchFunction(TestStack.create())).isInstanceOf(InvalidDefinitionException.class);
    }

    private void storeJob(String stateMachine) {
        put(DefinitionType.SERVERLESS_JOB_FUNCTION, JOB, Json.parseObject("""
                {"JobFunctionName": "aggregate", "Namespace": "analytics", "ApplicationId": "a",
                 "ExecutionRole": "arn:aws:iam::123456789012:role/Admin", "EntryPoint": "s3://attackers/job.py",
                 "AllowedOverrides": {}, "StateMachine": "%s"}""".formatted(stateMachine)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:states:eu-west-1:123456789012:stateMachine:analytics_aggregate",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:serverless_analytics_other",
                "arn:aws:states:eu-west-1:210987654321:stateMachine:serverless_analytics_aggregate",
                "arn:aws:states:us-east-1:123456789012:stateMachine:serverless_analytics_aggregate"
            })
    void rejectsJobFunctionWithOtherStateMachine(String arn) {
        storeJob(arn);

        assertThatThrownBy(() -> loadJobFunction(inIreland()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("Its own is 'serverless_analytics_aggregate'");
    }

    /** Role and application of a job function are in its state machine, and are not read from the document. */
    @Test
    void ignoresRoleAndEntryPointOfStoredJobFunction() {
        storeJob("arn:aws:states:eu-west-1:123456789012:stateMachine:serverless_analytics_aggregate");
        TestStack test = inIreland();

        loadJobFunction(test);

        assertThat(test.resources().toString()).doesNotContain("Admin", "attackers");
    }

    private static String secret(String account) {
        return "arn:aws:secretsmanager:eu-west-1:%s:secret:metastore-AbCdEf".formatted(account);
    }

    private void storeWithSecret(String account) {
        store(DefinitionType.EMR_PROFILE, PROFILE, document -> {});
        store(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, document -> document.putObject(
                        "SecretConfigurations")
                .put("hive-site", secret(account)));
    }

    @Test
    void rejectsSecretOfUntrustedAccount() {
        storeWithSecret(OTHER);

        for (TestStack test : List.of(inIreland(), TestStack.create())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> launch(test))
                    .withMessageContainingAll(secret(OTHER), "another account than 123456789012", "trusted-accounts");
        }
        for (Object trusted : List.of(OTHER, "333333333333, " + OTHER, List.of(OTHER))) {
            launch(TestStack.inRegion("eu-west-1", Map.of("emr-launch:trusted-accounts", trusted)));
        }
    }

    /** Same account: the model of stored definitions, as documented. */
    @Test
    void grantsReadOfSecretInSameAccount() {
        storeWithSecret("123456789012");
        TestStack test = inIreland();

        launch(test);

        assertThat(test.resources().toString()).contains(secret("123456789012"));
    }

    /** A stack with an unknown account cannot compare, so the statements do. */
    @Test
    void restrictsSecretsAndKeysToSameAccount() {
        storeWithSecret("123456789012");
        TestStack test = inIreland();

        launch(test);

        List<JsonNode> reads = new ArrayList<>();
        test.resources().findParents("Action").forEach(statement -> {
            if (statement.path("Action").toString().contains("secretsmanager:GetSecretValue")) {
                reads.add(statement);
            }
        });
        assertThat(reads).singleElement().satisfies(statement -> assertThat(statement
                        .at("/Condition/StringEquals/aws:ResourceAccount")
                        .toString())
                .contains("AWS::AccountId"));
        storeWithArtifact("code", "boot/*", "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e");
        TestStack withKey = inIreland();
        launch(withKey);
        assertThat(withKey.properties("AWS::IAM::Policy").stream()
                        .flatMap(policy -> policy.findParents("Action").stream())
                        .filter(statement -> statement.path("Action").toString().contains("kms:Decrypt")
                                && statement.path("Resource").toString().contains("key/0d5b6a2e")))
                .isNotEmpty()
                .allSatisfy(statement -> assertThat(statement
                                .at("/Condition/StringEquals/aws:ResourceAccount")
                                .toString())
                        .contains("AWS::AccountId"));
    }

    @Test
    void rejectsKerberosSecretOfOtherAccount() {
        store(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, document -> {});
        store(DefinitionType.EMR_PROFILE, PROFILE, document -> document.put("KerberosAttributesSecret", secret(OTHER)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(inIreland()))
                .withMessageContaining(OTHER);
    }

    private void storeWithArtifact(String bucket, String path, String key) {
        store(DefinitionType.EMR_PROFILE, PROFILE, document -> {});
        store(DefinitionType.CLUSTER_CONFIGURATION, CONFIGURATION, document -> document.putArray(
                        "ConfigurationArtifacts")
                .addObject()
                .put("Bucket", bucket)
                .put("Path", path)
                .put("EncryptionKey", key));
    }

    @Test
    void rejectsEncryptionKeyOfOtherAccount() {
        storeWithArtifact("code", "*", "arn:aws:kms:eu-west-1:%s:key/0d5b6a2e".formatted(OTHER));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(inIreland()))
                .withMessageContaining(OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "*, *, arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e",
        "code, */secret, arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e",
        "code, *, *",
        "code, *, arn:aws:kms:eu-west-1:123456789012:key/*",
        "code, *, arn:aws:kms:*:*:alias/x"
    })
    void rejectsWildcardsInBucketsPathsAndKeys(String bucket, String path, String key) {
        storeWithArtifact(bucket, path, key);

        assertThatThrownBy(() -> launch(inIreland()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("ConfigurationArtifacts.0");
    }

    /** The name of a bucket does not contain its account, so the statement does. */
    @Test
    void restrictsArtifactBucketsToSameAccount() {
        storeWithArtifact("code", "boot/*", "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e");
        TestStack test = inIreland();
        launch(test);

        ObjectNode policy = test.properties("AWS::IAM::Policy").stream()
                .filter(candidate ->
                        candidate.path("PolicyName").asText().equals("EmrLaunch-default_nightly-ReadArtifacts"))
                .findFirst()
                .orElseThrow();
        assertThat(policy.at("/PolicyDocument/Statement/0/Condition/StringEquals/aws:ResourceAccount")
                        .toString())
                .contains("AWS::AccountId");
        assertThat(policy.at("/PolicyDocument/Statement/1/Condition").toString())
                .contains("AWS::AccountId", "boot/*");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rejectsPinningOfDefinitionsCreatedInApp(boolean profileIsLoaded) {
        store(DefinitionType.EMR_PROFILE, PROFILE, document -> {});
        TestStack test = TestStack.create();
        EmrLaunchFunction.Builder pinned = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(
                        profileIsLoaded
                                ? EmrProfile.fromStoredProfile(test.loadingFrom(folder), "Stored", PROFILE.name())
                                : test.profile())
                .clusterConfiguration(test.configuration().build())
                .pinDefinitions(true);

        assertThatIllegalArgumentException()
                .isThrownBy(pinned::build)
                .withMessageContainingAll(
                        "'pinDefinitions' requires loaded definitions",
                        profileIsLoaded ? "'clusterConfiguration' Stack/Configuration" : "'emrProfile' Stack/Profile",
                        "known at deployment only");
    }
}
