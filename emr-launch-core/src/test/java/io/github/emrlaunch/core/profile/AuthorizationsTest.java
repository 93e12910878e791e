package io.github.emrlaunch.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.IBucket;

/** Permissions that can be added to the instance role later, here and in an app that loads the profile. */
class AuthorizationsTest {
    private static final Path STORED_BY_PYTHON = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private static final String LOCATE_AND_LIST = "[\"s3:GetBucketLocation\",\"s3:ListBucket\"]";
    private static final String READ = "\"s3:GetObject\"";
    private static final String WORKERS = "arn:aws:iam::123456789012:role/workers";

    private final TestStack test = TestStack.create();
    private final TestStack loading =
            TestStack.withContext(Map.of("emr-launch:definitions-directory", STORED_BY_PYTHON.toString()));

    @Test
    void addOnlyRequestedPermissions() {
        EmrProfile profile = test.profile();
        Key key = Key.Builder.create(test.stack(), "Key").build();

        profile.authorizeInputBucket(Variant.bucket(test.stack(), "input"), "in/*")
                .authorizeOutputBucket(Variant.bucket(test.stack(), "output"))
                .authorizeInputKey(key)
                .authorizeS3AccessGrants();

        assertThat(test.statements("InstanceRole"))
                .containsExactly(
                        "s3:GetBucketLocation on arn:<AWS::Partition>:s3:::input",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::input",
                        "s3:GetObject on arn:<AWS::Partition>:s3:::input/in/*",
                        "s3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads on "
                                + "arn:<AWS::Partition>:s3:::output",
                        "s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:ListMultipartUploadParts s3:PutObject on "
                                + "arn:<AWS::Partition>:s3:::output/*",
                        "kms:Decrypt on <Key.Arn>",
                        "s3:GetDataAccess s3:GetAccessGrantsInstanceForPrefix on "
                                + "arn:<AWS::Partition>:s3:<AWS::Region>:<AWS::AccountId>:access-grants/default");
    }

    @Test
    void includeKeyOfBucket() {
        EmrProfile profile = test.profile();
        Bucket bucket = Bucket.Builder.create(test.stack(), "Bucket")
                .encryption(BucketEncryption.KMS)
                .build();

        profile.authorizeOutputBucket(bucket);

        assertThat(test.statements("InstanceRole")).anySatisfy(statement -> assertThat(statement)
                .startsWith("kms:Decrypt kms:GenerateDataKey on <BucketKey"));
    }

    @Test
    void applyToLoadedProfileWithMutableInstanceRole() {
        IEmrProfile profile = EmrProfile.fromStoredProfile(loading.stack(), "Profile", "sse-kms-profile");

        profile.authorizeInputBucket(Variant.bucket(loading.stack(), "input"))
                .authorizeOutputKey(Key.fromKeyArn(
                        loading.stack(), "Key", "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e-1111-4222-8333-1"));

        assertThat(loading.properties("AWS::IAM::Policy")).singleElement().satisfies(policy -> {
            assertThat(policy.path("Roles").path(0).asText()).isEqualTo("default_sse-kms-profile-InstanceRole");
            assertThat(policy.toString()).contains("s3:GetObject", "kms:GenerateDataKey");
        });
    }

    @Test
    void throwForLoadedProfileWithImmutableInstanceRole() {
        IEmrProfile profile = EmrProfile.fromStoredProfile(loading.stack(), "Profile", "kerberos-profile", "analytics");

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> profile.authorizeInputBucket(Variant.bucket(loading.stack(), "input")))
                .withMessage(
                        "The profile 'analytics/kerberos-profile' was stored with MutableInstanceRole false: its instance role "
                                + "can't be changed here. Authorize in the app that defines it, or build it there with "
                                + "mutableInstanceRole(true)");
    }

    @Test
    void warnAboutPolicyOfBucketInOtherAccount() {
        EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .instanceRole(Variant.imported(test.stack(), "workers"))
                .build();
        Bucket here = Bucket.Builder.create(test.stack(), "Here").build();
        IBucket elsewhere = Bucket.fromBucketAttributes(
                test.stack(),
                "Elsewhere",
                BucketAttributes.builder()
                        .bucketName("elsewhere")
                        .account("210987654321")
                        .build());

        profile.authorizeInputBucket(here).authorizeInputBucket(elsewhere);

        assertThat(test.properties("AWS::S3::BucketPolicy"))
                .as("the bucket of the same account needs none")
                .isEmpty();
        assertThat(statements(test.stack(), "AWS::IAM::Policy"))
                .extracting(
                        statement -> statement.path("Action").toString(),
                        statement -> TestStack.text(statement.path("Resource")))
                .containsExactly(
                        tuple(LOCATE_AND_LIST, "<Here.Arn>"),
                        tuple(READ, "<Here.Arn>/*"),
                        tuple(LOCATE_AND_LIST, "arn:<AWS::Partition>:s3:::elsewhere"),
                        tuple(READ, "arn:<AWS::Partition>:s3:::elsewhere/*"));
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Profile",
                        Match.stringLikeRegexp(
                                "The policy of the bucket elsewhere can't be changed here: it must allow "
                                        + "\\[s3:GetObject\\] on .*elsewhere/\\* to the role arn:aws:iam::123456789012:role/workers"));
    }

    /** Between accounts, both the role and the bucket must allow access. */
    @Test
    void changePolicyOfBucketInOtherAccountOfApp() {
        App app = new App();
        Stack other = TestApp.stack(app, "Other", "210987654321", "eu-west-1");
        Bucket bucket =
                Bucket.Builder.create(other, "Bucket").bucketName("elsewhere").build();
        Stack own = TestApp.stack(app, "Own", "123456789012", "eu-west-1");
        EmrProfile profile = EmrProfile.Builder.create(own, "Profile")
                .profileName("etl")
                .vpc(Vpc.Builder.create(own, "Vpc").build())
                .instanceRole(Variant.imported(own, "workers"))
                .build();

        profile.authorizeInputBucket(bucket);

        assertThat(statements(own, "AWS::IAM::Policy"))
                .extracting(statement -> statement.path("Action").toString())
                .containsExactly(LOCATE_AND_LIST, READ);
        assertThat(statements(other, "AWS::S3::BucketPolicy"))
                .extracting(
                        statement -> statement.path("Action").toString(),
                        statement -> statement.path("Principal").path("AWS").asText())
                .containsExactly(tuple(LOCATE_AND_LIST, WORKERS), tuple(READ, WORKERS));
        Annotations.fromStack(own).hasNoWarning("/Own/Profile", Match.stringLikeRegexp("The policy of the bucket.*"));
    }

    private static List<JsonNode> statements(Stack stack, String type) {
        return Json.of(Template.fromStack(stack).findResources(type)).findValues("Statement").stream()
                .flatMap(JsonNode::valueStream)
                .toList();
    }

    @Test
    void authorizeRuntimeRoleAllowsStepsToAssumeRole() {
        EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .inTransitEncryption(InTransitEncryption.pem(Variant.artifacts(test.stack()), "certificates.zip"))
                .s3Encryption(S3Encryption.sseKms(Key.fromKeyArn(
                        test.stack(), "Key", "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e-1111-4222-8333-1")))
                .runtimeRoles(RuntimeRoles.of())
                .build();
        Role role = Role.Builder.create(test.stack(), "StepRole")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();

        profile.authorizeRuntimeRole(role);

        assertThat(test.statements("InstanceRole")).contains("sts:AssumeRole sts:TagSession on <StepRole.Arn>");
        assertThat(test.statements("StepRole"))
                .containsExactly("kms:Decrypt kms:GenerateDataKey on "
                        + "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2e-1111-4222-8333-1");
        assertThat(test.properties("AWS::IAM::Role"))
                .extracting(properties -> properties.at("/AssumeRolePolicyDocument/Statement/1/Principal/AWS"))
                .filteredOn(principal -> !principal.isMissingNode())
                .extracting(TestStack::text)
                .containsExactly("<ProfileInstanceRole.Arn>");
    }

    /** A principal that may write the profile's parameter could give a runtime role access to every key. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "arn:aws:kms:eu-west-1:123456789012:key/*",
                "arn:aws:kms:*:123456789012:key/0d5b6a2e",
                "arn:aws:kms:eu-west-1:123456789012:key/0d5b6a2?",
                "arn:aws:kms:eu-west-1:123456789012:key/${aws:PrincipalTag/key}"
            })
    void authorizeRuntimeRoleRejectsKeyPatternOfLoadedProfile(String key, @TempDir Path folder) throws IOException {
        ObjectNode document = new DefinitionDirectory(STORED_BY_PYTHON)
                .get(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-kms-profile"))
                .toJson();
        document.withObject("/S3EncryptionConfiguration").put("AwsKmsKey", key);
        document.putObject("IAMConfiguration").put("EnableApplicationScopedIAMRole", true);
        Path file =
                Files.createDirectories(folder.resolve("emr_profiles/default")).resolve("sse-kms-profile.json");
        Files.writeString(file, document.toString());
        IEmrProfile profile = EmrProfile.fromStoredProfile(loading.loadingFrom(folder), "Changed", "sse-kms-profile");
        Role role = Role.Builder.create(loading.stack(), "StepRole")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> profile.authorizeRuntimeRole(role))
                .withMessageContaining("'AwsKmsKey' must be the ARN of one key or alias of KMS, got: " + key);
    }

    @Test
    void authorizeRuntimeRoleThrowsForProfileWithoutRuntimeRoles() {
        EmrProfile profile = test.profile();

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> profile.authorizeRuntimeRole(Variant.imported(test.stack(), "role")))
                .withMessage(
                        "The profile 'default/etl' has no runtime roles: build it with runtimeRoles(RuntimeRoles.of(…))");
    }

    @Test
    void warnAboutTrustPolicyOfImportedRole() {
        EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc())
                .emrFsRoleMappings(List.of(EmrFsRoleMapping.forUsers(Variant.imported(test.stack(), "users"), "alice")))
                .build();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Profile",
                        Match.stringLikeRegexp(
                                "The trust policy of arn:aws:iam::123456789012:role/users can't be changed "
                                        + "here: it must allow \\[sts:AssumeRole\\] to the instance role"));
    }
}
