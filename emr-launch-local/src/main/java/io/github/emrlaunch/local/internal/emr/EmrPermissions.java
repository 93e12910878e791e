package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Demand;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Json;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of EMR demand, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html">actions of
 * EMR</a>.
 */
final class EmrPermissions {
    private static final String SERVICE = "elasticmapreduce";
    private static final String AUTO_SCALING = "application-autoscaling.amazonaws.com";

    private final Account account;
    private final Iam iam;
    private final Function<String, Optional<Cluster>> clusters;

    EmrPermissions(Account account, Iam iam, Function<String, Optional<Cluster>> clusters) {
        this.account = account;
        this.iam = iam;
        this.clusters = clusters;
    }

    /** The new cluster has no ARN yet, so the request is judged for any; tags and roles are judged with it. */
    List<Demand> runJobFlow(ObjectNode input) {
        JsonNode tags = input.path("Tags");
        List<Demand> demands = new ArrayList<>();
        demands.add(tagged(Demand.of(SERVICE + ":RunJobFlow", arn("*")), tags));
        if (!tags.isEmpty()) {
            demands.add(tagged(Demand.of(SERVICE + ":AddTags", arn("*")), tags));
        }
        passed(Json.text(input, "ServiceRole"), "elasticmapreduce.amazonaws.com")
                .forEach(demands::add);
        demands.addAll(passInstanceRole(input));
        passed(Json.text(input, "AutoScalingRole"), AUTO_SCALING).forEach(demands::add);
        return demands;
    }

    /** The permission to make the role with which EMR cleans up, which the first cluster of an account needs. */
    Demand createCleanupRole() {
        return Demand.of(
                        "iam:CreateServiceLinkedRole",
                        iam.roleArn("/aws-service-role/elasticmapreduce.amazonaws.com/", Iam.EMR_CLEANUP_ROLE))
                .with("iam:AWSServiceName", List.of("elasticmapreduce.amazonaws.com"));
    }

    /** The permission to hand instances the role of their profile; no demand when there is no such profile. */
    List<Demand> passInstanceRole(JsonNode request) {
        return Optional.ofNullable(Json.text(request, "JobFlowRole")).flatMap(iam::instanceProfile).stream()
                .flatMap(profile -> profile.roles().stream())
                .flatMap(role -> passed(role, "ec2.amazonaws.com"))
                .toList();
    }

    private Stream<Demand> passed(@Nullable String role, String service) {
        return Stream.ofNullable(role).map(nameOrArn -> Demand.passRole(roleArn(nameOrArn), service));
    }

    private String roleArn(String nameOrArn) {
        return iam.role(nameOrArn)
                .map(Role::arn)
                .orElseGet(() -> nameOrArn.startsWith("arn:") ? nameOrArn : iam.roleArn("/", nameOrArn));
    }

    /** For an operation on the cluster that a member of its request names. */
    Function<ObjectNode, List<Demand>> cluster(String operation, String member) {
        return input -> List.of(on(operation, Inputs.required(input, member)));
    }

    /** For an operation on several clusters. */
    Function<ObjectNode, List<Demand>> jobFlows(String operation) {
        return input -> Inputs.requiredStrings(input, "JobFlowIds").stream()
                .map(id -> on(operation, id))
                .toList();
    }

    /** The runtime role is a condition of the permission to add steps; it is not passed. */
    List<Demand> addSteps(ObjectNode input) {
        Demand demand = on("AddJobFlowSteps", Inputs.required(input, "JobFlowId"));
        String role = Json.text(input, "ExecutionRoleArn");
        return List.of(role == null ? demand : demand.with(SERVICE + ":ExecutionRoleArn", List.of(role)));
    }

    List<Demand> addTags(ObjectNode input) {
        return List.of(tagged(on("AddTags", Inputs.required(input, "ResourceId")), input.path("Tags")));
    }

    private Demand on(String operation, String clusterId) {
        Demand demand = Demand.of(SERVICE + ":" + operation, arn(clusterId));
        for (Map.Entry<String, String> tag : clusters.apply(clusterId)
                .map(cluster -> cluster.snapshot().tags())
                .orElse(Map.of())
                .entrySet()) {
            List<String> value = List.of(tag.getValue());
            demand = demand.with("aws:ResourceTag/" + tag.getKey(), value)
                    .with(SERVICE + ":ResourceTag/" + tag.getKey(), value);
        }
        return demand;
    }

    private static Demand tagged(Demand demand, JsonNode tags) {
        Demand tagged = demand.withRequestTags(tags);
        for (JsonNode tag : tags) {
            tagged = tagged.with(
                    SERVICE + ":RequestTag/" + Json.text(tag, "Key", ""), List.of(Json.text(tag, "Value", "")));
        }
        return tagged;
    }

    private String arn(String clusterId) {
        return account.arn(SERVICE, "cluster/" + clusterId);
    }
}
