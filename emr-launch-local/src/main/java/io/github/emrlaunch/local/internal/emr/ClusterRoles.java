package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Authorizer;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import java.util.Optional;

/** Whether EMR can work with the roles of an accepted request, as far as it matters for the cluster to start. */
final class ClusterRoles {
    private static final String SERVICE = "elasticmapreduce";

    private final Account account;
    private final Iam iam;
    private final Authorizer authorizer;
    private final ClusterPermissions permissions;

    ClusterRoles(Account account, Iam iam, Authorizer authorizer, ClusterPermissions permissions) {
        this.account = account;
        this.iam = iam;
        this.authorizer = authorizer;
        this.permissions = permissions;
    }

    /** The message of the first thing that EMR cannot do. */
    Optional<String> violation(Principal caller, JsonNode request) {
        String serviceRole = request.get("ServiceRole").asText();
        Optional<Role> service = assumable(serviceRole);
        if (service.isEmpty()) {
            return Optional.of("EMR service role " + serviceRole + " is invalid");
        }
        String autoScalingRole = AwsJson.text(request, "AutoScalingRole");
        if (autoScalingRole != null && assumable(autoScalingRole).isEmpty()) {
            return Optional.of("EMR auto scaling role " + autoScalingRole + " is invalid");
        }
        if (!hasCleanupRole(caller)) {
            return Optional.of("Service-linked role '" + Iam.EMR_CLEANUP_ROLE + "' for EMR is required. Please create"
                    + " this role directly or add permission to create it in your IAM entity.");
        }
        return canStartInstances(service.get(), request)
                ? Optional.empty()
                : Optional.of("Service role " + serviceRole + " has insufficient EC2 permissions");
    }

    private Optional<Role> assumable(String nameOrArn) {
        return iam.role(nameOrArn).filter(role -> iam.isAssumable(role, SERVICE, account.arn(SERVICE, "cluster/*")));
    }

    /** EMR makes the role with the caller's permission, once for the account. */
    private boolean hasCleanupRole(Principal caller) {
        if (iam.role(Iam.EMR_CLEANUP_ROLE).isEmpty()) {
            if (!authorizer.allows(caller, permissions.createCleanupRole())) {
                return false;
            }
            iam.declare(Iam.EMR_CLEANUP_ROLE, "/aws-service-role/elasticmapreduce.amazonaws.com/");
        }
        return true;
    }

    /** Of all that a service role has to be allowed, what depends on the stacks: passing the instances their role. */
    private boolean canStartInstances(Role serviceRole, JsonNode request) {
        // Of a role that was only declared, the policies are not known.
        return serviceRole.trust() == null
                || permissions.passInstanceRole(request).stream()
                        .allMatch(demand -> authorizer.allows(iam.sessionPrincipal(serviceRole, "CCSSession"), demand));
    }
}
