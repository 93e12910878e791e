package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
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

    static Role create(Construct scope, String loaderVersionArn, EmrProfileDefinition profile) {
        Stack stack = Stack.of(scope);
        List<PolicyStatement> statements = new ArrayList<>();
        statements.add(allow(List.of("lambda:InvokeFunction"), loaderVersionArn));
        // RunJobFlow knows no resources, and the cluster that gets the tags doesn't exist when the call is checked.
        statements.add(allow(List.of("elasticmapreduce:RunJobFlow", "elasticmapreduce:AddTags"), "*"));
        statements.add(allow(
                List.of(
                        "elasticmapreduce:DescribeCluster",
                        "elasticmapreduce:SetTerminationProtection",
                        "elasticmapreduce:TerminateJobFlows"),
                "arn:%s:elasticmapreduce:%s:%s:cluster/*"
                        .formatted(stack.getPartition(), stack.getRegion(), stack.getAccount())));
        EmrProfileDefinition.Roles roles = profile.roles();
        statements.add(passRole(roles.serviceRole(), "elasticmapreduce.amazonaws.com*"));
        statements.add(passRole(roles.instanceRole(), "ec2.amazonaws.com*"));
        if (roles.autoScalingRole() != null) {
            statements.add(passRole(roles.autoScalingRole(), "application-autoscaling.amazonaws.com*"));
        }
        statements.add(createCleanupRole(stack));
        return Role.Builder.create(scope, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .inlinePolicies(Map.of(
                        "LaunchCluster",
                        PolicyDocument.Builder.create().statements(statements).build()))
                .build();
    }

    /** In an account that never had a cluster, the first launch makes the role with which EMR cleans up after itself. */
    private static PolicyStatement createCleanupRole(Stack stack) {
        return PolicyStatement.Builder.create()
                .actions(List.of("iam:CreateServiceLinkedRole"))
                .resources(List.of(
                        "arn:%s:iam::%s:role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*"
                                .formatted(stack.getPartition(), stack.getAccount())))
                .conditions(Map.of("StringLike", Map.of("iam:AWSServiceName", "elasticmapreduce.amazonaws.com*")))
                .build();
    }

    private static PolicyStatement passRole(String roleArn, String service) {
        return PolicyStatement.Builder.create()
                .actions(List.of("iam:PassRole"))
                .resources(List.of(roleArn))
                .conditions(Map.of("StringLike", Map.of("iam:PassedToService", service)))
                .build();
    }

    private static PolicyStatement allow(List<String> actions, String resource) {
        return PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(resource))
                .build();
    }
}
