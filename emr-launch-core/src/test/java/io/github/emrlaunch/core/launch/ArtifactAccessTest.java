package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

class ArtifactAccessTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private final TestStack test = TestStack.create();

    private void launchFunction(IEmrProfile profile, IClusterConfiguration configuration) {
        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
    }

    private ClusterConfiguration withCode() {
        EmrCode code = EmrCode.fromBucket(Bucket.fromBucketName(test.stack(), "Artifacts", "artifacts"), "etl/code");
        return test.configuration()
                .bootstrapActions(BootstrapAction.of("install", code, "install.sh"))
                .build();
    }

    private List<ObjectNode> policies() {
        return test.properties("AWS::IAM::Policy").stream()
                .filter(policy -> policy.path("PolicyName").asText().equals("EmrLaunch-default_nightly-ReadArtifacts"))
                .toList();
    }

    @Test
    void grantsInstanceRoleReadAccessToArtifactsOnly() {
        launchFunction(test.profile(), withCode());

        assertThat(policies()).singleElement().satisfies(policy -> {
            assertThat(policy.path("Roles")).singleElement().satisfies(role -> assertThat(TestStack.text(role))
                    .startsWith("<ProfileInstanceRole"));
            JsonNode statements = policy.at("/PolicyDocument/Statement");
            assertThat(statements).hasSize(2);
            assertThat(statements.at("/0/Action").asText()).isEqualTo("s3:GetObject");
            assertThat(TestStack.text(statements.at("/0/Resource")))
                    .isEqualTo("arn:<AWS::Partition>:s3:::artifacts/etl/code/*");
            assertThat(statements.at("/1/Action").asText()).isEqualTo("s3:ListBucket");
            assertThat(TestStack.text(statements.at("/1/Resource"))).isEqualTo("arn:<AWS::Partition>:s3:::artifacts");
            assertThat(statements.at("/1/Condition")).isEqualTo(Json.parse("""
                            {"StringLike": {"s3:prefix": ["etl/code", "etl/code/*"]}}"""));
        });
    }

    private List<String> allowed() {
        return policies().stream()
                .flatMap(policy -> StreamSupport.stream(
                        policy.at("/PolicyDocument/Statement").spliterator(), false))
                .map(statement ->
                        statement.path("Action").asText() + " on " + TestStack.text(statement.path("Resource")))
                .toList();
    }

    private ClusterConfiguration withCodeEncryptedBy(IKey key, String... prefixes) {
        IBucket bucket = Bucket.fromBucketAttributes(
                test.stack(),
                "Encrypted",
                BucketAttributes.builder()
                        .bucketName("encrypted")
                        .encryptionKey(key)
                        .build());
        return test.configuration()
                .code(Stream.of(prefixes)
                        .map(prefix -> EmrCode.fromBucket(bucket, prefix))
                        .toList())
                .build();
    }

    @Test
    void grantsDecryptWithKeyOfBucketOnce() {
        launchFunction(test.profile(), withCodeEncryptedBy(new Key(test.stack(), "Key"), "etl", "jars"));

        assertThat(allowed())
                .containsExactly(
                        "s3:GetObject on arn:<AWS::Partition>:s3:::encrypted/etl/*",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::encrypted",
                        "kms:Decrypt on <Key.Arn>",
                        "s3:GetObject on arn:<AWS::Partition>:s3:::encrypted/jars/*",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::encrypted");
    }

    @Test
    void grantsDecryptWithKeyOfAliasCreatedInApp() {
        launchFunction(test.profile(), withCodeEncryptedBy(new Key(test.stack(), "Key").addAlias("alias/code"), "etl"));

        assertThat(allowed()).contains("kms:Decrypt on <Key.Arn>");
    }

    /** An alias cannot be the resource of a statement for using a key. */
    @Test
    void grantsDecryptWithKeysOfImportedAlias() {
        launchFunction(
                test.profile(), withCodeEncryptedBy(Alias.fromAliasName(test.stack(), "Alias", "alias/code"), "etl"));

        assertThat(allowed()).contains("kms:Decrypt on arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*");
        assertThat(policies().get(0).at("/PolicyDocument/Statement/2/Condition"))
                .isEqualTo(Json.parse("{\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/code\"}}"));
    }

    @Test
    void grantsDecryptWithKeyOfStoredConfiguration(@TempDir Path directory) throws IOException {
        ClusterConfiguration built = withCodeEncryptedBy(
                Key.fromKeyArn(test.stack(), "Key", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"), "etl");
        Path file = directory.resolve("cluster_configurations/default/small.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, built.getDefinition().toJsonText());

        launchFunction(
                test.profile(),
                ClusterConfiguration.fromStoredConfiguration(test.loadingFrom(directory), "Stored", "small"));

        assertThat(allowed()).contains("kms:Decrypt on arn:aws:kms:eu-west-1:123456789012:key/1234abcd");
    }

    @Test
    void createsNoPolicyWithoutArtifacts() {
        launchFunction(test.profile(), test.configuration().build());

        assertThat(policies()).isEmpty();
        Annotations.fromStack(test.stack()).hasNoWarning("/Stack/Launch", Match.anyValue());
    }

    @Test
    void grantsReadAccessToMutableInstanceRoleOfStoredProfile() {
        Construct scope = test.loadingFrom(STORED_BY_PYTHON);

        launchFunction(
                EmrProfile.fromStoredProfile(scope, "Stored", "sse-s3-profile"),
                ClusterConfiguration.fromStoredConfiguration(scope, "Basic", "basic-instance-group-cluster"));

        assertThat(policies())
                .singleElement()
                .satisfies(
                        policy -> assertThat(policy.at("/PolicyDocument/Statement").findValues("Resource").stream()
                                        .map(TestStack::text))
                                .contains(
                                        "arn:<AWS::Partition>:s3:::emr-launch-123456789012-eu-west-1-artifacts/emr_launch_testing/bootstrap_source/*",
                                        "arn:<AWS::Partition>:s3:::emr-launch-123456789012-eu-west-1-artifacts/emr_launch_testing/jars/*"));
    }

    @Test
    void warnsIfInstanceRoleOfStoredProfileIsImmutable(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("emr_profiles/default/sse-s3-profile.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                Files.readString(STORED_BY_PYTHON.resolve("emr_profiles/default/sse-s3-profile.json"))
                        .replace("\"MutableInstanceRole\": true", "\"MutableInstanceRole\": false"));

        launchFunction(
                EmrProfile.fromStoredProfile(test.loadingFrom(directory), "Stored", "sse-s3-profile"), withCode());

        assertWarning("default/sse-s3-profile");
    }

    @Test
    void warnsIfImportedInstanceRoleIsImmutable() {
        IRole role = Role.fromRoleArn(
                test.stack(),
                "Role",
                "arn:aws:iam::123456789012:role/mine",
                FromRoleArnOptions.builder().mutable(false).build());

        launchFunction(
                EmrProfile.Builder.create(test.stack(), "Profile")
                        .profileName("etl")
                        .vpc(test.vpc())
                        .instanceRole(role)
                        .build(),
                withCode());

        assertWarning("default/etl");
    }

    private void assertWarning(String profile) {
        assertThat(policies()).isEmpty();
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Launch",
                        Match.stringLikeRegexp(
                                "The instance role of EMR profile '" + profile
                                        + "' can't be changed by this app: allow it s3:GetObject on "
                                        + "s3://artifacts/etl/code/\\*, or bootstrap actions and jobs will not find their code"));
    }
}
