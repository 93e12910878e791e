package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;

/**
 * Roles that steps can run as, each with what that step may do, instead of the instance role. EMR 6.7 and later, with one
 * primary node.
 *
 * <p>The instance role is granted to assume exactly these roles, and those of this app come to trust it. Another role's trust
 * policy is out of this app's reach: a warning says what it needs. More can follow later: {@link
 * IEmrProfile#authorizeRuntimeRole}.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles for EMR
 *     steps</a>
 */
public final class RuntimeRoles {
    private final List<IRole> roles;
    private final boolean propagatesSourceIdentity;

    private RuntimeRoles(List<IRole> roles, boolean propagatesSourceIdentity) {
        this.roles = roles;
        this.propagatesSourceIdentity = propagatesSourceIdentity;
    }

    /** Steps can run as these roles; with none, as roles that are authorized later. */
    public static RuntimeRoles of(IRole... roles) {
        return of(Validation.list("roles", roles));
    }

    /** Steps can run as these roles, as a list. */
    public static RuntimeRoles of(List<? extends IRole> roles) {
        return new RuntimeRoles(Validation.list("roles", roles), false);
    }

    /** The same, and the source identity of the principal that submits a step is propagated, so that CloudTrail records it. */
    public RuntimeRoles withSourceIdentityPropagation() {
        return new RuntimeRoles(roles, true);
    }

    /** {@code IAMConfiguration} in EMR's shape. */
    ObjectNode toJson() {
        ObjectNode json = Json.object().put(EmrProfileDefinition.APPLICATION_SCOPED_ROLE, true);
        if (propagatesSourceIdentity) {
            json.putObject("ApplicationScopedIAMRoleConfiguration").put("PropagateSourceIdentity", true);
        }
        return json;
    }

    List<IRole> roles() {
        return roles;
    }

    /** Whether a stored {@code IAMConfiguration}, if there is one, lets source identities pass. */
    static boolean propagatesSourceIdentity(@Nullable ObjectNode iamConfiguration) {
        return iamConfiguration != null
                && iamConfiguration
                        .path("ApplicationScopedIAMRoleConfiguration")
                        .path("PropagateSourceIdentity")
                        .asText()
                        .equals("true");
    }
}
