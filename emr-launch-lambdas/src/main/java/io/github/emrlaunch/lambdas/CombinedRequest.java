package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster configuration with the security of a profile: where both say something, the profile does.
 *
 * @param profile roles, groups, security configuration, logs
 * @param configuration everything else
 * @param clusterName the cluster's name, under which its logs go too
 */
record CombinedRequest(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration, String clusterName) {

    ObjectNode toJson() {
        ObjectNode request = configuration.clusterConfiguration().deepCopy();
        if (!(request.get("Instances") instanceof ObjectNode instances)) {
            throw new InvalidDefinitionException("'%s' is not a stored cluster configuration: '%s' must be an object"
                    .formatted(configuration.definitionName(), "ClusterConfiguration.Instances"));
        }
        request.put("Name", clusterName)
                .put("LogUri", logUri())
                .put("JobFlowRole", name(instanceProfile()))
                .put("ServiceRole", name(profile.roles().serviceRole()))
                // Instance fleets can't scale automatically, and EMR checks the role wherever it is given.
                .put("AutoScalingRole", hasInstanceGroups(instances) ? autoScalingRole() : null)
                .put("SecurityConfiguration", profile.securityConfiguration());
        instances
                .put("EmrManagedMasterSecurityGroup", profile.securityGroups().masterGroup())
                .put("EmrManagedSlaveSecurityGroup", profile.securityGroups().workersGroup())
                .put("ServiceAccessSecurityGroup", profile.securityGroups().serviceGroup());
        return request;
    }

    private @Nullable String logUri() {
        if (profile.logsBucket() == null) {
            return null;
        }
        return "s3://"
                + Stream.of(profile.logsBucket(), profile.logsPath(), clusterName)
                        .filter(Objects::nonNull)
                        .map(part -> part.replaceAll("/$", ""))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("/"));
    }

    private String instanceProfile() {
        String instanceProfile = profile.roles().instanceProfile();
        return instanceProfile != null ? instanceProfile : profile.roles().instanceRole();
    }

    private @Nullable String autoScalingRole() {
        String role = profile.roles().autoScalingRole();
        return role == null ? null : name(role);
    }

    private static boolean hasInstanceGroups(JsonNode instances) {
        return !instances.path("InstanceGroups").isEmpty();
    }

    /** The last part of an ARN, without the path that may stand before it. */
    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
