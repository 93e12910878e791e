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
 * The roles that steps run as, see <a
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
     * Refuses a role for the steps of a cluster that has none, and steps without one where the cluster needs one.
     *
     * @param request the cluster's RunJobFlow request
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

    /** Of a configuration that was only declared, nothing is known. */
    private JsonNode document(JsonNode request) {
        String name = AwsJson.text(request, "SecurityConfiguration");
        return name == null
                ? AwsJson.object()
                : securityConfigurations.document(name).orElse(AwsJson.object());
    }

    /** Why the instances of a cluster cannot assume the role of a step: both sides have to agree. */
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

    /** Of a role that was only declared, the policies are not known. */
    private boolean agree(Role instanceRole, Role runtimeRole) {
        Principal session = iam.sessionPrincipal(instanceRole, "emr");
        return instanceRole.trust() == null
                ? iam.trusts(runtimeRole, session)
                : authorizer.allows(session, RequiredPermission.of("sts:AssumeRole", runtimeRole.arn()));
    }
}
