package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** What a profile's security configuration says: put together from a builder's properties, or given as a whole. */
sealed interface SecuritySettings permits GeneratedSecurity, CustomSecurity {
    /**
     * The security configuration in EMR's shape.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a
     *     security configuration</a>
     */
    Map<String, Object> securityConfiguration();

    /** Adds what is stored of it. */
    void describe(EmrProfileDefinition.Builder definition);

    /** Gives roles what they need for it. */
    void grantTo(Construct scope, IRole serviceRole, IRole instanceRole);

    /** The secret with the Kerberos attributes of clusters; null without Kerberos. */
    @Nullable ISecret kerberosAttributes();

    /** Roles from elsewhere that it names. */
    List<IRole> roles();
}
