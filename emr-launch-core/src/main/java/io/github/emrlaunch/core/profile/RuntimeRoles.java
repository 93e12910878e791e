package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;

/**
 * Runtime roles: roles that steps can run as instead of the instance role, each with its own permissions. EMR 6.7 and
 * later, with one primary node.
 *
 * <p>The instance role is allowed to assume exactly these roles. The trust policies of roles that are built in this app
 * are extended to trust it. The trust policy of an imported role cannot be changed: a warning shows the required
 * statement. Further roles can be added with {@link IEmrProfile#authorizeRuntimeRole}.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles for EMR steps</a>
 */
public final class RuntimeRoles {
    private final List<IRole> roles;
    private final boolean propagatesSourceIdentity;

    private RuntimeRoles(List<IRole> roles, boolean propagatesSourceIdentity) {
        this.roles = roles;
        this.propagatesSourceIdentity = propagatesSourceIdentity;
    }

    /** Lets steps run as these roles. Pass none if all roles are authorized later. */
    public static RuntimeRoles of(IRole... roles) {
        return of(Validation.list("roles", roles));
    }

    /** Lets steps run as these roles, as a list. */
    public static RuntimeRoles of(List<? extends IRole> roles) {
        return new RuntimeRoles(Validation.list("roles", roles), false);
    }

    /**
     * Returns a copy that propagates the source identity of the principal that submits a step, so that CloudTrail
     * records it.
     */
    public RuntimeRoles withSourceIdentityPropagation() {
        return new RuntimeRoles(roles, true);
    }

    /** Returns the {@code IAMConfiguration} of EMR. */
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

    /** Returns whether a stored {@code IAMConfiguration}, if any, propagates source identities. */
    static boolean propagatesSourceIdentity(@Nullable ObjectNode iamConfiguration) {
        return iamConfiguration != null
                && iamConfiguration
                        .path("ApplicationScopedIAMRoleConfiguration")
                        .path("PropagateSourceIdentity")
                        .asText()
                        .equals("true");
    }
}
