package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.NotificationAccess;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.CfnRole;
import software.constructs.Construct;

/**
 * The role of a launch's state machine. It invokes the function of the launch and notifies. It has no permissions for EMR.
 */
final class LaunchRole {
    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "Step Functions delivers logs and traces by services that do not support resource-level permissions"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:lambda:.*:function:.*:\\*",
                    "Executions that started before a deployment continue with their version of the function"),
            KeyAccess.FINDING,
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Action::kms:GenerateDataKey\\*",
                    "SNS requests a data key with either of two operations"));

    private LaunchRole() {}

    static CfnRole create(Construct scope, LaunchSettings settings, StateMachineLogs logs) {
        List<Map<String, Object>> statements = new ArrayList<>();
        // Any version: executions that started before a deployment still invoke the previous version.
        statements.add(Policies.allow(
                List.of("lambda:InvokeFunction"),
                Arns.regional("lambda", "function:%s:*".formatted(settings.functionName()))));
        if (settings.overrideFunction() != null) {
            statements.add(Policies.allow(
                    List.of("lambda:InvokeFunction"),
                    settings.overrideFunction().getFunctionArn()));
        }
        statements.addAll(NotificationAccess.statements(settings.notifications()));
        statements.addAll(logs.statements());
        return Policies.role(scope, "Role", "states.amazonaws.com", "LaunchCluster", statements, FINDINGS);
    }
}
