package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** A security configuration as its author wrote it: nothing is granted for it. */
record CustomSecurity(
        Map<String, Object> securityConfiguration, @Nullable ISecret kerberosAttributes, List<String> warnings)
        implements SecuritySettings {
    /**
     * A configuration that is checked.
     *
     * @throws IllegalArgumentException when EMR would refuse it
     */
    static CustomSecurity checked(Map<String, Object> securityConfiguration, @Nullable ISecret kerberosAttributes) {
        try {
            List<String> warnings = SecurityConfigurationShape.check(securityConfiguration);
            SecurityConfigurationRules.check(securityConfiguration);
            return new CustomSecurity(securityConfiguration, kerberosAttributes, warnings);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'customSecurityConfiguration': " + e.getMessage(), e);
        }
    }

    /** A configuration that only EMR judges. */
    static CustomSecurity unchecked(Map<String, Object> securityConfiguration, @Nullable ISecret kerberosAttributes) {
        return new CustomSecurity(securityConfiguration, kerberosAttributes, List.of());
    }

    /** Of what it asks of a cluster's release and instances, so that a launch function can compare them. */
    @Override
    public void describe(EmrProfileDefinition.Builder definition) {
        definition
                .kerberosAttributesSecret(kerberosAttributes == null ? null : kerberosAttributes.getSecretArn())
                .iamConfiguration(member("AuthorizationConfiguration", "IAMConfiguration"))
                .identityCenterConfiguration(member("AuthenticationConfiguration", "IdentityCenterConfiguration"))
                .walEncryptionConfiguration(member("EncryptionConfiguration", "EMRWALEncryptionConfiguration"))
                .instanceMetadataServiceConfiguration(
                        object(securityConfiguration.get("InstanceMetadataServiceConfiguration")));
    }

    private @Nullable ObjectNode member(String parent, String name) {
        return securityConfiguration.get(parent) instanceof Map<?, ?> members ? object(members.get(name)) : null;
    }

    private static @Nullable ObjectNode object(@Nullable Object value) {
        return value instanceof Map<?, ?> members && members.values().stream().allMatch(CustomSecurity::isJson)
                ? (ObjectNode) Json.of(members)
                : null;
    }

    /** Whether it is a value of JSON, not something of the CDK's that only the deployment knows. */
    private static boolean isJson(@Nullable Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || (value instanceof Map<?, ?> members
                        && members.values().stream().allMatch(CustomSecurity::isJson));
    }

    @Override
    public void grantTo(Construct scope, IRole serviceRole, IRole instanceRole) {
        warnings.forEach(warning ->
                Warnings.add(scope, "securityConfigurationUnknown", "'customSecurityConfiguration': " + warning));
    }

    @Override
    public List<IRole> roles() {
        return List.of();
    }
}
