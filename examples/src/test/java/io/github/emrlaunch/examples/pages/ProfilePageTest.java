package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.profile.ActiveDirectory;
import io.github.emrlaunch.core.profile.CrossRealmTrust;
import io.github.emrlaunch.core.profile.EmrFsRoleMapping;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.KerberosAuthentication;
import io.github.emrlaunch.core.profile.LocalDiskEncryption;
import io.github.emrlaunch.core.profile.S3Encryption;
import io.github.emrlaunch.core.profile.WalEncryption;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** The blocks of {@code docs/profiles.md}. */
class ProfilePageTest {
    private final PageStack stack = new PageStack();
    private final IVpc vpc = stack.vpc();

    @Test
    void synthesizesProfilesWithEncryption() {
        IBucket artifacts = stack.bucket("Artifacts");
        IBucket archive = stack.bucket("Archive");
        Key key = new Key(stack, "Key");
        Role finance = Role.Builder.create(stack, "Finance")
                .assumedBy(new AccountRootPrincipal())
                .build();
        Role analysts = Role.Builder.create(stack, "Analysts")
                .assumedBy(new AccountRootPrincipal())
                .build();

        EmrProfile.Builder.create(stack, "ClientSide")
                .profileName("client-side")
                .vpc(vpc)
                .artifactsBucket(artifacts)
                .s3Encryption(S3Encryption.cseKms(key).withBucketOverride(archive, S3Encryption.sseS3()))
                .localDiskEncryption(LocalDiskEncryption.kmsWithoutEbs(key))
                .inTransitEncryption(InTransitEncryption.custom(
                        "com.example.CertificatesProvider", artifacts, "providers/certificates.jar"))
                .emrFsRoleMappings(
                        EmrFsRoleMapping.forS3Prefixes(finance, "s3://lake/finance/"),
                        EmrFsRoleMapping.forGroups(analysts, "analysts"),
                        EmrFsRoleMapping.forUsers(analysts, "ann", "bob"))
                .build();
        EmrProfile.Builder.create(stack, "OwnKeys")
                .profileName("own-keys")
                .vpc(vpc)
                .s3Encryption(S3Encryption.cseCustom("com.example.KeysProvider", artifacts, "providers/keys.jar"))
                .localDiskEncryption(
                        LocalDiskEncryption.custom("com.example.DiskKeysProvider", artifacts, "providers/keys.jar"))
                .walEncryption(WalEncryption.emrManaged())
                .build();

        assertThat(stack.count("AWS::EMR::SecurityConfiguration")).isEqualTo(2);
    }

    @Test
    void synthesizesProfilesWithKerberos() {
        Secret attributes = new Secret(stack, "Attributes");

        EmrProfile.Builder.create(stack, "Trusting")
                .profileName("trusting")
                .vpc(vpc)
                .kerberosAuthentication(KerberosAuthentication.clusterDedicatedKdc(
                                attributes,
                                CrossRealmTrust.builder()
                                        .realm("AD.EXAMPLE.COM")
                                        .domain("ad.example.com")
                                        .adminServer("ad.example.com")
                                        .kdcServer("ad.example.com")
                                        .build())
                        .withTicketLifetime(Duration.hours(12)))
                .build();
        EmrProfile.Builder.create(stack, "External")
                .profileName("external")
                .vpc(vpc)
                .kerberosAuthentication(KerberosAuthentication.externalKdc(
                        attributes,
                        "kdc.example.com:749",
                        "kdc.example.com:88",
                        ActiveDirectory.of("AD.EXAMPLE.COM", "ad.example.com").withServer("ad.example.com")))
                .build();

        assertThat(stack.count("AWS::EMR::SecurityConfiguration")).isEqualTo(2);
    }
}
