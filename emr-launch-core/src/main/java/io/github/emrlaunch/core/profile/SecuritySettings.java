package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** The settings of a profile's security configuration: generated from a builder's properties, or custom. */
sealed interface SecuritySettings permits GeneratedSecurity, CustomSecurity {
    /**
     * Returns the security configuration in EMR's format.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a security
     *     configuration</a>
     */
    Map<String, Object> securityConfiguration();

    /** Adds the members to store. */
    void describe(EmrProfileDefinition.Builder definition);

    /** Grants the roles the permissions that the settings require. */
    void grantTo(Construct scope, IRole serviceRole, IRole instanceRole);

    /** The secret with the Kerberos attributes of clusters; null without Kerberos. */
    @Nullable ISecret kerberosAttributes();

    /** The imported roles in the settings. */
    List<IRole> roles();
}
