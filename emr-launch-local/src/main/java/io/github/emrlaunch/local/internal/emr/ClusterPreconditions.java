package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.service.NetworkLookup;
import io.github.emrlaunch.local.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Preconditions that EMR checks after it accepted the request. A cluster that violates one terminates with errors and the reason
 * VALIDATION_ERROR.
 */
final class ClusterPreconditions {
    private final Services services;
    private final ClusterRoles roles;
    private final SecurityConfigurations securityConfigurations;

    ClusterPreconditions(Services services, ClusterRoles roles, SecurityConfigurations securityConfigurations) {
        this.services = services;
        this.roles = roles;
        this.securityConfigurations = securityConfigurations;
    }

    /**
     * Returns the message of the first violated precondition.
     *
     * @param caller the caller of RunJobFlow
     */
    Optional<String> violation(Principal caller, JsonNode request) {
        return roles.violation(caller, request).or(() -> violation(request));
    }

    private Optional<String> violation(JsonNode request) {
        JsonNode instances = request.get("Instances");
        List<String> subnets = subnets(instances);
        for (String subnet : subnets) {
            if (!network().hasSubnet(subnet)) {
                return Optional.of("The subnet configuration was invalid: The subnet " + subnet + " does not exist.");
            }
        }
        return missingGroup(instances)
                .or(() -> managedGroups(instances, subnets))
                .or(() -> instanceMetadata(request));
    }

    /**
     * Checks access to the instance metadata. Clusters of releases whose components use IMDSv1 do not start without it, see <a
     * href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a security
     * configuration</a>. The message of EMR is not known.
     */
    private Optional<String> instanceMetadata(JsonNode request) {
        String name = AwsJson.text(request, "SecurityConfiguration");
        boolean demands = Optional.ofNullable(name)
                .flatMap(securityConfigurations::document)
                .filter(document -> document.path("InstanceMetadataServiceConfiguration")
                                .path("MinimumInstanceMetadataServiceVersion")
                                .asInt()
                        > 1)
                .isPresent();
        return demands && !RunJobFlowRules.release(request).hasInstanceMetadataOfVersion2()
                ? Optional.of("The instances of the cluster need version 1 of the instance metadata service, which the"
                        + " security configuration '"
                        + name + "' turns off.")
                : Optional.empty();
    }

    private NetworkLookup network() {
        return services.get(NetworkLookup.class);
    }

    static List<String> subnets(JsonNode instances) {
        List<String> subnets = new ArrayList<>(Inputs.strings(instances, "Ec2SubnetIds"));
        String subnet = AwsJson.text(instances, "Ec2SubnetId");
        if (subnet != null) {
            subnets.add(subnet);
        }
        return subnets;
    }

    private Optional<String> missingGroup(JsonNode instances) {
        List<String> groups = new ArrayList<>();
        for (String member : List.of(
                "EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup", "ServiceAccessSecurityGroup")) {
            String group = AwsJson.text(instances, member);
            if (group != null) {
                groups.add(group);
            }
        }
        groups.addAll(Inputs.strings(instances, "AdditionalMasterSecurityGroups"));
        groups.addAll(Inputs.strings(instances, "AdditionalSlaveSecurityGroups"));
        return groups.stream()
                .filter(group -> !network().hasSecurityGroup(group))
                .findFirst()
                .map(group -> "The security group '" + group + "' does not exist");
    }

    private Optional<String> managedGroups(JsonNode instances, List<String> subnets) {
        boolean master = AwsJson.has(instances, "EmrManagedMasterSecurityGroup");
        boolean slave = AwsJson.has(instances, "EmrManagedSlaveSecurityGroup");
        boolean access = AwsJson.has(instances, "ServiceAccessSecurityGroup");
        boolean inPrivateSubnet = subnets.stream().anyMatch(network()::isPrivate);
        boolean inPublicSubnets = subnets.stream().allMatch(network()::isPublic);
        if (master != slave) {
            return Optional.of(
                    "You must specify both EmrManagedMasterSecurityGroup and EmrManagedSlaveSecurityGroup if you"
                            + " use custom security groups.");
        }
        if (master && inPrivateSubnet && !access) {
            return Optional.of(
                    "You must also specify a ServiceAccessSecurityGroup if you use custom security groups when"
                            + " creating a cluster in a private subnet.");
        }
        if (access && inPublicSubnets) {
            return Optional.of(
                    "You cannot specify a ServiceAccessSecurityGroup for a cluster launched in public subnet.");
        }
        return Optional.empty();
    }
}
