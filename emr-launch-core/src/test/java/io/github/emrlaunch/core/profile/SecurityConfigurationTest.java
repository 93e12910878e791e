package io.github.emrlaunch.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** Security configurations that somebody wrote, in EMR's shape. */
class SecurityConfigurationTest {
    private final TestStack test = TestStack.create();

    private static Map<String, Object> map(String json) {
        try {
            return new ObjectMapper().readValue(json.replace('\'', '"'), new TypeReference<>() {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> check(Map<String, Object> configuration) {
        return CustomSecurity.checked(configuration, null).warnings();
    }

    private EmrProfile.Builder profile() {
        return EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
    void whatIsGeneratedIsRightAndKnown(Variant variant) throws IOException {
        String golden = Files.readString(Path.of("src/test/resources/profiles", variant.documentName() + ".json"));

        assertThat(check(new ObjectMapper()
                        .convertValue(
                                Json.parseObject(golden).path("SecurityConfiguration"), new TypeReference<>() {})))
                .isEmpty();
    }

    /** Examples of EMR's guide that no builder of ours makes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'EncryptionConfiguration': {'EMRWALEncryptionConfiguration': {}, 'EnableInTransitEncryption': false, 'EnableAtRestEncryption': false}}",
                "{'EncryptionConfiguration': {'EnableInTransitEncryption': 'true', 'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'PEM', 'S3Object': 'arn:aws:s3:::certificates/all.zip'}}}}",
                "{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'EnableIdentityCenter': true, 'IdentityCenterApplicationAssigmentRequired': false}}, 'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {}}}",
                "{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'EnableIdentityCenter': true, 'IdentityCenterApplicationAssignmentRequired': false}}, 'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {}}}",
                "{'AuthenticationConfiguration': {'LDAPConfiguration': {'EnableLDAPAuthentication': true, 'LDAPServerURL': 'ldaps://ldap.example.com'}}}",
                "{'AuthorizationConfiguration': {'RangerConfiguration': {'AdminServerURL': 'https://ranger:6182', 'RangerPluginConfigurations': [{'App': 'Trino', 'ClientSecretARN': 'arn', 'PolicyRepositoryName': 'trino'}]}}}",
                "{'AuthorizationConfiguration': {'IAMConfiguration': {'EnableApplicationScopedIAMRole': null}}}",
                "{'AuthorizationConfiguration': {'LakeFormationConfiguration': {'IdpMetadataS3Path': 's3://idp/metadata.xml'}}}",
                "{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 1, 'HttpPutResponseHopLimit': 64}}"
            })
    void whatTheGuideShowsPasses(String configuration) {
        assertThat(check(map(configuration))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{'EncryptionConfiguration': {'EnableAtRestEncription': true}}` | 'EncryptionConfiguration.EnableAtRestEncription' is no member of a security configuration, got: EnableAtRestEncription. 'EnableAtRestEncryption' is probably meant
            `{'EncryptionConfigurations': {}}` | 'EncryptionConfigurations' is no member of a security configuration, got: EncryptionConfigurations. 'EncryptionConfiguration' is probably meant
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'KMS'}}}}` | 'EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.EncryptionKeyProviderType' must be one of [AwsKms, Custom], got: KMS
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'AwsKms', 'AwsKMSKey': 'arn'}}}}` | AwsKMSKey' is no member of a security configuration, got: AwsKMSKey. 'AwsKmsKey' is probably meant
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'SSE_S3'}}}}` | EncryptionMode' is none of [SSE-S3, SSE-KMS, CSE-KMS, CSE-Custom], got: SSE_S3. 'SSE-S3' is probably meant
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'SSE-KMS'}}}}` | S3EncryptionConfiguration.AwsKmsKey' is required when EncryptionMode is SSE-KMS
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'CSE-Custom', 'S3Object': 's3://b/k.jar'}}}}` | EncryptionKeyProviderClass' is required when EncryptionMode is CSE-Custom
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'SSE-S3', 'Overrides': [{'EncryptionMode': 'SSE-S3'}]}}}}` | Overrides.0.BucketName' is required
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'AwsKms'}}}}` | LocalDiskEncryptionConfiguration.AwsKmsKey' is required when EncryptionKeyProviderType is AwsKms
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'Custom', 'EnableEbsEncryption': true, 'S3Object': 's3://b/k.jar', 'EncryptionKeyProviderClass': 'K'}}}}` | EnableEbsEncryption' takes the EncryptionKeyProviderType AwsKms
            `{'EncryptionConfiguration': {'EnableInTransitEncryption': true}}` | 'EncryptionConfiguration.InTransitEncryptionConfiguration' is required when EnableInTransitEncryption is true
            `{'EncryptionConfiguration': {'EnableAtRestEncryption': true}}` | 'EncryptionConfiguration.AtRestEncryptionConfiguration' is required when EnableAtRestEncryption is true
            `{'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'PEM'}}}}` | S3Object' is required when CertificateProviderType is PEM
            `{'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'Custom', 'S3Object': 's3://b/c.jar'}}}}` | CertificateProviderClass' is required when CertificateProviderType is Custom
            `{'EncryptionConfiguration': {'EnableInTransitEncryption': 'yes'}}` | EnableInTransitEncryption' must be true or false, got: yes
            `{'EncryptionConfiguration': []}` | 'EncryptionConfiguration' must be an object, got: []
            `{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'ExternalKDC'}}}` | Provider' is none of [ClusterDedicatedKdc, ExternalKdc], got: ExternalKDC. 'ExternalKdc' is probably meant
            `{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'ExternalKdc'}}}` | ExternalKdcConfiguration' is required when Provider is ExternalKdc
            `{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'EnableIdentityCenter': true}}}` | 'EncryptionConfiguration.InTransitEncryptionConfiguration' is required when EnableIdentityCenter is true
            `{'AuthorizationConfiguration': {'EmrFsConfiguration': {'RoleMappings': [{'Role': 'arn', 'IdentifierType': 'Bucket', 'Identifiers': ['a']}]}}}` | RoleMappings.0.IdentifierType' must be one of [User, Group, Prefix], got: Bucket
            `{'AuthorizationConfiguration': {'EmrFsConfiguration': {'RoleMappings': {'Role': 'arn'}}}}` | RoleMappings' must be a list
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 2}}` | HttpPutResponseHopLimit' is required when MinimumInstanceMetadataServiceVersion is set
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 3, 'HttpPutResponseHopLimit': 1}}` | MinimumInstanceMetadataServiceVersion' must be 1 to 2, got: 3
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 2, 'HttpPutResponseHopLimit': 65}}` | HttpPutResponseHopLimit' must be 1 to 64, got: 65
            """)
    void whatEmrRefusesIsRefusedAtSynth(String configuration, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> check(map(configuration)))
                .withMessageStartingWith("'customSecurityConfiguration': ")
                .withMessageContaining(message);
    }

    /** What EMR's guide doesn't list may have come since; and most people copy an alias. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{'ConfidentialComputing': {'Enabled': true}}` | 'ConfidentialComputing' is no member of a security configuration
            `{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'Future'}}}` | Provider' is none of [ClusterDedicatedKdc, ExternalKdc]
            `{'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'ACM'}}}}` | CertificateProviderType' is none of [EMR, PEM, Custom]
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'AwsKms', 'AwsKmsKey': 'arn:aws:kms:us-west-2:187416307283:alias/my_emr_test_key'}}}}` | AwsKmsKey' is an alias
            """)
    void whatMayBeRightPassesWithAWarning(String configuration, String warning) {
        profile().customSecurityConfiguration(map(configuration)).build();

        Annotations.fromStack(test.stack())
                .hasWarning("/Stack/Profile", Match.stringLikeRegexp(warning.replaceAll("[\\[\\]]", "\\\\$0")));
    }

    @Test
    void whatOnlyTheDeploymentKnowsPasses() {
        String text = new CfnParameter(test.stack(), "Text").getValueAsString();
        Number number = CfnParameter.Builder.create(test.stack(), "Number")
                .type("Number")
                .build()
                .getValueAsNumber();
        Object object = Lazy.any(() -> Map.of());

        assertThat(check(Map.of(
                        "EncryptionConfiguration",
                        Map.of(
                                "EnableAtRestEncryption",
                                text,
                                "AtRestEncryptionConfiguration",
                                object,
                                "InTransitEncryptionConfiguration",
                                Map.of("TLSCertificateConfiguration", Map.of("CertificateProviderType", text))),
                        "InstanceMetadataServiceConfiguration",
                        Map.of("MinimumInstanceMetadataServiceVersion", number, "HttpPutResponseHopLimit", text))))
                .isEmpty();
    }

    @Test
    void whatIsNotCheckedReachesEmrAsItIs() {
        Map<String, Object> configuration = map("{'EncryptionConfigurations': {'EncryptionKeyProviderType': 'KMS'}}");

        profile().uncheckedSecurityConfiguration(configuration).build();

        assertThat(test.properties("AWS::EMR::SecurityConfiguration").get(0).path("SecurityConfiguration"))
                .isEqualTo(Json.of(configuration));
    }

    @Test
    void isOneOrTheOther() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> profile()
                        .customSecurityConfiguration(Map.of())
                        .uncheckedSecurityConfiguration(Map.of())
                        .build())
                .withMessageContaining(
                        "'customSecurityConfiguration' replaces the generated one and can't be combined with [uncheckedSecurityConfiguration]");
    }

    /** A launch function compares this with the release of a cluster. */
    @Test
    void isStoredAsFarAsALaunchHasToKnowIt() {
        EmrProfile profile = profile().customSecurityConfiguration(map("""
                        {'AuthorizationConfiguration': {'IAMConfiguration': {'EnableApplicationScopedIAMRole': true}},
                         'EncryptionConfiguration': {'EMRWALEncryptionConfiguration': {}},
                         'InstanceMetadataServiceConfiguration':
                             {'MinimumInstanceMetadataServiceVersion': 2, 'HttpPutResponseHopLimit': 1}}""")).build();

        ObjectNode stored = test.parameter(
                DefinitionType.EMR_PROFILE.path(profile.getDefinition().definitionName()));
        assertThat(stored.path("IAMConfiguration")).hasToString("{\"EnableApplicationScopedIAMRole\":true}");
        assertThat(stored.path("EMRWALEncryptionConfiguration")).hasToString("{}");
        assertThat(stored.path("InstanceMetadataServiceConfiguration").path("MinimumInstanceMetadataServiceVersion"))
                .hasToString("2");
    }
}
