package io.github.emrlaunch.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.TestStack;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.InstanceProfile;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** Inputs that a profile's builder refuses, and the messages. */
class EmrProfileBadInputTest {
    private final TestStack test = TestStack.create();
    private final Stack stack = test.stack();

    @Test
    void rejectsKmsEncryptionWithoutKey() {
        IKey none = missing();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Encryption.sseKms(none))
                .withMessage("'key' is required: SSE-KMS encrypts with a KMS key; S3Encryption.sseS3() needs no key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Encryption.cseKms(none))
                .withMessageStartingWith("'key' is required: CSE-KMS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalDiskEncryption.kms(none))
                .withMessage(
                        "'key' is required: local disks are encrypted with a KMS key or by LocalDiskEncryption.custom(…)");
    }

    @Test
    void rejectsInvalidProviderClassBucketAndObjectKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Encryption.cseCustom("com.example.Keys", missing(), "keys.jar"))
                .withMessage("'bucket' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Encryption.cseCustom(missing(), Variant.artifacts(stack), "keys.jar"))
                .withMessage("'className' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalDiskEncryption.custom("keys.jar!", Variant.artifacts(stack), "keys.jar"))
                .withMessage("'className' must be the full name of a class in the jar, got: keys.jar!");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InTransitEncryption.pem(Variant.artifacts(stack), "s3://artifacts/certificates.zip"))
                .withMessage(
                        "'objectKey' must be the key of an object in the bucket, without bucket and leading slash, got: "
                                + "s3://artifacts/certificates.zip");
    }

    @Test
    void rejectsSameProviderClassForS3AndDisks() {
        refuses(
                profile -> profile.s3Encryption(
                                S3Encryption.cseCustom("com.example.Keys", Variant.artifacts(stack), "keys.jar"))
                        .localDiskEncryption(
                                LocalDiskEncryption.custom("com.example.Keys", Variant.artifacts(stack), "keys.jar")),
                "'s3Encryption' and 'localDiskEncryption' name the same class, com.example.Keys: EMR requires a separate class for each");
    }

    @Test
    void rejectsNestedBucketOverrides() {
        S3Encryption nested =
                S3Encryption.sseS3().withBucketOverride(Variant.bucket(stack, "bucket-a"), S3Encryption.sseS3());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Encryption.sseS3().withBucketOverride(Variant.bucket(stack, "bucket-b"), nested))
                .withMessageStartingWith("The encryption of one bucket can't have overrides itself");
    }

    @Test
    void rejectsRuntimeRolesAndLakeFormationWithoutRequirements() {
        InTransitEncryption certificates = InTransitEncryption.pem(Variant.artifacts(stack), "certificates.zip");

        refuses(
                profile -> profile.runtimeRoles(RuntimeRoles.of()),
                "'runtimeRoles' requires 'inTransitEncryption', which is missing: the credentials of the roles travel between nodes");
        refuses(
                profile -> profile.lakeFormationSessionTag("Amazon EMR").inTransitEncryption(certificates),
                "'lakeFormationSessionTag' requires 'runtimeRoles' and 'inTransitEncryption': Lake Formation authorizes the role that a step runs as");
        refuses(
                profile -> profile.lakeFormationSessionTag("")
                        .inTransitEncryption(certificates)
                        .runtimeRoles(RuntimeRoles.of()),
                "'lakeFormationSessionTag' must be the session tag value that Lake Formation's application integration settings allow, such as Amazon EMR; got an empty one");
    }

    @Test
    void rejectsInvalidCertificates() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        EmrCertificates.builder().validity(Duration.hours(36)).build())
                .withMessage("'validity' must be whole days, at least 1, got: 1 day 12 hours");
        assertThat(EmrCertificates.builder()
                        .validity(Duration.days(36_500))
                        .build()
                        .toJson()
                        .path("ValidityInDays")
                        .intValue())
                .isEqualTo(36_500);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        EmrCertificates.builder().validity(Duration.days(0)).build())
                .withMessageStartingWith("'validity' must be whole days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrCertificates.builder()
                        .wildcardDnsSuffix("*.example.com")
                        .build())
                .withMessage(
                        "'wildcardDnsSuffix' must be a domain without a wildcard, such as example.com: EMR adds the wildcard, got: *.example.com");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InTransitEncryption.emrManaged(missing()))
                .withMessage("'certificates' is required");
    }

    @Test
    void rejectsInvalidIdentityCenter() {
        IdentityCenter identityCenter = IdentityCenter.of(Variant.imported(stack, "identities"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> identityCenter.withInstance("ssoins-1234567890abcdef"))
                .withMessageStartingWith("'instanceArn' must be the ARN of an instance of IAM Identity Center");
        refuses(
                profile -> profile.identityCenter(identityCenter),
                "'identityCenter' requires 'inTransitEncryption', which is missing: EMR propagates identities only between nodes that encrypt their traffic");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WalEncryption.kms(missing()))
                .withMessage("'key' is required");
    }

    @Test
    void rejectsIncompleteKerberosSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossRealmTrust.builder()
                        .realm("AD.EXAMPLE.COM")
                        .domain("ad.example.com")
                        .adminServer("ad.example.com")
                        .build())
                .withMessage("'kdcServer' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossRealmTrust.builder().build())
                .withMessage("'realm' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActiveDirectory.of("AD.EXAMPLE.COM", missing()))
                .withMessage("'domain' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KerberosAuthentication.externalKdc(secret(), missing(), "kdc.example.com"))
                .withMessage("'adminServer' is required");
    }

    @Test
    void rejectsTicketLifetimeThatIsNotWholeHours() {
        KerberosAuthentication kerberos = KerberosAuthentication.clusterDedicatedKdc(secret());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> kerberos.withTicketLifetime(Duration.minutes(90)))
                .withMessage("'ticketLifetime' must be whole hours, at least 1, got: 1 hour 30 minutes");
        assertThatIllegalArgumentException().isThrownBy(() -> kerberos.withTicketLifetime(Duration.hours(0)));
    }

    @Test
    void rejectsInvalidEmrFsRoleMappings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrFsRoleMapping.forUsers(Variant.imported(stack, "role")))
                .withMessage("'users' must name at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrFsRoleMapping.forS3Prefixes(Variant.imported(stack, "role"), "bucket/prefix"))
                .withMessage("'prefixes' must begin with s3://, got: bucket/prefix");
    }

    /**
     * EMR's guide lists the releases that support the settings: a profile without restrictions works with every
     * release.
     */
    @Test
    void omitsMetadataServiceSettingsWithoutImdsv2() {
        profile().requireImdsv2(false).build();

        assertThat(test.properties("AWS::EMR::SecurityConfiguration")
                        .get(0)
                        .path("SecurityConfiguration")
                        .has("InstanceMetadataServiceConfiguration"))
                .isFalse();
    }

    @Test
    void rejectsHopLimitAbove64() {
        refuses(profile -> profile.httpPutResponseHopLimit(65), "'httpPutResponseHopLimit' must be 1 to 64, got: 65");
    }

    @Test
    void rejectsCustomSecurityConfigurationWithOtherSettings() {
        refuses(
                profile -> profile.customSecurityConfiguration(Map.of("EncryptionConfiguration", Map.of()))
                        .s3Encryption(S3Encryption.sseS3())
                        .requireImdsv2(true),
                "'customSecurityConfiguration' replaces the generated one and can't be combined with [s3Encryption, requireImdsv2]: add these settings to it, or remove them");
        refuses(
                profile -> profile.kerberosAttributes(secret()),
                "'kerberosAttributes' requires 'customSecurityConfiguration', which is missing: use 'kerberosAuthentication'");
    }

    @Test
    void rejectsSecretValueInDescription() {
        refuses(
                profile -> profile.description("uses {{resolve:secretsmanager:key}}"),
                "'/emr_launch/emr_profiles/default/etl' would contain the value of a secret, for everybody who may read the parameter. Refer to the secret instead: by EmrConfiguration.withSecret, or by secretConfigurations of the cluster configuration");
    }

    @Test
    void rejectsRoleOfOtherPartitionThanStack() {
        Stack china = TestApp.stack(new App(), "China", "123456789012", "cn-north-1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(china, "Profile")
                        .profileName("etl")
                        .vpc(test.vpc())
                        .serviceRole(Variant.imported(china, "service"))
                        .build())
                .withMessage("China/Profile: 'serviceRole' is of the partition aws, the stack of aws-cn: "
                        + "arn:aws:iam::123456789012:role/service. Use a role of the same partition");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serviceRole", "instanceRole", "autoScalingRole"})
    void rejectsRoleOfOtherAccountThanStack(String property) {
        Stack other = TestApp.stack(new App(), "Other", "210987654321", "eu-west-1");
        IRole role = Variant.imported(other, "existing");
        EmrProfile.Builder profile = EmrProfile.Builder.create(other, "Profile")
                .profileName("etl")
                .vpc(Vpc.Builder.create(other, "Vpc").build());
        switch (property) {
            case "serviceRole" -> profile.serviceRole(role);
            case "instanceRole" -> profile.instanceRole(role);
            default -> profile.autoScalingRole(role);
        }

        assertThatIllegalArgumentException()
                .isThrownBy(profile::build)
                .withMessage(
                        "Other/Profile: '" + property + "' is of the account 123456789012, the stack of 210987654321: "
                                + "arn:aws:iam::123456789012:role/existing. Use a role of the same account");
    }

    @Test
    void rejectsRolesOfDifferentPartitionsOrAccounts() {
        refuses(
                profile -> profile.serviceRole(Variant.imported(stack, "service"))
                        .instanceRole(role("arn:aws-cn:iam::123456789012:role/instance")),
                "'instanceRole' is of the partition aws-cn, serviceRole of aws: arn:aws-cn:iam::123456789012:role/instance. Use a role of the same partition");
        refuses(
                profile -> profile.serviceRole(Variant.imported(stack, "other-service"))
                        .autoScalingRole(role("arn:aws:iam::210987654321:role/scaling")),
                "'autoScalingRole' is of the account 210987654321, serviceRole of 123456789012: arn:aws:iam::210987654321:role/scaling. Use a role of the same account");
        refuses(
                profile -> profile.serviceRole(Variant.imported(stack, "third-service"))
                        .emrFsRoleMappings(EmrFsRoleMapping.forUsers(role("arn:aws-cn:iam::1:role/users"), "user")),
                "'a role that instances assume' is of the partition aws-cn, serviceRole of aws: arn:aws-cn:iam::1:role/users. Use a role of the same partition");
    }

    @Test
    void rejectsInvalidBoundaryInstanceProfileAndRolePath() {
        IManagedPolicy boundary =
                ManagedPolicy.fromManagedPolicyArn(stack, "Boundary", "arn:aws:iam::123456789012:policy/boundary");
        Consumer<EmrProfile.Builder> allRoles = profile -> profile.serviceRole(Variant.imported(stack, "s"))
                .instanceRole(Variant.imported(stack, "i"))
                .autoScalingRole(Variant.imported(stack, "a"));

        refuses(
                allRoles.andThen(profile -> profile.permissionsBoundary(boundary)),
                "'permissionsBoundary' applies to roles that the profile creates, but all three roles are set: remove it");
        refuses(
                profile -> profile.instanceProfile(InstanceProfile.fromInstanceProfileArn(
                        stack, "InstanceProfile", "arn:aws:iam::123456789012:instance-profile/i")),
                "'instanceProfile' requires the 'instanceRole' that it contains, which is missing");
        refuses(
                profile -> profile.rolePath("emr"),
                "'rolePath' must begin and end with /, and have at most 512 characters, without any of * ? $ \\ { } :, which have a meaning in policies, got: emr");
    }

    @Test
    void rejectsPrivateSubnetsWithoutServiceGroup() {
        refuses(
                profile -> profile.securityGroups(
                                test.securityGroup("sg-0123456789abcdef1"), test.securityGroup("sg-0123456789abcdef2"))
                        .privateSubnets(true),
                "'privateSubnets' is true, but 'securityGroups' has no service group: EMR accepts a service group in private subnets only, and requires it there");
    }

    @Test
    void rejectsInvalidSecurityGroupId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile()
                        .securityGroups(test.securityGroup("sg-0123456789abcdef1"), test.securityGroup("sg-2")))
                .withMessage(
                        "'workersGroup' must be the id of a security group: sg- and 8 or 17 letters and digits, got: sg-2");
    }

    private IRole role(String arn) {
        return Role.fromRoleArn(stack, arn.replaceAll("[^a-z]", ""), arn);
    }

    private ISecret secret() {
        return stack.getNode().tryFindChild("Secret") instanceof ISecret secret
                ? secret
                : Secret.fromSecretNameV2(stack, "Secret", "kerberos");
    }

    private EmrProfile.Builder profile() {
        return EmrProfile.Builder.create(stack, "Profile").profileName("etl").vpc(test.importedVpc());
    }

    private void refuses(Consumer<EmrProfile.Builder> settings, String message) {
        EmrProfile.Builder builder = profile();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    settings.accept(builder);
                    builder.build();
                })
                .withMessage("Stack/Profile: " + message);
        assertThat(stack.getNode().tryFindChild("Profile"))
                .as("nothing is half built")
                .isNull();
    }

    /** A value that a caller without NullAway may pass. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T missing() {
        return null;
    }

    @Test
    void rejectsMoreThan50SecretTags() {
        Map<String, String> tags = new HashMap<>();
        for (int tag = 0; tag < 50; tag++) {
            tags.put("tag" + tag, "value");
        }
        assertThat(EmrCertificates.builder().secretTags(tags).build().toJson().path("SecretTags"))
                .hasSize(50);
        tags.put("another", "value");
        EmrCertificates.Builder builder = EmrCertificates.builder().secretTags(tags);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("'secretTags' must have at most 50 tags, got: 51");
    }
}
