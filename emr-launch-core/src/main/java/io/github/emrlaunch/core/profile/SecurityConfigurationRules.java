package io.github.emrlaunch.core.profile;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What members of a security configuration ask of each other, see <a
 * href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">JSON reference for encryption
 * settings</a> (2026-11-28). Whether a value is there counts: what only the deployment knows is one.
 */
final class SecurityConfigurationRules {
    private static final String ENCRYPTION = "EncryptionConfiguration";
    private static final String IN_TRANSIT = "InTransitEncryptionConfiguration";
    private static final String AT_REST = "AtRestEncryptionConfiguration";

    private SecurityConfigurationRules() {}

    /**
     * Checks a security configuration whose members have their types.
     *
     * @throws IllegalArgumentException when a member is missing that another one needs
     */
    static void check(Map<String, ?> securityConfiguration) {
        Node root = new Node("", securityConfiguration);
        Node encryption = root.get(ENCRYPTION);
        encryption.requireWhen(
                encryption.isTrue("EnableInTransitEncryption"), "EnableInTransitEncryption is true", IN_TRANSIT);
        encryption.requireWhen(encryption.isTrue("EnableAtRestEncryption"), "EnableAtRestEncryption is true", AT_REST);
        checkCertificates(encryption.get(IN_TRANSIT).get("TLSCertificateConfiguration"));
        Node s3 = encryption.get(AT_REST).get("S3EncryptionConfiguration");
        checkS3(s3);
        s3.elements("Overrides").forEach(bucket -> {
            bucket.requireWhen(true, "it is an element of Overrides", "BucketName");
            checkS3(bucket);
        });
        checkLocalDisks(encryption.get(AT_REST).get("LocalDiskEncryptionConfiguration"));
        checkKerberos(root.get("AuthenticationConfiguration").get("KerberosConfiguration"));
        checkMetadata(root.get("InstanceMetadataServiceConfiguration"));
        Node identityCenter = root.get("AuthenticationConfiguration").get("IdentityCenterConfiguration");
        if (identityCenter.isTrue("EnableIdentityCenter") && !encryption.has(IN_TRANSIT)) {
            throw new IllegalArgumentException(
                    "'%s.%s' is required when EnableIdentityCenter is true".formatted(ENCRYPTION, IN_TRANSIT));
        }
    }

    private static void checkCertificates(Node certificates) {
        String type = "CertificateProviderType";
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
                    "'%s.EnableEbsEncryption' takes the %s AwsKms, got: Custom".formatted(disks.path, type));
        }
    }

    private static void checkKerberos(Node kerberos) {
        String provider = "Provider";
        for (String kind : List.of("ClusterDedicatedKdc", "ExternalKdc")) {
            kerberos.requireWhen(kerberos.is(provider, kind), provider + " is " + kind, kind + "Configuration");
        }
    }

    private static void checkMetadata(Node metadata) {
        String version = "MinimumInstanceMetadataServiceVersion";
        String hops = "HttpPutResponseHopLimit";
        metadata.requireWhen(metadata.has(hops), hops + " is set", version);
        metadata.requireWhen(metadata.has(version), version + " is set", hops);
        metadata.requireBetween(version, 1, 2);
        metadata.requireBetween(hops, 1, GeneratedSecurity.MAX_HOPS);
    }

    /** A place in the configuration; the members of what is no object, or only known to the deployment, are none. */
    private record Node(String path, @Nullable Object value) {
        Node get(String member) {
            return new Node(
                    path.isEmpty() ? member : path + "." + member,
                    value instanceof Map<?, ?> members ? members.get(member) : null);
        }

        List<Node> elements(String member) {
            Node list = get(member);
            return list.value instanceof List<?> elements
                    ? elements.stream()
                            .map(element -> new Node("%s.%d".formatted(list.path, elements.indexOf(element)), element))
                            .toList()
                    : List.of();
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

        void requireWhen(boolean applies, String reason, String... members) {
            for (String member : members) {
                if (applies && !has(member)) {
                    throw new IllegalArgumentException("'%s' is required when %s".formatted(get(member).path, reason));
                }
            }
        }

        void requireBetween(String member, int minimum, int maximum) {
            String text = String.valueOf(get(member).value);
            if (text.matches("-?[0-9]{1,9}")
                    && (Integer.parseInt(text) < minimum || Integer.parseInt(text) > maximum)) {
                throw new IllegalArgumentException(
                        "'%s' must be %d to %d, got: %s".formatted(get(member).path, minimum, maximum, text));
            }
        }
    }
}
