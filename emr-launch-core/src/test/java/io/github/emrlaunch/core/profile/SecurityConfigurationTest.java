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
import software.amazon.awscdk.services.kms.Alias;

/** Custom security configurations in EMR's format. */
class SecurityConfigurationTest {
    private final TestStack test = TestStack.create();

    private static Map<String, Object> map(String json) {
        try {
            return new ObjectMapper().readValue(json.replace('\'', '"'), new TypeReference<>() {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<SecurityConfigurationWarning> check(Map<String, Object> configuration) {
        return CustomSecurity.checked(configuration, null).warnings();
    }

    private EmrProfile.Builder profile() {
        return EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
    void acceptsGeneratedConfiguration(Variant variant) throws IOException {
        String golden = Files.readString(Path.of("src/test/resources/profiles", variant.documentName() + ".json"));

        assertThat(check(new ObjectMapper()
                        .convertValue(
                                Json.parseObject(golden).path("SecurityConfiguration"), new TypeReference<>() {})))
                .isEmpty();
    }

    /** Examples from EMR's guide that the builders do not generate. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'EncryptionConfiguration': {'EMRWALEncryptionConfiguration': {}, 'EnableInTransitEncryption': false, 'EnableAtRestEncryption': false}}",
                "{'EncryptionConfiguration': {'EnableInTransitEncryption': 'true', 'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'PEM', 'S3Object': 'arn:aws:s3:::certificates/all.zip'}}}}",
                "{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'EnableIdentityCenter': true, 'IdentityCenterApplicationAssigmentRequired': false}}, 'EncryptionConfiguration': {'EnableInTransitEncryption': true, 'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'EMR'}}}}",
                "{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'EnableIdentityCenter': true, 'IdentityCenterApplicationAssignmentRequired': false}}, 'EncryptionConfiguration': {'EnableInTransitEncryption': true, 'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'EMR'}}}}",
                "{'AuthenticationConfiguration': {'LDAPConfiguration': {'EnableLDAPAuthentication': true, 'LDAPServerURL': 'ldaps://ldap.example.com'}}}",
                "{'AuthorizationConfiguration': {'RangerConfiguration': {'AdminServerURL': 'https://ranger:6182', 'RangerPluginConfigurations': [{'App': 'Trino', 'ClientSecretARN': 'arn', 'PolicyRepositoryName': 'trino'}]}}}",
                "{'AuthorizationConfiguration': {'IAMConfiguration': {'EnableApplicationScopedIAMRole': null}}}",
                "{'AuthorizationConfiguration': {'LakeFormationConfiguration': {'IdpMetadataS3Path': 's3://idp/metadata.xml'}}}",
                "{'LakeFormationConfiguration': {'IdpMetadataS3Path': 's3://idp/metadata.xml', 'EmrRoleForUsersARN': 'arn:aws:iam::123456789012:role/a', 'LakeFormationRoleForSAMLPrincipalARN': 'arn:aws:iam::123456789012:role/b'}}",
                "{'AuthorizationConfiguration': {'RangerConfiguration': {'AuditConfiguration': {'Destinations': {'AmazonCloudWatchLogs': {'CloudWatchLogGroup': 'arn:aws:logs:eu-west-1:123456789012:log-group:ranger'}}}}}}",
                "{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'ClusterDedicatedKdc', 'ClusterDedicatedKdcConfiguration': {'TicketLifetimeInHours': '24'}}}}",
                "{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 1, 'HttpPutResponseHopLimit': 64}}"
            })
    void acceptsExampleOfEmrGuide(String configuration) {
        assertThat(check(map(configuration))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{'EncryptionConfiguration': {'EnableAtRestEncription': true}}` | 'EncryptionConfiguration.EnableAtRestEncription' is not a member of a security configuration, got: EnableAtRestEncription. 'EnableAtRestEncryption' is probably meant
            `{'EncryptionConfigurations': {}}` | 'EncryptionConfigurations' is not a member of a security configuration, got: EncryptionConfigurations. 'EncryptionConfiguration' is probably meant
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'KMS'}}}}` | 'EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.EncryptionKeyProviderType' must be one of [AwsKms, Custom], got: KMS
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'AwsKms', 'AwsKMSKey': 'arn'}}}}` | AwsKMSKey' is not a member of a security configuration, got: AwsKMSKey. 'AwsKmsKey' is probably meant
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'SSE_S3'}}}}` | EncryptionMode' is none of [SSE-S3, SSE-KMS, CSE-KMS, CSE-Custom], got: SSE_S3. 'SSE-S3' is probably meant
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'SSE-KMS'}}}}` | S3EncryptionConfiguration.AwsKmsKey' is required when EncryptionMode is SSE-KMS
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'CSE-Custom', 'S3Object': 's3://b/k.jar'}}}}` | EncryptionKeyProviderClass' is required when EncryptionMode is CSE-Custom
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'EncryptionMode': 'SSE-S3', 'Overrides': [{'EncryptionMode': 'SSE-S3'}]}}}}` | Overrides.0.BucketName' is required
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'AwsKms'}}}}` | LocalDiskEncryptionConfiguration.AwsKmsKey' is required when EncryptionKeyProviderType is AwsKms
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'LocalDiskEncryptionConfiguration': {'EncryptionKeyProviderType': 'Custom', 'EnableEbsEncryption': true, 'S3Object': 's3://b/k.jar', 'EncryptionKeyProviderClass': 'K'}}}}` | EnableEbsEncryption' requires the EncryptionKeyProviderType AwsKms
            `{'EncryptionConfiguration': {'EnableInTransitEncryption': true}}` | 'EncryptionConfiguration.InTransitEncryptionConfiguration' is required when EnableInTransitEncryption is true
            `{'EncryptionConfiguration': {'EnableAtRestEncryption': true}}` | 'EncryptionConfiguration.AtRestEncryptionConfiguration' is required when EnableAtRestEncryption is true
            `{'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'PEM'}}}}` | S3Object' is required when CertificateProviderType is PEM
            `{'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'Custom', 'S3Object': 's3://b/c.jar'}}}}` | CertificateProviderClass' is required when CertificateProviderType is Custom
            `{'EncryptionConfiguration': {'EnableInTransitEncryption': 'yes'}}` | EnableInTransitEncryption' must be true or false, got: yes
            `{'EncryptionConfiguration': []}` | 'EncryptionConfiguration' must be an object, got: []
            `{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'ExternalKDC'}}}` | Provider' is none of [ClusterDedicatedKdc, ExternalKdc], got: ExternalKDC. 'ExternalKdc' is probably meant
            `{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'ExternalKdc'}}}` | ExternalKdcConfiguration' is required when Provider is ExternalKdc
            `{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'EnableIdentityCenter': true}}}` | 'EncryptionConfiguration.EnableInTransitEncryption' must be true when EnableIdentityCenter is true
            `{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'EnableIdentityCenter': true}}, 'EncryptionConfiguration': {'EnableInTransitEncryption': 'false', 'InTransitEncryptionConfiguration': {}}}` | 'EncryptionConfiguration.EnableInTransitEncryption' must be true when EnableIdentityCenter is true
            `{'AuthenticationConfiguration': {'IdentityCenterConfiguration': {'IdentityCenterInstanceARN': 'nope'}}}` | 'AuthenticationConfiguration.IdentityCenterConfiguration.IdentityCenterInstanceARN' must be the ARN of an instance of IAM Identity Center
            `{'EncryptionConfiguration': {'EnableInTransitEncryption': true, 'InTransitEncryptionConfiguration': {}}}` | 'EncryptionConfiguration.InTransitEncryptionConfiguration.TLSCertificateConfiguration' is required when EnableInTransitEncryption is true
            `{'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'S3Object': 's3://b/c.zip'}}}}` | CertificateProviderType' is required when there are certificates
            `{'EncryptionConfiguration': {'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'EMR', 'ValidityInDays': -5}}}}` | ValidityInDays' must be a whole number, at least 1, got: -5
            `{'AuthenticationConfiguration': {'KerberosConfiguration': {'ClusterDedicatedKdcConfiguration': {}}}}` | 'AuthenticationConfiguration.KerberosConfiguration.Provider' is required when there is a KerberosConfiguration
            `{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'ClusterDedicatedKdc', 'ClusterDedicatedKdcConfiguration': {'TicketLifetimeInHours': 0}}}}` | TicketLifetimeInHours' must be a whole number, at least 1, got: 0
            `{'AuthenticationConfiguration': {'LDAPConfiguration': {'EnableLDAPAuthenticaton': true}}}` | got: EnableLDAPAuthenticaton. 'EnableLDAPAuthentication' is probably meant
            `{'AuthenticationConfiguration': {'LDAPConfiguration': {'LDAPServerURl': 'ldaps://a'}}}` | got: LDAPServerURl. 'LDAPServerURL' is probably meant
            `{'AuthorizationConfiguration': {'LakeFormationConfiguration': {'AuthorisedSessionTagValue': 'a'}}}` | got: AuthorisedSessionTagValue. 'AuthorizedSessionTagValue' is probably meant
            `{'AuthorizationConfiguration': {'RangerConfiguration': {'AuditConfiguration': {'Destination': {}}}}}` | got: Destination. 'Destinations' is probably meant
            `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {'S3EncryptionConfiguration': {'Overrides': [{'BucketName': 'a', 'EncryptionMode': 'SSE-KMS', 'AwsKmsKey': 'arn:aws:kms:a:b:key/c'}, {'EncryptionMode': 'SSE-S3'}, {'EncryptionMode': 'SSE-S3'}]}}}}` | Overrides.1.BucketName' is required
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 2, 'HttpPutResponseHopLimit': 2.5}}` | HttpPutResponseHopLimit' must be a whole number, 1 to 64, got: 2.5
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 2, 'HttpPutResponseHopLimit': 'many'}}` | HttpPutResponseHopLimit' must be a whole number, 1 to 64, got: many
            `{'AuthorizationConfiguration': {'EmrFsConfiguration': {'RoleMappings': [{'Role': 'arn', 'IdentifierType': 'Bucket', 'Identifiers': ['a']}]}}}` | RoleMappings.0.IdentifierType' must be one of [User, Group, Prefix], got: Bucket
            `{'AuthorizationConfiguration': {'EmrFsConfiguration': {'RoleMappings': {'Role': 'arn'}}}}` | RoleMappings' must be a list
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 2}}` | HttpPutResponseHopLimit' is required when MinimumInstanceMetadataServiceVersion is set
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 3, 'HttpPutResponseHopLimit': 1}}` | MinimumInstanceMetadataServiceVersion' must be a whole number, 1 to 2, got: 3
            `{'InstanceMetadataServiceConfiguration': {'MinimumInstanceMetadataServiceVersion': 2, 'HttpPutResponseHopLimit': 65}}` | HttpPutResponseHopLimit' must be a whole number, 1 to 64, got: 65
            """)
    void rejectsInvalidConfiguration(String configuration, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> check(map(configuration)))
                .withMessageStartingWith("'customSecurityConfiguration': ")
                .withMessageContaining(message);
    }

    /**
     * EMR may have added members that its guide did not list, and most users copy an alias. An app acknowledges each
     * kind separately.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            securityConfigurationUnknown | `{'ConfidentialComputing': {'Enabled': true}}` | 'ConfidentialComputing' is not a member of a security configuration
            securityConfigurationUnknown | `{'AuthenticationConfiguration': {'KerberosConfiguration': {'Provider': 'Future'}}}` | Provider' is none of [ClusterDedicatedKdc, ExternalKdc]
            securityConfigurationUnknown | `{'EncryptionConfiguration': {'EnableInTransitEncryption': true, 'InTransitEncryptionConfiguration': {'TLSCertificateConfiguration': {'CertificateProviderType': 'ACM'}}}}` | CertificateProviderType' is none of [EMR, PEM, Custom]
            keyIsAlias | `{'EncryptionConfiguration': {'EMRWALEncryptionConfiguration': {'AwsKmsKey': 'arn:aws:kms:us-west-2:187416307283:alias/my_emr_test_key'}}}` | 'EncryptionConfiguration.EMRWALEncryptionConfiguration.AwsKmsKey' is an alias
            keyIsAlias | `{'EncryptionConfiguration': {'EMRWALEncryptionConfiguration': {'AwsKmsKey': 'alias/etl'}}}` | AwsKmsKey' is an alias
            keyIsNoArn | `{'EncryptionConfiguration': {'EMRWALEncryptionConfiguration': {'AwsKmsKey': '0d5b6a2e-0000-4000-8000-000000000000'}}}` | AwsKmsKey' is not an ARN
            securityConfigurationWithoutEffect | `{'EncryptionConfiguration': {'AtRestEncryptionConfiguration': {}}}` | 'EncryptionConfiguration.AtRestEncryptionConfiguration' has no effect unless 'EncryptionConfiguration.EnableAtRestEncryption' is true
            securityConfigurationWithoutEffect | `{'EncryptionConfiguration': {'EnableInTransitEncryption': false, 'InTransitEncryptionConfiguration': {}}}` | 'EncryptionConfiguration.InTransitEncryptionConfiguration' has no effect
            securityConfigurationIncomplete | `{'AuthorizationConfiguration': {'IAMConfiguration': {'EnableApplicationScopedIAMRole': true}}}` | 'AuthorizationConfiguration.IAMConfiguration.EnableApplicationScopedIAMRole' without encryption in transit
            securityConfigurationIncomplete | `{'AuthorizationConfiguration': {'LakeFormationConfiguration': {'AuthorizedSessionTagValue': 'Amazon EMR'}}}` | 'AuthorizationConfiguration.LakeFormationConfiguration' requires runtime roles
            """)
    void warnsAboutUnknownOrIneffectiveValues(String id, String configuration, String warning) {
        profile().customSecurityConfiguration(map(configuration)).build();

        assertThat(check(map(configuration)))
                .extracting(SecurityConfigurationWarning::id)
                .containsExactly(id);
        Annotations.fromStack(test.stack())
                .hasWarning("/Stack/Profile", Match.stringLikeRegexp(warning.replaceAll("[\\[\\]]", "\\\\$0")));
    }

    @Test
    void warnsAboutAliasInGeneratedConfiguration() {
        profile()
                .walEncryption(WalEncryption.kms(Alias.fromAliasName(test.stack(), "Key", "alias/etl")))
                .build();

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Profile",
                        Match.stringLikeRegexp("'AwsKmsKey' is an alias.*ack: @emr-launch/core:keyIsAlias.*"));
    }

    @Test
    void acceptsTokens() {
        String text = new CfnParameter(test.stack(), "Text").getValueAsString();
        Number number = CfnParameter.Builder.create(test.stack(), "Number")
                .type("Number")
                .build()
                .getValueAsNumber();
        Object object = Lazy.any(() -> Map.of());

        assertThat(check(Map.of(
                        "EncryptionConfiguration",
                        object,
                        "AuthenticationConfiguration",
                        Map.of("IdentityCenterConfiguration", Map.of("EnableIdentityCenter", true)))))
                .isEmpty();

        assertThat(check(Map.of(
                        "EncryptionConfiguration",
                        Map.of(
                                "EnableAtRestEncryption",
                                text,
                                "EnableInTransitEncryption",
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
    void passesUncheckedConfigurationUnchanged() {
        Map<String, Object> configuration = map("{'EncryptionConfigurations': {'EncryptionKeyProviderType': 'KMS'}}");

        profile().uncheckedSecurityConfiguration(configuration).build();

        assertThat(test.properties("AWS::EMR::SecurityConfiguration").get(0).path("SecurityConfiguration"))
                .isEqualTo(Json.of(configuration));
    }

    @Test
    void rejectsCustomAndUncheckedConfigurationTogether() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> profile()
                        .customSecurityConfiguration(Map.of())
                        .uncheckedSecurityConfiguration(Map.of())
                        .build())
                .withMessageContaining(
                        "'customSecurityConfiguration' replaces the generated one and can't be combined with [uncheckedSecurityConfiguration]");
    }

    /** A launch function compares these members with the release of a cluster. */
    @Test
    void storesMembersRequiredForLaunch() {
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
