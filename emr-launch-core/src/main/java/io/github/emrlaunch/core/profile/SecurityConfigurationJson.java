package io.github.emrlaunch.core.profile;

import java.util.LinkedHashMap;
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
        // In a fixed order: Map.of has another one in each JVM, and so would the template.
        Map<String, Object> encryption = new LinkedHashMap<>();
        encryption.put("EnableInTransitEncryption", false);
        encryption.put("EnableAtRestEncryption", true);
        encryption.put(
                "AtRestEncryptionConfiguration",
                Map.of("S3EncryptionConfiguration", Map.of("EncryptionMode", "SSE-S3")));
        Map<String, Object> metadataService = new LinkedHashMap<>();
        metadataService.put("MinimumInstanceMetadataServiceVersion", 2);
        metadataService.put("HttpPutResponseHopLimit", 1);
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("EncryptionConfiguration", encryption);
        configuration.put("InstanceMetadataServiceConfiguration", metadataService);
        return configuration;
    }
}
