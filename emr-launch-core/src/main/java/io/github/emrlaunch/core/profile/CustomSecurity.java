package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** A security configuration as its author wrote it: nothing is known of it, and nothing granted for it. */
record CustomSecurity(
        Map<String, Object> securityConfiguration, @Nullable ISecret kerberosAttributes) implements SecuritySettings {
    @Override
    public void describe(EmrProfileDefinition.Builder definition) {
        definition.kerberosAttributesSecret(kerberosAttributes == null ? null : kerberosAttributes.getSecretArn());
    }

    @Override
    public void grantTo(Construct scope, IRole serviceRole, IRole instanceRole) {}

    @Override
    public List<IRole> roles() {
        return List.of();
    }
}
