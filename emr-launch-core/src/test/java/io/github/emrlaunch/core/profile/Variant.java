package io.github.emrlaunch.core.profile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** All variants of a profile's security. The names are those of their expected documents. */
public enum Variant {
    SSE_S3((stack, profile) -> {}),
    SSE_KMS((stack, profile) -> profile.s3Encryption(S3Encryption.sseKms(key(stack)))
            .localDiskEncryption(LocalDiskEncryption.kms(key(stack)))),
    CSE_KMS((stack, profile) -> profile.s3Encryption(S3Encryption.cseKms(key(stack)))),
    CSE_CUSTOM((stack, profile) -> profile.s3Encryption(
                    S3Encryption.cseCustom("com.example.S3Keys", artifacts(stack), "jars/keys.jar"))
            .localDiskEncryption(LocalDiskEncryption.custom("com.example.DiskKeys", artifacts(stack), "jars/keys.jar"))
            .inTransitEncryption(
                    InTransitEncryption.custom("com.example.Certificates", artifacts(stack), "jars/tls.jar"))),
    BUCKET_EXCEPTIONS((stack, profile) -> profile.s3Encryption(S3Encryption.sseKms(key(stack))
            .withBucketOverride(bucket(stack, "plain"), S3Encryption.sseS3())
            .withBucketOverride(bucket(stack, "other"), S3Encryption.cseKms(otherKey(stack))))),
    LOCAL_DISKS((stack, profile) -> profile.localDiskEncryption(LocalDiskEncryption.kmsWithoutEbs(key(stack)))),
    PEM_CERTIFICATES((stack, profile) ->
            profile.inTransitEncryption(InTransitEncryption.pem(artifacts(stack), "certificates.zip"))),
    KERBEROS((stack, profile) -> profile.mutableInstanceRole(false)
            .kerberosAuthentication(KerberosAuthentication.clusterDedicatedKdc(attributes(stack)))),
    CROSS_REALM_TRUST((stack, profile) -> profile.kerberosAuthentication(KerberosAuthentication.clusterDedicatedKdc(
            attributes(stack),
            CrossRealmTrust.builder()
                    .realm("AD.EXAMPLE.COM")
                    .domain("ad.example.com")
                    .adminServer("ad.example.com:749")
                    .kdcServer("ad.example.com:88")
                    .build()))),
    EXTERNAL_KDC((stack, profile) -> profile.kerberosAuthentication(
            KerberosAuthentication.externalKdc(attributes(stack), "kdc.example.com:749", "kdc.example.com:88"))),
    ACTIVE_DIRECTORY((stack, profile) -> profile.kerberosAuthentication(KerberosAuthentication.externalKdc(
            attributes(stack),
            "kdc.example.com:749",
            "kdc.example.com:88",
            ActiveDirectory.of("AD.EXAMPLE.COM", "ad.example.com")))),
    ACTIVE_DIRECTORY_SERVER((stack, profile) -> profile.kerberosAuthentication(KerberosAuthentication.externalKdc(
                    attributes(stack),
                    "kdc.example.com:749",
                    "kdc.example.com:88",
                    ActiveDirectory.of("AD.EXAMPLE.COM", "ad.example.com").withServer("dc1.ad.example.com"))
            .withTicketLifetime(Duration.hours(8)))),
    EMRFS_ROLES((stack, profile) -> profile.emrFsRoleMappings(
            EmrFsRoleMapping.forS3Prefixes(imported(stack, "prefix-role"), "s3://bucket/prefix"),
            EmrFsRoleMapping.forUsers(imported(stack, "user-role"), "user"),
            EmrFsRoleMapping.forGroups(imported(stack, "group-role"), "group", "others"))),
    EMRFS_ROLES_WITH_KMS((stack, profile) -> profile.s3Encryption(S3Encryption.sseKms(key(stack)))
            .emrFsRoleMappings(EmrFsRoleMapping.forUsers(made(stack, "UserRole"), "user"))),
    RUNTIME_ROLES((stack, profile) -> profile.s3Encryption(S3Encryption.sseKms(key(stack)))
            .inTransitEncryption(InTransitEncryption.pem(artifacts(stack), "certificates.zip"))
            .runtimeRoles(RuntimeRoles.of(made(stack, "StepRole")).withSourceIdentityPropagation())),
    LAKE_FORMATION((stack, profile) -> profile.inTransitEncryption(
                    InTransitEncryption.pem(artifacts(stack), "certificates.zip"))
            .runtimeRoles(RuntimeRoles.of(made(stack, "StepRole")))
            .lakeFormationSessionTag("Amazon EMR")),
    EMR_CERTIFICATES((stack, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged())),
    EMR_TLS_SETTINGS(
            (stack, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged(EmrCertificates.builder()
                    .encryptionKey(key(stack))
                    .secretTags(Map.of("team", "data"))
                    .validity(Duration.days(30))
                    .wildcardDnsSuffix("example.com")
                    .build()))),
    WAL((stack, profile) -> profile.walEncryption(WalEncryption.emrManaged())),
    WAL_WITH_KMS((stack, profile) -> profile.walEncryption(WalEncryption.kms(key(stack)))),
    IDENTITY_CENTER((stack, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged())
            .runtimeRoles(RuntimeRoles.of(made(stack, "StepRole")).withSourceIdentityPropagation())
            .lakeFormationSessionTag("Amazon EMR")
            .identityCenter(IdentityCenter.of(made(stack, "IdentityRole"))
                    .withInstance("arn:aws:sso:::instance/ssoins-1234567890abcdef")
                    .withUserBackgroundSessions())),
    IMDSV1((stack, profile) -> profile.requireImdsv2(false).httpPutResponseHopLimit(2)),
    CUSTOM((stack, profile) -> profile.customSecurityConfiguration(Map.of(
                    "AuthenticationConfiguration", Map.of("KerberosConfiguration", Map.of("Provider", "Future"))))
            .kerberosAttributes(attributes(stack))),
    NOT_MUTABLE((stack, profile) -> profile.mutableInstanceRole(false)
            .mutableSecurityGroups(false)
            .description("for people")
            .artifactsPath("code")
            .logsPath("logs/emr"));

    private static final String ACCOUNT = "123456789012";

    // Lambdas are stateless.
    @SuppressWarnings("ImmutableEnumChecker")
    private final BiConsumer<Stack, EmrProfile.Builder> settings;

    Variant(BiConsumer<Stack, EmrProfile.Builder> settings) {
        this.settings = settings;
    }

    public String documentName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public void apply(Stack stack, EmrProfile.Builder profile) {
        settings.accept(stack, profile);
    }

    private static IKey key(Stack stack) {
        return key(stack, "Key", "0d5b6a2e-1111-4222-8333-944445555666");
    }

    private static IKey otherKey(Stack stack) {
        return key(stack, "OtherKey", "1e6c7b3f-1111-4222-8333-944445555666");
    }

    private static IKey key(Stack stack, String id, String keyId) {
        return stack.getNode().tryFindChild(id) instanceof IKey key
                ? key
                : Key.fromKeyArn(stack, id, "arn:aws:kms:eu-west-1:%s:key/%s".formatted(ACCOUNT, keyId));
    }

    public static IBucket artifacts(Stack stack) {
        return bucket(stack, "emr-launch-123456789012-eu-west-1-artifacts");
    }

    public static IBucket bucket(Stack stack, String name) {
        return stack.getNode().tryFindChild(name) instanceof IBucket bucket
                ? bucket
                : Bucket.fromBucketName(stack, name, name);
    }

    private static ISecret attributes(Stack stack) {
        return stack.getNode().tryFindChild("Attributes") instanceof ISecret secret
                ? secret
                : Secret.fromSecretPartialArn(
                        stack,
                        "Attributes",
                        "arn:aws:secretsmanager:eu-west-1:%s:secret:emr-launch-kerberos-attributes".formatted(ACCOUNT));
    }

    static IRole imported(Stack stack, String name) {
        return stack.getNode().tryFindChild(name) instanceof IRole role
                ? role
                : Role.fromRoleArn(stack, name, "arn:aws:iam::%s:role/%s".formatted(ACCOUNT, name));
    }

    private static Role made(Stack stack, String id) {
        return stack.getNode().tryFindChild(id) instanceof Role role
                ? role
                : Role.Builder.create(stack, id)
                        .assumedBy(new ArnPrincipal("arn:aws:iam::%s:root".formatted(ACCOUNT)))
                        .build();
    }

    static List<Variant> knownToThePythonLibrary() {
        return List.of(
                SSE_S3,
                SSE_KMS,
                CSE_KMS,
                LOCAL_DISKS,
                PEM_CERTIFICATES,
                KERBEROS,
                CROSS_REALM_TRUST,
                EXTERNAL_KDC,
                ACTIVE_DIRECTORY,
                EMRFS_ROLES,
                NOT_MUTABLE);
    }
}
