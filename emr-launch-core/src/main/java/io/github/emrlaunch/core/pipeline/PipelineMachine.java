package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** The state machine of a pipeline, whatever its states. */
final class PipelineMachine {
    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "Step Functions delivers logs by way of a service that knows no resources, as ListClusters doesn't"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "A cluster's id isn't known before the cluster is made; where a launch function makes it, its tag is asked for"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:states:.*:execution:.*",
                    "The executions of one launch function, whose names aren't known before they are started"));

    private PipelineMachine() {}

    static StateMachine create(Construct scope, String name, IChainable definition, Duration timeout) {
        StateMachineLogs logs = StateMachineLogs.create(scope, name, LogLevel.ERROR, FunctionSettings.of(scope));
        StateMachine machine = StateMachine.Builder.create(scope, "StateMachine")
                .stateMachineName(name)
                .definitionBody(DefinitionBody.fromChainable(definition))
                .timeout(timeout)
                .logs(logs.options())
                .tracingEnabled(logs.tracing())
                .build();
        CdkNag.suppress(
                machine, logs.findings("A pipeline waits for EMR most of the time, and its history shows for what"));
        IConstruct policy = machine.getRole().getNode().tryFindChild("DefaultPolicy");
        if (policy != null) {
            CdkNag.suppress(policy, FINDINGS);
        }
        return machine;
    }
}
