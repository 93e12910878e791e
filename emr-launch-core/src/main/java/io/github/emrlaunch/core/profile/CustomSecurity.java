package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** A custom security configuration. The profile grants no permissions for it. */
record CustomSecurity(
        Map<String, Object> securityConfiguration,
        @Nullable ISecret kerberosAttributes,
        List<SecurityConfigurationWarning> warnings)
        implements SecuritySettings {
    /**
     * Creates a configuration that is checked.
     *
     * @throws IllegalArgumentException if EMR would refuse it
     */
    static CustomSecurity checked(Map<String, Object> securityConfiguration, @Nullable ISecret kerberosAttributes) {
        try {
            List<SecurityConfigurationWarning> warnings =
                    new ArrayList<>(SecurityConfigurationShape.check(securityConfiguration));
            warnings.addAll(SecurityConfigurationRules.check(securityConfiguration));
            return new CustomSecurity(securityConfiguration, kerberosAttributes, List.copyOf(warnings));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'customSecurityConfiguration': " + e.getMessage(), e);
        }
    }

    /** Creates a configuration that is not checked. */
    static CustomSecurity unchecked(Map<String, Object> securityConfiguration, @Nullable ISecret kerberosAttributes) {
        return new CustomSecurity(securityConfiguration, kerberosAttributes, List.of());
    }

    /**
     * Adds the parts that a launch function compares with the release and the primary nodes of a cluster, as far as
     * they are known at synthesis. Keys and certificates are not added: they describe the permissions that a profile
     * granted to roles, and nothing is granted here.
     */
    @Override
    public void describe(EmrProfileDefinition.Builder definition) {
        JsonNode known = Json.of(known(securityConfiguration));
        definition
                .kerberosAttributesSecret(kerberosAttributes == null ? null : kerberosAttributes.getSecretArn())
                .localDiskEncryptionConfiguration(object(
                        known,
                        "/EncryptionConfiguration/AtRestEncryptionConfiguration/LocalDiskEncryptionConfiguration"))
                .walEncryptionConfiguration(object(known, "/EncryptionConfiguration/EMRWALEncryptionConfiguration"))
                .kerberosConfiguration(object(known, "/AuthenticationConfiguration/KerberosConfiguration"))
                .identityCenterConfiguration(object(known, "/AuthenticationConfiguration/IdentityCenterConfiguration"))
                .emrFsConfiguration(object(known, "/AuthorizationConfiguration/EmrFsConfiguration"))
                .iamConfiguration(object(known, "/AuthorizationConfiguration/IAMConfiguration"))
                .lakeFormationConfiguration(object(known, "/AuthorizationConfiguration/LakeFormationConfiguration"))
                .instanceMetadataServiceConfiguration(object(known, "/InstanceMetadataServiceConfiguration"));
    }

    private static @Nullable ObjectNode object(JsonNode known, String path) {
        return known.at(path) instanceof ObjectNode object ? object : null;
    }

    /** Returns the members and elements that are JSON values, without tokens. */
    private static Map<String, Object> known(Map<?, ?> members) {
        Map<String, Object> known = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            Object member = knownValue(value);
            if (member != null) {
                known.put(String.valueOf(name), member);
            }
        });
        return known;
    }

    private static @Nullable Object knownValue(@Nullable Object value) {
        if (value == null || SecurityConfigurationShape.isUnknown(value)) {
            return null;
        }
        if (value instanceof Map<?, ?> members) {
            return known(members);
        }
        return value instanceof Collection<?> elements
                ? elements.stream()
                        .flatMap(element -> Stream.ofNullable(knownValue(element)))
                        .toList()
                : value;
    }

    @Override
    public void grantTo(Construct scope, IRole serviceRole, IRole instanceRole) {
        warnings.forEach(
                warning -> Warnings.add(scope, warning.id(), "'customSecurityConfiguration': " + warning.message()));
    }

    @Override
    public List<IRole> roles() {
        return List.of();
    }
}
