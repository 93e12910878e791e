package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Authorizer;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The runtime roles of steps, see <a
 * href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles</a>.
 */
final class StepRuntimeRoles {
    private final Iam iam;
    private final Authorizer authorizer;
    private final SecurityConfigurations securityConfigurations;

    StepRuntimeRoles(Iam iam, Authorizer authorizer, SecurityConfigurations securityConfigurations) {
        this.iam = iam;
        this.authorizer = authorizer;
        this.securityConfigurations = securityConfigurations;
    }

    /**
     * Rejects a runtime role on a cluster that does not support them, and a missing one on a cluster that requires them.
     *
     * @param request the RunJobFlow request of the cluster
     */
    void check(JsonNode request, @Nullable String roleArn) {
        JsonNode document = document(request);
        boolean known = !AwsJson.has(request, "SecurityConfiguration") || !document.isEmpty();
        boolean enabled = document.path("AuthorizationConfiguration")
                .path("IAMConfiguration")
                .path("EnableApplicationScopedIAMRole")
                .asBoolean();
        if (enabled && roleArn == null) {
            throw AwsException.validation(
                    "Runtime roles are required for this cluster. Please specify the role using the ExecutionRoleArn parameter.");
        }
        if (roleArn != null && known && !enabled) {
            throw AwsException.validation(
                    "Runtime roles are not available for this cluster. Use a cluster whose security configuration has"
                            + " EnableApplicationScopedIAMRole set to true.");
        }
    }

    /** Returns the security configuration; empty for one that was only declared. */
    private JsonNode document(JsonNode request) {
        String name = AwsJson.text(request, "SecurityConfiguration");
        return name == null
                ? AwsJson.object()
                : securityConfigurations.document(name).orElse(AwsJson.object());
    }

    /** Returns the reason why the instances of a cluster cannot assume the role of a step. Both policies must allow it. */
    Optional<String> obstacle(Cluster cluster, Step step) {
        String roleArn = step.executionRoleArn();
        if (roleArn == null) {
            return Optional.empty();
        }
        Optional<Role> role = iam.role(roleArn);
        boolean assumable = role.isPresent()
                && iam.instanceProfile(cluster.request().get("JobFlowRole").asText()).stream()
                        .flatMap(profile -> profile.roles().stream())
                        .flatMap(name -> iam.role(name).stream())
                        .allMatch(instanceRole -> agree(instanceRole, role.get()));
        return assumable
                ? Optional.empty()
                : Optional.of(
                        "The instance profile of the cluster is not authorized to assume the runtime role " + roleArn);
    }

    /** Returns whether both policies allow it. The policies of a role that was only declared are not known. */
    private boolean agree(Role instanceRole, Role runtimeRole) {
        Principal session = iam.sessionPrincipal(instanceRole, "emr");
        return instanceRole.trust() == null
                ? iam.trusts(runtimeRole, session)
                : authorizer.allows(session, RequiredPermission.of("sts:AssumeRole", runtimeRole.arn()));
    }
}
