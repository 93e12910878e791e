package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.profile.EmrFsRoleMapping;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.profile.IdentityCenter;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.KerberosAuthentication;
import io.github.emrlaunch.core.profile.LocalDiskEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.core.profile.WalEncryption;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** The releases that profiles of this app and loaded profiles require from a cluster configuration. */
class ProfileReleaseRulesTest {
    private static final DefinitionDirectory STORED_BY_PYTHON =
            new DefinitionDirectory(Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1"));

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final TestStack test = TestStack.create();

    /** The settings of profiles, each with releases that support it and releases that do not. */
    enum Asked {
        SECURITY_CONFIGURATION(
                "security configurations",
                "4.8.0 or later",
                List.of("4.8.0", "5.0.0", "8.0.0"),
                List.of("4.7.2"),
                (test, profile) -> profile.requireImdsv2(false)),
        IMDSV2(
                "settings of the instance metadata service, such as IMDSv2",
                "5.23.1, 5.27.1, 5.32.0, 6.2.0 or later",
                List.of("5.23.1", "5.27.1", "5.32.0", "5.36.2", "6.2.0", "7.12.0", "spark-8.0.0"),
                List.of("5.23.0", "5.24.1", "5.27.0", "5.31.1", "6.0.0", "6.1.1"),
                (test, profile) -> {}),
        HOPS(
                "settings of the instance metadata service, such as IMDSv2",
                "5.23.1, 5.27.1, 5.32.0, 6.2.0 or later",
                List.of("5.32.0"),
                List.of("5.31.1"),
                (test, profile) -> profile.requireImdsv2(false).httpPutResponseHopLimit(2)),
        EBS_ENCRYPTION(
                "EBS encryption of local disks",
                "5.24.0 or later",
                List.of("5.24.0"),
                List.of("5.23.1"),
                (test, profile) ->
                        profile.requireImdsv2(false).localDiskEncryption(LocalDiskEncryption.kms(key(test)))),
        LUKS_ALONE("", "", List.of("5.23.0"), List.of(), (test, profile) -> profile.requireImdsv2(false)
                .localDiskEncryption(LocalDiskEncryption.kmsWithoutEbs(key(test)))),
        KERBEROS(
                "Kerberos",
                "5.10.0 or later",
                List.of("5.10.0"),
                List.of("5.9.1"),
                (test, profile) -> profile.requireImdsv2(false)
                        .kerberosAuthentication(KerberosAuthentication.clusterDedicatedKdc(secret(test)))),
        EXTERNAL_KDC(
                "a KDC outside of the cluster",
                "5.20.0 or later",
                List.of("5.20.0"),
                List.of("5.19.1"),
                (test, profile) -> profile.requireImdsv2(false)
                        .kerberosAuthentication(KerberosAuthentication.externalKdc(secret(test), "kdc", "kdc"))),
        EMRFS_ROLES(
                "roles of EMRFS",
                "5.10.0 or later",
                List.of("5.10.0"),
                List.of("5.9.1"),
                (test, profile) ->
                        profile.requireImdsv2(false).emrFsRoleMappings(EmrFsRoleMapping.forUsers(role(test), "alice"))),
        RUNTIME_ROLES(
                "runtime roles of steps",
                "6.7.0 or later",
                List.of("6.7.0"),
                List.of("5.36.2", "6.6.0"),
                (test, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged())
                        .runtimeRoles(RuntimeRoles.of())),
        LAKE_FORMATION(
                "access to tables by Lake Formation",
                "6.15.0 or later",
                List.of("6.15.0"),
                List.of("6.14.0"),
                (test, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged())
                        .runtimeRoles(RuntimeRoles.of())
                        .lakeFormationSessionTag("Amazon EMR")),
        WAL(
                "encryption of write-ahead logs in EMR's WAL service",
                "6.15.0 or later",
                List.of("6.15.0"),
                List.of("5.36.2", "6.14.0"),
                (test, profile) -> profile.walEncryption(WalEncryption.emrManaged())),
        IDENTITY_CENTER(
                "IAM Identity Center",
                "6.15.0 or later",
                List.of("6.15.0"),
                List.of("6.14.0"),
                (test, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged())
                        .identityCenter(IdentityCenter.of(role(test)))),
        IDENTITY_CENTER_WITH_RUNTIME_ROLES(
                "IAM Identity Center together with runtime roles",
                "7.8.0 or later",
                List.of("7.8.0"),
                List.of("7.7.0"),
                (test, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged())
                        .runtimeRoles(RuntimeRoles.of())
                        .identityCenter(IdentityCenter.of(role(test)))),
        BACKGROUND_SESSIONS(
                "background sessions of users",
                "7.11.0 or later",
                List.of("7.11.0"),
                List.of("7.10.0"),
                (test, profile) -> profile.inTransitEncryption(InTransitEncryption.emrManaged())
                        .identityCenter(IdentityCenter.of(role(test)).withUserBackgroundSessions())),
        CUSTOM_IMDSV2(
                "settings of the instance metadata service, such as IMDSv2",
                "5.23.1, 5.27.1, 5.32.0, 6.2.0 or later",
                List.of("5.32.0"),
                List.of("5.31.1"),
                (test, profile) -> profile.customSecurityConfiguration(Map.of(
                        "InstanceMetadataServiceConfiguration",
                        Map.of("MinimumInstanceMetadataServiceVersion", 2, "HttpPutResponseHopLimit", 1)))),
        CUSTOM_EBS_ENCRYPTION(
                "EBS encryption of local disks", "5.24.0 or later", List.of("5.24.0"), List.of("5.23.0"), custom("""
                        {"EncryptionConfiguration": {"AtRestEncryptionConfiguration": {"LocalDiskEncryptionConfiguration":
                            {"EnableEbsEncryption": true, "EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": "arn:aws:kms:a:b:key/c"}}}}""")),
        CUSTOM_KERBEROS("Kerberos", "5.10.0 or later", List.of("5.10.0"), List.of("5.9.0"), custom("""
                        {"AuthenticationConfiguration": {"KerberosConfiguration":
                            {"Provider": "ClusterDedicatedKdc", "ClusterDedicatedKdcConfiguration": {"TicketLifetimeInHours": 24}}}}""")),
        CUSTOM_EMRFS_ROLES("roles of EMRFS", "5.10.0 or later", List.of("5.10.0"), List.of("5.9.0"), custom("""
                        {"AuthorizationConfiguration": {"EmrFsConfiguration": {"RoleMappings":
                            [{"Role": "arn:aws:iam::123456789012:role/a", "IdentifierType": "User", "Identifiers": ["alice"]}]}}}""")),
        /** Known settings are found next to a list, or within an object of the CDK. */
        CUSTOM_RUNTIME_ROLES(
                "runtime roles of steps",
                "6.7.0 or later",
                List.of("6.7.0"),
                List.of("6.6.0"),
                (test, profile) -> profile.customSecurityConfiguration(Map.of(
                        "AuthorizationConfiguration",
                        Map.of(
                                "IAMConfiguration",
                                Map.of(
                                        "EnableApplicationScopedIAMRole",
                                        true,
                                        "LaterList",
                                        List.of("a"),
                                        "ApplicationScopedIAMRoleConfiguration",
                                        Lazy.any(Map::of)))))),
        CUSTOM_LAKE_FORMATION(
                "access to tables by Lake Formation",
                "6.15.0 or later",
                List.of("6.15.0"),
                List.of("6.14.0"),
                custom("""
                        {"AuthorizationConfiguration": {"LakeFormationConfiguration": {"AuthorizedSessionTagValue": "Amazon EMR"}}}"""));

        private final String name;
        private final String takes;

        @SuppressWarnings("ImmutableEnumChecker") // The lists are.
        private final List<String> releases;

        @SuppressWarnings("ImmutableEnumChecker")
        private final List<String> otherReleases;

        // Lambdas without state.
        @SuppressWarnings("ImmutableEnumChecker")
        private final BiConsumer<TestStack, EmrProfile.Builder> settings;

        Asked(
                String name,
                String takes,
                List<String> releases,
                List<String> otherReleases,
                BiConsumer<TestStack, EmrProfile.Builder> settings) {
            this.name = name;
            this.takes = takes;
            this.releases = releases;
            this.otherReleases = otherReleases;
            this.settings = settings;
        }

        private static BiConsumer<TestStack, EmrProfile.Builder> custom(String json) {
            return (test, profile) ->
                    profile.customSecurityConfiguration(new ObjectMapper().convertValue(Json.parse(json), MEMBERS));
        }

        private static Key key(TestStack test) {
            return Key.Builder.create(test.stack(), "Key").build();
        }

        private static ISecret secret(TestStack test) {
            return Secret.fromSecretCompleteArn(
                    test.stack(), "Secret", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:kerberos-AbCdEf");
        }

        private static IRole role(TestStack test) {
            return Role.fromRoleArn(test.stack(), "Role", "arn:aws:iam::123456789012:role/other");
        }
    }

    private EmrProfile profile(Asked asked) {
        EmrProfile.Builder builder = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc());
        asked.settings.accept(test, builder);
        return builder.build();
    }

    private static IEmrProfile loaded(TestStack test, EmrProfile profile, Path folder) throws IOException {
        ObjectNode document = test.parameter(
                DefinitionType.EMR_PROFILE.path(profile.getDefinition().definitionName()));
        Path file =
                Files.createDirectories(folder.resolve("emr_profiles/default")).resolve("etl.json");
        Files.writeString(file, Json.write(document));
        return EmrProfile.fromStoredProfile(TestStack.create().loadingFrom(folder), "Loaded", "etl");
    }

    private static IClusterConfiguration withRelease(String release) {
        ClusterConfigurationDefinition definition = STORED_BY_PYTHON.get(
                DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"));
        definition.clusterConfiguration().put("ReleaseLabel", release.startsWith("emr") ? release : "emr-" + release);
        return new StoredConfiguration(TestStack.create().stack(), definition);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsReleasesThatDoNotSupportProfileSetting(Asked asked, @TempDir Path folder) throws IOException {
        EmrProfile built = profile(asked);
        for (IEmrProfile profile : List.of(built, loaded(test, built, folder))) {
            for (String release : asked.releases) {
                IClusterConfiguration configuration = withRelease(release);
                assertThatCode(() -> ProfileReleaseRules.check(profile, configuration))
                        .as("%s with %s", profile.getNode().getPath(), release)
                        .doesNotThrowAnyException();
            }
            for (String release : asked.otherReleases) {
                IClusterConfiguration configuration = withRelease(release);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> ProfileReleaseRules.check(profile, configuration))
                        .withMessageStartingWith(
                                "'emrProfile' %s uses %s, which requires release %s; 'clusterConfiguration' Stack/Changed has the 'ReleaseLabel' emr-%s. Use such a release"
                                        .formatted(profile.getNode().getPath(), asked.name, asked.takes, release));
            }
        }
    }

    /** Settings that only the deployment or EMR knows pass, and so do profiles of the Python library, whose documents do not have them. */
    @ParameterizedTest
    @CsvSource({"${Token[TOKEN.1]}", "emr-5.x", "''"})
    void acceptsUnknownReleaseLabel(String label) {
        EmrProfile profile = profile(Asked.IMDSV2);
        IClusterConfiguration configuration = withRelease("emr-7.0.0");
        configuration.getDefinition().clusterConfiguration().put("ReleaseLabel", label);

        assertThatCode(() -> ProfileReleaseRules.check(profile, configuration)).doesNotThrowAnyException();
    }

    @Test
    void checksKerberosOfProfileStoredByPythonLibrary() {
        TestStack loading = TestStack.withContext(Map.of(
                "emr-launch:definitions-directory", "../emr-launch-definitions/src/test/resources/python-2.0.1"));
        IEmrProfile plain = EmrProfile.fromStoredProfile(loading.stack(), "Plain", "sse-s3-profile");
        IEmrProfile kerberos =
                EmrProfile.fromStoredProfile(loading.stack(), "Kerberos", "kerberos-profile", "analytics");

        assertThatCode(() -> ProfileReleaseRules.check(plain, withRelease("5.8.0")))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProfileReleaseRules.check(kerberos, withRelease("5.8.0")))
                .withMessageContaining("uses Kerberos");
    }

    @Test
    void rejectsReleaseWithoutSecurityConfigurations() {
        EmrProfile profile = profile(Asked.SECURITY_CONFIGURATION);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProfileReleaseRules.check(profile, withRelease("4.7.2")))
                .withMessageEndingWith("Use such a release: each profile of this library has a security configuration");
    }

    @Test
    void launchFunctionRejectsUnsupportedRelease() {
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile(Asked.IMDSV2))
                .clusterConfiguration(test.configuration()
                        .releaseLabel("emr-5.31.0")
                        .instanceGroups(InstanceGroup.master("m5.xlarge"), InstanceGroup.core("m5.xlarge", 2))
                        .build());

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage(
                        "Stack/Launch: 'emrProfile' Stack/Profile uses settings of the instance metadata service, such as IMDSv2, which requires release 5.23.1, 5.27.1, 5.32.0, 6.2.0 or later; 'clusterConfiguration' Stack/Configuration has the 'ReleaseLabel' emr-5.31.0. Use such a release, or a profile without it. Builder settings without it: requireImdsv2(false), without httpPutResponseHopLimit");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RUNTIME_ROLES   | 'emrProfile' has runtime roles, which EMR doesn't have on clusters with several primary nodes
            IDENTITY_CENTER | 'emrProfile' has IAM Identity Center, which EMR doesn't have on clusters with several primary nodes
            KERBEROS        | 'emrProfile' has a KDC of the cluster's own, and EMR takes one outside of it (KerberosAuthentication.externalKdc) for clusters with several primary nodes
            EXTERNAL_KDC    |
            CUSTOM_KERBEROS | 'emrProfile' has a KDC of the cluster's own, and EMR takes one outside of it (KerberosAuthentication.externalKdc) for clusters with several primary nodes
            CUSTOM_RUNTIME_ROLES | 'emrProfile' has runtime roles, which EMR doesn't have on clusters with several primary nodes
            """)
    void rejectsUnsupportedProfileSettingsForSeveralPrimaryNodes(Asked asked, String message) {
        EmrLaunchFunction.Builder builder = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile(asked))
                .clusterConfiguration(test.configuration()
                        .instanceGroups(
                                InstanceGroup.builder(InstanceRole.MASTER)
                                        .instanceType("m7g.xlarge")
                                        .instanceCount(3)
                                        .build(),
                                InstanceGroup.core("m7g.xlarge", 2))
                        .build());

        if (message == null) {
            assertThat(builder.build()).isNotNull();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessageStartingWith("Stack/Launch: " + message);
        }
    }
}
