package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The permissions of launches in EMR, as statements of policies.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html">Actions,
 *     resources and condition keys of EMR</a>
 */
public final class EmrPermissions {
    private static final String CLUSTERS = Arns.regional("elasticmapreduce", "cluster/*");

    /**
     * EMR authorizes the tags of a new cluster on the literal {@code cluster/*}, which this pattern matches, and the id of a cluster has
     * more than one character.
     */
    private static final String NEW_CLUSTERS = Arns.regional("elasticmapreduce", "cluster/?");

    /** The findings of cdk-nag in the statements below. */
    public static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule("AwsSolutions-IAM5", "Resource::\\*", "RunJobFlow and ListClusters have no resources"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "A cluster's id isn't known before the cluster is made; what changes a cluster is bound to the launch's tag"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*/AWSServiceRoleForE[MC].*\\*",
                    "One role each, whose path or name has a suffix that differs by partition"));

    private EmrPermissions() {}

    /**
     * Starts clusters of a profile, if they carry the tag of one of these executions. The roles that can be passed are those of the
     * profile as it was when the launch function was deployed, so a stored profile whose roles are changed by hand cannot launch.
     *
     * @param executions the ARNs of the launches, with wildcards
     * @param tagsOnlyNewClusters whether the tags may be given to new clusters only
     */
    public static List<Map<String, Object>> runJobFlow(
            EmrProfileDefinition profile, String executions, boolean tagsOnlyNewClusters) {
        String tag = "aws:RequestTag/" + Tag.EXECUTION_KEY;
        List<Map<String, Object>> statements = new ArrayList<>();
        // RunJobFlow has no resource.
        statements.add(Policies.allowIfLike(List.of("elasticmapreduce:RunJobFlow"), "*", tag, executions));
        statements.add(Policies.allowIfLike(
                List.of("elasticmapreduce:AddTags"), tagsOnlyNewClusters ? NEW_CLUSTERS : CLUSTERS, tag, executions));
        EmrProfileDefinition.Roles roles = profile.roles();
        statements.add(Policies.passRole(roles.serviceRole(), "elasticmapreduce.amazonaws.com*"));
        statements.add(Policies.passRole(roles.instanceRole(), "ec2.amazonaws.com*"));
        if (roles.autoScalingRole() != null) {
            statements.add(Policies.passRole(roles.autoScalingRole(), "application-autoscaling.amazonaws.com*"));
        }
        // In an account that never had a cluster, or a Spot Instance, the first launch makes the role of the service.
        statements.add(serviceLinkedRole("elasticmapreduce.amazonaws.com*", "AWSServiceRoleForEMRCleanup*"));
        statements.add(serviceLinkedRole("spot.amazonaws.com*", "AWSServiceRoleForEC2Spot*"));
        return statements;
    }

    private static Map<String, Object> serviceLinkedRole(String service, String role) {
        return Policies.allowIfLike(
                List.of("iam:CreateServiceLinkedRole"),
                Arns.global("iam", "role/aws-service-role/%s/%s".formatted(service, role)),
                "iam:AWSServiceName",
                service);
    }

    /** Describes clusters. */
    public static Map<String, Object> describe() {
        return Policies.allow(List.of("elasticmapreduce:DescribeCluster"), CLUSTERS);
    }

    /** Lists clusters, which has no resource. */
    public static Map<String, Object> list() {
        return Policies.allow(List.of("elasticmapreduce:ListClusters"), "*");
    }

    /**
     * Describes clusters that launches started, and no others.
     *
     * @param executions the ARNs of the launches, with wildcards
     */
    public static Map<String, Object> describeClustersOf(String executions) {
        return ofClusters(List.of("elasticmapreduce:DescribeCluster"), executions);
    }

    /**
     * Terminates clusters that launches started, and no others.
     *
     * @param executions the ARNs of the launches, with wildcards
     */
    public static Map<String, Object> terminateClustersOf(String executions) {
        return ofClusters(
                List.of("elasticmapreduce:SetTerminationProtection", "elasticmapreduce:TerminateJobFlows"), executions);
    }

    private static Map<String, Object> ofClusters(List<String> actions, String executions) {
        return Policies.allowIfLike(actions, CLUSTERS, "elasticmapreduce:ResourceTag/" + Tag.EXECUTION_KEY, executions);
    }

    /**
     * Describes and terminates clusters with a tag.
     *
     * @param value the tag's value, with wildcards
     */
    static Map<String, Object> endClusters(String tagKey, String value) {
        return Policies.allowIfLike(
                List.of(
                        "elasticmapreduce:DescribeCluster",
                        "elasticmapreduce:SetTerminationProtection",
                        "elasticmapreduce:TerminateJobFlows"),
                CLUSTERS,
                "elasticmapreduce:ResourceTag/" + tagKey,
                value);
    }
}
