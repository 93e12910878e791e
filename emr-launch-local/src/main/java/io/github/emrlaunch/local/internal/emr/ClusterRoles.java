package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Authorizer;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.iam.ServiceLinkedRole;
import java.util.Optional;

/** Checks whether EMR can start a cluster with the roles of an accepted request. */
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

    /** Returns the message of the first problem. */
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
        if (!hasOrMakes(ServiceLinkedRole.EMR_CLEANUP, caller)) {
            return Optional.of("Service-linked role '" + ServiceLinkedRole.EMR_CLEANUP.roleName()
                    + "' for EMR is required. Please create"
                    + " this role directly or add permission to create it in your IAM entity.");
        }
        if (!canStartInstances(service.get(), request)) {
            return Optional.of("Service role " + serviceRole + " has insufficient EC2 permissions");
        }
        return usesSpot(request.get("Instances")) && !canRequestSpot(service.get())
                ? Optional.of(
                        "The provided credentials do not have permission to create the service-linked role for EC2"
                                + " Spot Instances.")
                : Optional.empty();
    }

    private Optional<Role> assumable(String name) {
        return iam.role(ClusterPermissions.arnOfRole(iam, name))
                .filter(role -> iam.isAssumable(role, SERVICE, account.arn(SERVICE, "cluster/*")));
    }

    /**
     * Returns whether the role exists or is created. AWS creates it once per account, with the permission of the first principal that
     * needs it.
     */
    private boolean hasOrMakes(ServiceLinkedRole role, Principal principal) {
        if (!role.isIn(iam)) {
            if (!authorizer.allows(principal, role.creation(iam))) {
                return false;
            }
            role.createIn(iam);
        }
        return true;
    }

    private static boolean usesSpot(JsonNode instances) {
        boolean groups = instances.path("InstanceGroups").valueStream().anyMatch(group -> AwsJson.text(
                        group, "Market", "ON_DEMAND")
                .equals("SPOT"));
        return groups
                || instances
                        .path("InstanceFleets")
                        .valueStream()
                        .anyMatch(fleet -> fleet.path("TargetSpotCapacity").asInt() > 0);
    }

    private boolean canRequestSpot(Role serviceRole) {
        // The policies of a role that was only declared are not known.
        return serviceRole.trust() == null || hasOrMakes(ServiceLinkedRole.SPOT, session(serviceRole));
    }

    private Principal session(Role serviceRole) {
        return iam.sessionPrincipal(serviceRole, "CCSSession");
    }

    /** Checks the permission of the service role that depends on the stacks: to pass the role of the instances. */
    private boolean canStartInstances(Role serviceRole, JsonNode request) {
        // The policies of a role that was only declared are not known.
        return serviceRole.trust() == null
                || permissions.passInstanceRole(request).stream()
                        .allMatch(permission -> authorizer.allows(session(serviceRole), permission));
    }
}
