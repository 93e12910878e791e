package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** The settings of a profile's security configuration: generated from a builder's properties, or given as a whole. */
sealed interface SecuritySettings permits GeneratedSecurity, CustomSecurity {
    /**
     * The security configuration in EMR's shape.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a
     *     security configuration</a>
     */
    Map<String, Object> securityConfiguration();

    /** Adds the stored members. */
    void describe(EmrProfileDefinition.Builder definition);

    /** Grants the roles what the settings require. */
    void grantTo(Construct scope, IRole serviceRole, IRole instanceRole);

    /** The secret with the Kerberos attributes of clusters; null without Kerberos. */
    @Nullable ISecret kerberosAttributes();

    /** The roles from elsewhere that it names. */
    List<IRole> roles();
}
