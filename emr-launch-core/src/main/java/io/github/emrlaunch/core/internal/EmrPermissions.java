package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What launches may do with EMR, as statements of policies.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">IAM policies for Step Functions and
 *     EMR</a>
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html">Actions,
 *     resources and condition keys of EMR</a>
 */
public final class EmrPermissions {
    private static final String CLUSTERS = Arns.regional("elasticmapreduce", "cluster/*");

    /** Where cdk-nag finds wildcards in the statements below. */
    public static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule("AwsSolutions-IAM5", "Resource::\\*", "RunJobFlow and ListClusters know no resources"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "A cluster's id isn't known before the cluster is made; what changes a cluster is bound to the launch's tag"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*/AWSServiceRoleForEMRCleanup\\*",
                    "One role, whose path has the service's domain, which differs by partition"));

    private EmrPermissions() {}

    /**
     * To make clusters of a profile. The roles that can be passed are those of the profile as it was when the launch function was
     * deployed, so a stored profile whose roles are changed by hand cannot launch.
     */
    public static List<Map<String, Object>> runJobFlow(EmrProfileDefinition profile) {
        List<Map<String, Object>> statements = new ArrayList<>();
        // RunJobFlow knows no resources.
        statements.add(Policies.allow(List.of("elasticmapreduce:RunJobFlow"), "*"));
        statements.add(Policies.allow(List.of("elasticmapreduce:AddTags"), CLUSTERS));
        EmrProfileDefinition.Roles roles = profile.roles();
        statements.add(Policies.passRole(roles.serviceRole(), "elasticmapreduce.amazonaws.com*"));
        statements.add(Policies.passRole(roles.instanceRole(), "ec2.amazonaws.com*"));
        if (roles.autoScalingRole() != null) {
            statements.add(Policies.passRole(roles.autoScalingRole(), "application-autoscaling.amazonaws.com*"));
        }
        // In an account that never had a cluster, the first launch makes the role with which EMR cleans up after
        // itself.
        statements.add(Policies.allowIfLike(
                List.of("iam:CreateServiceLinkedRole"),
                Arns.global(
                        "iam", "role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*"),
                "iam:AWSServiceName",
                "elasticmapreduce.amazonaws.com*"));
        return statements;
    }

    /** To look at clusters. */
    public static Map<String, Object> describe() {
        return Policies.allow(List.of("elasticmapreduce:DescribeCluster"), CLUSTERS);
    }

    /** To search clusters, which knows no resources. */
    public static Map<String, Object> list() {
        return Policies.allow(List.of("elasticmapreduce:ListClusters"), "*");
    }

    /**
     * To end clusters that launches made, and no others.
     *
     * @param executions the ARNs of the launches, with wildcards
     */
    public static Map<String, Object> terminateClustersOf(String executions) {
        return Policies.allowIfLike(
                List.of("elasticmapreduce:SetTerminationProtection", "elasticmapreduce:TerminateJobFlows"),
                CLUSTERS,
                "elasticmapreduce:ResourceTag/" + Tag.EXECUTION_KEY,
                executions);
    }

    /**
     * To look at clusters with a tag and to end them.
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
