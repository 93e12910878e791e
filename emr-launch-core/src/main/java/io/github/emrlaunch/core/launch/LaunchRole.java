package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.EmrPermissions;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.profile.IEmrProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * What a launch's state machine acts as. It can end clusters of its own executions only, and pass roles only where it calls
 * RunJobFlow itself.
 */
final class LaunchRole {
    private static final List<String> DELIVER_LOGS = List.of(
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery");
    private static final List<String> TRACE = List.of(
            "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments");

    private LaunchRole() {}

    static Role create(
            Construct scope,
            LaunchSettings settings,
            IEmrProfile profile,
            JavaFunction loader,
            @Nullable JavaFunction launcher) {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(invoke(loader));
        if (launcher == null) {
            statements.addAll(EmrPermissions.runJobFlow(profile.getDefinition()));
        } else {
            statements.add(invoke(launcher));
        }
        if (settings.overrideFunction() != null) {
            statements.add(Policies.allow(
                    List.of("lambda:InvokeFunction"),
                    settings.overrideFunction().getFunctionArn()));
        }
        if (settings.waitForClusterStart()) {
            if (settings.request().secrets().isEmpty()) {
                statements.add(EmrPermissions.describe());
            }
            if (settings.cleanUp()) {
                statements.add(EmrPermissions.terminateClustersOf(
                        Arns.regional("states", "execution:%s:*".formatted(settings.stateMachineName()))));
            }
        }
        // Step Functions delivers logs by way of a service that knows no resources.
        statements.add(Policies.allow(DELIVER_LOGS, "*"));
        if (settings.logs().tracing()) {
            statements.add(Policies.allow(TRACE, "*"));
        }
        Role role = Role.Builder.create(scope, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .inlinePolicies(Map.of("LaunchCluster", Policies.document(statements)))
                .build();
        List<Map<String, Object>> findings = new ArrayList<>(EmrPermissions.FINDINGS);
        findings.add(CdkNag.rule(
                "AwsSolutions-IAM5",
                "Resource::<.*\\.Arn>:\\*",
                "Executions that began before a deployment go on with the version of the function that they know"));
        CdkNag.suppress(role, findings);
        if (settings.successTopic() != null) {
            settings.successTopic().grantPublish(role);
        }
        if (settings.failureTopic() != null) {
            settings.failureTopic().grantPublish(role);
        }
        return role;
    }

    /** Any version: executions that began before a deployment still invoke the one before. */
    private static Map<String, Object> invoke(JavaFunction function) {
        return Policies.allow(List.of("lambda:InvokeFunction"), function.functionArn() + ":*");
    }
}
