package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Iam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The permissions that the operations of EMR require, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html">actions of
 * EMR</a>.
 */
final class ClusterPermissions {
    private static final String SERVICE = "elasticmapreduce";
    private static final String AUTO_SCALING = "application-autoscaling.amazonaws.com";

    private final Account account;
    private final Iam iam;
    private final Function<String, Optional<Cluster>> clusters;

    ClusterPermissions(Account account, Iam iam, Function<String, Optional<Cluster>> clusters) {
        this.account = account;
        this.iam = iam;
        this.clusters = clusters;
    }

    /**
     * Returns the permissions of RunJobFlow. The new cluster has no ARN yet, so the permission is for any cluster. Tags and roles need
     * separate permissions.
     */
    List<RequiredPermission> runJobFlow(ObjectNode input) {
        JsonNode tags = input.path("Tags");
        List<RequiredPermission> permissions = new ArrayList<>();
        permissions.add(tagged(RequiredPermission.of(SERVICE + ":RunJobFlow", arn("*")), tags));
        if (!tags.isEmpty()) {
            permissions.add(tagged(RequiredPermission.of(SERVICE + ":AddTags", arn("*")), tags));
        }
        passed(AwsJson.text(input, "ServiceRole"), "elasticmapreduce.amazonaws.com")
                .forEach(permissions::add);
        permissions.addAll(passInstanceRole(input));
        passed(AwsJson.text(input, "AutoScalingRole"), AUTO_SCALING).forEach(permissions::add);
        // AWS documents this for the roles of RunJobFlow in general, but not for this role. This is the stricter
        // assumption.
        passed(AwsJson.text(input, "StepExecutionRoleArn"), "elasticmapreduce.amazonaws.com")
                .forEach(permissions::add);
        return permissions;
    }

    /** Returns the permission to pass the role of the instance profile; empty when the instance profile does not exist. */
    List<RequiredPermission> passInstanceRole(JsonNode request) {
        return Optional.ofNullable(AwsJson.text(request, "JobFlowRole")).flatMap(iam::instanceProfile).stream()
                .flatMap(profile -> profile.roles().stream())
                .flatMap(role -> iam.role(role).stream())
                .map(role -> RequiredPermission.passRole(role.arn(), "ec2.amazonaws.com"))
                .toList();
    }

    private Stream<RequiredPermission> passed(@Nullable String role, String service) {
        return Stream.ofNullable(role).map(name -> RequiredPermission.passRole(arnOfRole(iam, name), service));
    }

    /**
     * Returns the ARN of a role in a request. A request has the ARN, or the name with its path, such as
     * {@code service-role/AmazonEMR-ServiceRole}. A name without its path is the name of another role.
     */
    static String arnOfRole(Iam iam, String name) {
        return name.startsWith("arn:") ? name : iam.roleArn("/", name);
    }

    /** Returns the permission for an operation on the cluster in a member of the request. */
    Function<ObjectNode, List<RequiredPermission>> cluster(String operation, String member) {
        return input -> List.of(on(operation, Inputs.required(input, member)));
    }

    /** Returns the permissions for an operation on several clusters. */
    Function<ObjectNode, List<RequiredPermission>> jobFlows(String operation) {
        return input -> Inputs.requiredStrings(input, "JobFlowIds").stream()
                .map(id -> on(operation, id))
                .toList();
    }

    /** Returns the permissions to add steps. The runtime role is a condition key of the permission; it is not passed. */
    List<RequiredPermission> addSteps(ObjectNode input) {
        RequiredPermission permission = on("AddJobFlowSteps", Inputs.required(input, "JobFlowId"));
        String role = AwsJson.text(input, "ExecutionRoleArn");
        return List.of(role == null ? permission : permission.with(SERVICE + ":ExecutionRoleArn", List.of(role)));
    }

    List<RequiredPermission> addTags(ObjectNode input) {
        return List.of(tagged(on("AddTags", Inputs.required(input, "ResourceId")), input.path("Tags")));
    }

    List<RequiredPermission> removeTags(ObjectNode input) {
        return List.of(on("RemoveTags", Inputs.required(input, "ResourceId"))
                .with("aws:TagKeys", Inputs.strings(input, "TagKeys")));
    }

    private RequiredPermission on(String operation, String clusterId) {
        RequiredPermission permission = RequiredPermission.of(SERVICE + ":" + operation, arn(clusterId));
        for (Map.Entry<String, String> tag :
                clusters.apply(clusterId).map(Cluster::tags).orElse(Map.of()).entrySet()) {
            List<String> value = List.of(tag.getValue());
            permission = permission
                    .with("aws:ResourceTag/" + tag.getKey(), value)
                    .with(SERVICE + ":ResourceTag/" + tag.getKey(), value);
        }
        return permission;
    }

    private static RequiredPermission tagged(RequiredPermission permission, JsonNode tags) {
        RequiredPermission tagged = permission.withRequestTags(tags);
        for (JsonNode tag : tags) {
            tagged = tagged.with(
                    SERVICE + ":RequestTag/" + AwsJson.text(tag, "Key", ""), List.of(AwsJson.text(tag, "Value", "")));
        }
        return tagged;
    }

    private String arn(String clusterId) {
        return account.arn(SERVICE, "cluster/" + clusterId);
    }
}
