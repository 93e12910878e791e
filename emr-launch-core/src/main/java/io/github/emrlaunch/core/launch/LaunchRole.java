package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * What a launch's state machine acts as. It can pass the roles of its profile as they were when it was deployed, so a stored
 * profile whose roles are changed by hand cannot launch.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">IAM policies for Step Functions and
 *     EMR</a>
 */
final class LaunchRole {
    private LaunchRole() {}

    static Role create(Construct scope, String loaderArn, EmrProfileDefinition profile) {
        List<Map<String, Object>> statements = new ArrayList<>();
        // Any version: executions that began before a deployment still invoke the one before.
        statements.add(Policies.allow(List.of("lambda:InvokeFunction"), loaderArn + ":*"));
        // RunJobFlow knows no resources.
        statements.add(Policies.allow(List.of("elasticmapreduce:RunJobFlow"), "*"));
        statements.add(Policies.allow(
                List.of(
                        "elasticmapreduce:AddTags",
                        "elasticmapreduce:DescribeCluster",
                        "elasticmapreduce:SetTerminationProtection",
                        "elasticmapreduce:TerminateJobFlows"),
                Arns.regional("elasticmapreduce", "cluster/*")));
        EmrProfileDefinition.Roles roles = profile.roles();
        statements.add(Policies.passRole(roles.serviceRole(), "elasticmapreduce.amazonaws.com*"));
        statements.add(Policies.passRole(roles.instanceRole(), "ec2.amazonaws.com*"));
        if (roles.autoScalingRole() != null) {
            statements.add(Policies.passRole(roles.autoScalingRole(), "application-autoscaling.amazonaws.com*"));
        }
        statements.add(createCleanupRole());
        Role role = Role.Builder.create(scope, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .inlinePolicies(Map.of("LaunchCluster", Policies.document(statements)))
                .build();
        CdkNag.suppress(
                role,
                List.of(
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::<.*\\.Arn>:\\*",
                                "Executions that began before a deployment go on with the version of the function that they know"),
                        CdkNag.rule("AwsSolutions-IAM5", "Resource::\\*", "RunJobFlow knows no resources"),
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                                "A cluster's id isn't known before the cluster is made"),
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::arn:.*/AWSServiceRoleForEMRCleanup\\*",
                                "One role, whose path has the service's domain, which differs by partition")));
        return role;
    }

    /** In an account that never had a cluster, the first launch makes the role with which EMR cleans up after itself. */
    private static Map<String, Object> createCleanupRole() {
        return Policies.allowIfLike(
                "iam:CreateServiceLinkedRole",
                Arns.global(
                        "iam", "role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*"),
                "iam:AWSServiceName",
                "elasticmapreduce.amazonaws.com*");
    }
}
