package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster configuration with the security settings of a profile, which take precedence.
 *
 * @param profile the profile: roles, groups, security configuration, logs
 * @param configuration the cluster configuration: everything else
 * @param clusterName the cluster's name, which is also part of the path of its logs
 */
record CombinedRequest(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration, String clusterName) {

    ObjectNode toJson() {
        ObjectNode request = configuration.clusterConfiguration().deepCopy();
        ObjectNode instances = request.withObject("/Instances");
        // Steps belong to pipelines.
        request.remove("Steps");
        request.put("Name", clusterName);
        decide(request, "LogUri", logUri());
        decide(request, "JobFlowRole", name(instanceProfile()));
        decide(request, "ServiceRole", nameWithPath(profile.roles().serviceRole()));
        // Instance fleets do not support automatic scaling, and EMR always checks the role.
        decide(request, "AutoScalingRole", hasInstanceGroups(instances) ? autoScalingRole() : null);
        decide(request, "SecurityConfiguration", profile.securityConfiguration());
        decide(
                instances,
                "EmrManagedMasterSecurityGroup",
                profile.securityGroups().masterGroup());
        decide(
                instances,
                "EmrManagedSlaveSecurityGroup",
                profile.securityGroups().workersGroup());
        decide(instances, "ServiceAccessSecurityGroup", profile.securityGroups().serviceGroup());
        instances.put("KeepJobFlowAliveWhenNoSteps", true);
        return request;
    }

    private static void decide(ObjectNode json, String member, @Nullable String value) {
        if (value == null) {
            json.remove(member);
        } else {
            json.put(member, value);
        }
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
        return role == null ? null : nameWithPath(role);
    }

    private static boolean hasInstanceGroups(JsonNode instances) {
        return !instances.path("InstanceGroups").isEmpty();
    }

    /** Returns the name of an instance profile without its path, which EMR requires. */
    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** Returns the name of a role with its path, which EMR requires. */
    private static String nameWithPath(String arn) {
        String marker = ":role/";
        int start = arn.indexOf(marker);
        return start < 0 ? arn : arn.substring(start + marker.length());
    }
}
