package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules between the members of a security configuration, see
 * <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">JSON
 * reference for encryption settings</a> (2026-11-28). The rules check whether a value is present; a token is a value.
 */
final class SecurityConfigurationRules {
    private static final String ENCRYPTION = "EncryptionConfiguration";
    private static final String IN_TRANSIT = "InTransitEncryptionConfiguration";
    private static final String AT_REST = "AtRestEncryptionConfiguration";

    private static final String ENABLE_IN_TRANSIT = "EnableInTransitEncryption";
    private static final String ENABLE_AT_REST = "EnableAtRestEncryption";
    private static final String TLS = "TLSCertificateConfiguration";
    private static final String AUTHENTICATION = "AuthenticationConfiguration";

    private SecurityConfigurationRules() {}

    /**
     * Checks a security configuration whose members have valid types.
     *
     * @return warnings about members without an effect, and about further recommendations of EMR's guide
     * @throws IllegalArgumentException if a member is missing that another member requires
     */
    static List<SecurityConfigurationWarning> check(Map<String, ?> securityConfiguration) {
        Node root = new Node("", securityConfiguration);
        Node encryption = root.get(ENCRYPTION);
        Node inTransit = encryption.get(IN_TRANSIT);
        encryption.requireWhen(encryption.isTrue(ENABLE_IN_TRANSIT), ENABLE_IN_TRANSIT + " is true", IN_TRANSIT);
        encryption.requireWhen(encryption.isTrue(ENABLE_AT_REST), ENABLE_AT_REST + " is true", AT_REST);
        inTransit.requireWhen(
                encryption.isTrue(ENABLE_IN_TRANSIT) && inTransit.isObject(), ENABLE_IN_TRANSIT + " is true", TLS);
        checkCertificates(inTransit.get(TLS));
        Node s3 = encryption.get(AT_REST).get("S3EncryptionConfiguration");
        checkS3(s3);
        s3.elements("Overrides").forEach(bucket -> {
            bucket.requireWhen(true, "it is an element of Overrides", "BucketName");
            checkS3(bucket);
        });
        checkLocalDisks(encryption.get(AT_REST).get("LocalDiskEncryptionConfiguration"));
        checkKerberos(root.get(AUTHENTICATION).get("KerberosConfiguration"));
        checkMetadata(root.get("InstanceMetadataServiceConfiguration"));
        checkIdentityCenter(root.get(AUTHENTICATION).get("IdentityCenterConfiguration"), encryption);
        List<SecurityConfigurationWarning> warnings = new ArrayList<>();
        warnOfNoEffect(encryption, IN_TRANSIT, ENABLE_IN_TRANSIT, warnings);
        warnOfNoEffect(encryption, AT_REST, ENABLE_AT_REST, warnings);
        warnOfRoles(root.get("AuthorizationConfiguration"), encryption, warnings);
        return warnings;
    }

    private static void warnOfNoEffect(
            Node encryption, String member, String enable, List<SecurityConfigurationWarning> warnings) {
        if (encryption.has(member) && encryption.isNot(enable)) {
            warnings.add(new SecurityConfigurationWarning(
                    "securityConfigurationWithoutEffect",
                    "'%s' has no effect unless '%s' is true"
                            .formatted(encryption.get(member).path, encryption.get(enable).path)));
        }
    }

    /**
     * Warns about missing members that the builder requires for generated configurations.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles</a>
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-lf-enable.html">Enable Lake Formation</a>
     */
    private static void warnOfRoles(Node authorization, Node encryption, List<SecurityConfigurationWarning> warnings) {
        Node iam = authorization.get("IAMConfiguration");
        Node lakeFormation = authorization.get("LakeFormationConfiguration");
        String roles = EmrProfileDefinition.APPLICATION_SCOPED_ROLE;
        if (lakeFormation.has("AuthorizedSessionTagValue") && iam.isNot(roles)) {
            warnings.add(new SecurityConfigurationWarning(
                    "securityConfigurationIncomplete",
                    "'%s' requires runtime roles: set '%s' to true"
                            .formatted(lakeFormation.path, iam.get(roles).path)));
        }
        if (iam.isTrue(roles) && encryption.isNot(ENABLE_IN_TRANSIT)) {
            warnings.add(new SecurityConfigurationWarning(
                    "securityConfigurationIncomplete",
                    "'%s' without encryption in transit: the credentials of the roles travel between nodes. Set '%s' to true"
                            .formatted(iam.get(roles).path, encryption.get(ENABLE_IN_TRANSIT).path)));
        }
    }

    /**
     * Checks that Identity Center is used with encryption in transit.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-start.html">Getting started</a>
     */
    private static void checkIdentityCenter(Node identityCenter, Node encryption) {
        String enable = "EnableIdentityCenter";
        if (identityCenter.isTrue(enable) && encryption.isNot(ENABLE_IN_TRANSIT)) {
            throw new IllegalArgumentException(
                    "'%s' must be true when %s is true".formatted(encryption.get(ENABLE_IN_TRANSIT).path, enable));
        }
        Node instance = identityCenter.get("IdentityCenterInstanceARN");
        if (instance.value instanceof String arn && !IdentityCenter.isInstance(arn)) {
            throw new IllegalArgumentException("'%s' %s, got: %s".formatted(instance.path, IdentityCenter.RULE, arn));
        }
    }

    private static void checkCertificates(Node certificates) {
        String type = "CertificateProviderType";
        certificates.requireWhen(certificates.isObject(), "there are certificates", type);
        certificates.requireWhen(certificates.is(type, "PEM"), type + " is PEM", "S3Object");
        certificates.requireWhen(
                certificates.is(type, "Custom"), type + " is Custom", "S3Object", "CertificateProviderClass");
    }

    private static void checkS3(Node s3) {
        String mode = "EncryptionMode";
        for (String withKey : List.of("SSE-KMS", "CSE-KMS")) {
            s3.requireWhen(s3.is(mode, withKey), mode + " is " + withKey, "AwsKmsKey");
        }
        s3.requireWhen(s3.is(mode, "CSE-Custom"), mode + " is CSE-Custom", "S3Object", "EncryptionKeyProviderClass");
    }

    private static void checkLocalDisks(Node disks) {
        String type = "EncryptionKeyProviderType";
        disks.requireWhen(disks.is(type, "AwsKms"), type + " is AwsKms", "AwsKmsKey");
        disks.requireWhen(disks.is(type, "Custom"), type + " is Custom", "S3Object", "EncryptionKeyProviderClass");
        if (disks.isTrue("EnableEbsEncryption") && disks.is(type, "Custom")) {
            throw new IllegalArgumentException(
                    "'%s.EnableEbsEncryption' requires the %s AwsKms, got: Custom".formatted(disks.path, type));
        }
    }

    private static void checkKerberos(Node kerberos) {
        String provider = "Provider";
        kerberos.requireWhen(kerberos.isObject(), "there is a KerberosConfiguration", provider);
        for (String kind : List.of("ClusterDedicatedKdc", "ExternalKdc")) {
            kerberos.requireWhen(kerberos.is(provider, kind), provider + " is " + kind, kind + "Configuration");
        }
    }

    private static void checkMetadata(Node metadata) {
        String version = "MinimumInstanceMetadataServiceVersion";
        String hops = "HttpPutResponseHopLimit";
        metadata.requireWhen(metadata.has(hops), hops + " is set", version);
        metadata.requireWhen(metadata.has(version), version + " is set", hops);
    }

    /** A value in the configuration and its path. A value that is not an object, or is a token, has no members. */
    private record Node(String path, @Nullable Object value) {
        Node get(String member) {
            return new Node(
                    path.isEmpty() ? member : path + "." + member,
                    value instanceof Map<?, ?> members ? members.get(member) : null);
        }

        List<Node> elements(String member) {
            Node list = get(member);
            List<Node> elements = new ArrayList<>();
            if (list.value instanceof Collection<?> values) {
                values.forEach(each -> elements.add(new Node("%s.%d".formatted(list.path, elements.size()), each)));
            }
            return elements;
        }

        boolean isObject() {
            return value instanceof Map;
        }

        boolean has(String member) {
            return get(member).value != null;
        }

        boolean is(String member, String text) {
            return text.equals(get(member).value);
        }

        boolean isTrue(String member) {
            return "true".equals(String.valueOf(get(member).value));
        }

        /** Returns whether a member is known not to be true. */
        boolean isNot(String member) {
            Object flag = get(member).value;
            boolean isKnown = value == null || value instanceof Map;
            return isKnown && !isTrue(member) && (flag == null || !SecurityConfigurationShape.isUnknown(flag));
        }

        void requireWhen(boolean applies, String reason, String... members) {
            for (String member : members) {
                if (applies && !has(member)) {
                    throw new IllegalArgumentException("'%s' is required when %s".formatted(get(member).path, reason));
                }
            }
        }
    }
}
