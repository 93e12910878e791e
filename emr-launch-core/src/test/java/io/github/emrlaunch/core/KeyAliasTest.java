package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.emrlaunch.core.profile.EmrCertificates;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.LocalDiskEncryption;
import io.github.emrlaunch.core.profile.S3Encryption;
import io.github.emrlaunch.core.profile.WalEncryption;
import io.github.emrlaunch.core.serverless.CloudWatchLogging;
import io.github.emrlaunch.core.serverless.JobRunSettings;
import io.github.emrlaunch.core.serverless.ServerlessMonitoring;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;

/** Keys that are imported by an alias, where AWS requires the ARN of a key. */
class KeyAliasTest {
    private static final String KEY = "<Key.Arn>";

    private final TestStack test = TestStack.create();

    private IKey aliasOfThisApp() {
        return Alias.Builder.create(test.stack(), "Alias")
                .aliasName("alias/data")
                .targetKey(Key.Builder.create(test.stack(), "Key").build())
                .build();
    }

    private IKey importedAlias() {
        return Alias.fromAliasName(test.stack(), "Alias", "alias/data");
    }

    /** Settings of a profile that have a key. */
    enum OfProfile {
        S3((profile, key) -> profile.s3Encryption(S3Encryption.sseKms(key))),
        S3_CLIENT_SIDE((profile, key) -> profile.s3Encryption(S3Encryption.cseKms(key))),
        DISKS((profile, key) -> profile.localDiskEncryption(LocalDiskEncryption.kms(key))),
        CERTIFICATES((profile, key) -> profile.inTransitEncryption(InTransitEncryption.emrManaged(
                EmrCertificates.builder().encryptionKey(key).build()))),
        WRITE_AHEAD_LOGS((profile, key) -> profile.walEncryption(WalEncryption.kms(key)));

        // Lambdas are stateless.
        @SuppressWarnings("ImmutableEnumChecker")
        private final BiConsumer<EmrProfile.Builder, IKey> setting;

        OfProfile(BiConsumer<EmrProfile.Builder, IKey> setting) {
            this.setting = setting;
        }
    }

    private String securityConfiguration(OfProfile place, IKey key) {
        EmrProfile.Builder builder = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc());
        place.setting.accept(builder, key);
        builder.build();
        return TestStack.readable(
                        test.properties("AWS::EMR::SecurityConfiguration").get(0))
                .toString();
    }

    @ParameterizedTest
    @EnumSource
    void securityConfigurationContainsKeyArnOfAliasInSameApp(OfProfile place) {
        assertThat(securityConfiguration(place, aliasOfThisApp())).contains(KEY).doesNotContain("alias/data");
    }

    /** Users write aliases into security configurations, and EMR accepts them, although its guide requires keys. */
    @ParameterizedTest
    @EnumSource
    void warnsAboutImportedAliasInSecurityConfiguration(OfProfile place) {
        assertThat(securityConfiguration(place, importedAlias())).contains(":alias/data");
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Profile",
                        Match.stringLikeRegexp("'AwsKmsKey' is an alias, and EMR's guide requires the ARN of a key.*"));
    }

    @Test
    void logEncryptionUsesKeyArnOfAliasInSameApp() {
        test.configuration().logEncryptionKey(aliasOfThisApp()).build();

        assertThat(test.parameter("/emr_launch/cluster_configurations/default/small")
                        .at("/ClusterConfiguration/LogEncryptionKmsKeyId")
                        .asText())
                .isEqualTo(KEY);
    }

    /** Settings of EMR Serverless. Its model has a pattern for keys that no alias matches. */
    enum OfServerless {
        DISKS(key -> JobRunSettings.batch().withDiskEncryption(key)),
        MANAGED_LOGS(key -> ServerlessMonitoring.managed().withManagedLogs(key));

        // Lambdas are stateless.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<IKey> setting;

        OfServerless(Consumer<IKey> setting) {
            this.setting = setting;
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverlessSettingRejectsImportedAlias(OfServerless place) {
        place.setting.accept(aliasOfThisApp());

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> place.setting.accept(Alias.fromAliasName(test.stack(), "Imported", "alias/data")))
                .withMessageStartingWith(
                        "'key' must be a key whose ARN is known, as from Key.fromKeyArn or Key.fromLookup: EMR Serverless accepts no alias");
    }

    @Test
    void cloudWatchLoggingRejectsImportedAlias() {
        CloudWatchLogging logging = CloudWatchLogging.in(
                LogGroup.Builder.create(test.stack(), "Logs").build());

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> logging.withKey(importedAlias()))
                .withMessageStartingWith("'key' must be a key whose ARN is known");
    }
}
