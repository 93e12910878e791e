package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The EMR permissions of launches, as statements of policies.
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

    /** The cdk-nag findings in the statements below. */
    public static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "RunJobFlow and ListClusters do not support resource-level permissions"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "The id of a cluster is not known in advance. Actions that change a cluster require the launch's tag"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*/AWSServiceRoleForE[MC].*\\*",
                    "One role each, whose path or name has a suffix that depends on the partition"));

    private EmrPermissions() {}

    /**
     * Returns the statements for starting clusters of a profile, if they have the tag of one of these executions. Only the roles of the
     * profile at the deployment of the launch function can be passed, so launches fail if the roles of a stored profile are changed
     * manually.
     *
     * @param executions the ARNs of the launches, with wildcards
     * @param tagsOnlyNewClusters whether only new clusters may be tagged
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
        // In an account without previous clusters or Spot Instances, the first launch creates the service-linked role.
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

    /** Returns the statement for describing clusters. */
    public static Map<String, Object> describe() {
        return Policies.allow(List.of("elasticmapreduce:DescribeCluster"), CLUSTERS);
    }

    /** Returns the statement for listing clusters. The action has no resource. */
    public static Map<String, Object> list() {
        return Policies.allow(List.of("elasticmapreduce:ListClusters"), "*");
    }

    /**
     * Returns the statement for describing only clusters that launches started.
     *
     * @param executions the ARNs of the launches, with wildcards
     */
    public static Map<String, Object> describeClustersOf(String executions) {
        return ofClusters(List.of("elasticmapreduce:DescribeCluster"), executions);
    }

    /**
     * Returns the statement for terminating only clusters that launches started.
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
     * Returns the statement for describing and terminating clusters with a tag.
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
