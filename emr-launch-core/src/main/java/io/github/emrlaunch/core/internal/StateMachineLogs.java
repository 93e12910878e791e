package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.LogOptions;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/**
 * What a state machine tells of its executions.
 *
 * @param level which events are logged
 * @param retention how long logs are kept
 * @param executionData whether the data of the events are logged, too
 * @param tracing whether X-Ray traces the executions
 */
public record StateMachineLogs(LogLevel level, RetentionDays retention, boolean executionData, boolean tracing) {
    /** Errors for a month, with their data. */
    public static final StateMachineLogs ERRORS =
            new StateMachineLogs(LogLevel.ERROR, RetentionDays.ONE_MONTH, true, false);

    /** Makes the log group of a state machine in its construct. */
    public LogOptions options(Construct scope, String stateMachineName) {
        return LogOptions.builder()
                .level(level)
                .includeExecutionData(executionData)
                .destination(LogGroup.Builder.create(scope, "Logs")
                        // The policy by which Step Functions may write has room for few groups; this prefix needs none.
                        .logGroupName("/aws/vendedlogs/states/" + stateMachineName)
                        .retention(retention)
                        .removalPolicy(RemovalPolicy.DESTROY)
                        .build())
                .build();
    }

    /**
     * Says to cdk-nag why not everything is logged and traced.
     *
     * @param withoutTracing why nobody misses traces
     */
    public void suppressFindings(StateMachine stateMachine, String withoutTracing) {
        List<Map<String, Object>> findings = new ArrayList<>();
        if (level != LogLevel.ALL) {
            findings.add(CdkNag.rule(
                    "AwsSolutions-SF1",
                    "Step Functions keeps the history of each execution for 90 days, where every event can be read"));
        }
        if (!tracing) {
            findings.add(CdkNag.rule("AwsSolutions-SF2", withoutTracing));
        }
        if (!findings.isEmpty()) {
            CdkNag.suppress(stateMachine, findings);
        }
    }
}
