package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Arns;
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
        return Role.Builder.create(scope, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .inlinePolicies(Map.of("LaunchCluster", Policies.document(statements)))
                .build();
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
