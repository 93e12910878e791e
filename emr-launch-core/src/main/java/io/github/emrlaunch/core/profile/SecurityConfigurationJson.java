package io.github.emrlaunch.core.profile;

import java.util.Map;

/**
 * Security configurations in EMR's shape.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a
 *     security configuration</a>
 */
final class SecurityConfigurationJson {
    private SecurityConfigurationJson() {}

    /** SSE-S3 for what EMRFS writes, and IMDSv2 only, out of reach of containers. */
    static Map<String, Object> sseS3() {
        return Map.of(
                "EncryptionConfiguration",
                Map.of(
                        "EnableInTransitEncryption",
                        false,
                        "EnableAtRestEncryption",
                        true,
                        "AtRestEncryptionConfiguration",
                        Map.of("S3EncryptionConfiguration", Map.of("EncryptionMode", "SSE-S3"))),
                "InstanceMetadataServiceConfiguration",
                Map.of("MinimumInstanceMetadataServiceVersion", 2, "HttpPutResponseHopLimit", 1));
    }
}
