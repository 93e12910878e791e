package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.core.function.FunctionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.LogOptions;
import software.constructs.Construct;

/**
 * What a state machine tells of its executions: events of a level with their data to a log group, and traces, as
 * {@link FunctionSettings} say.
 */
public final class StateMachineLogs {
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

    private final LogLevel level;
    private final LogGroup group;
    private final String groupName;
    private final boolean tracing;

    private StateMachineLogs(LogLevel level, LogGroup group, String groupName, boolean tracing) {
        this.level = level;
        this.group = group;
        this.groupName = groupName;
        this.tracing = tracing;
    }

    /** Makes the log group of a state machine in its construct. */
    public static StateMachineLogs create(
            Construct scope, String stateMachineName, LogLevel level, FunctionSettings settings) {
        // The policy by which Step Functions may write has room for few groups; this prefix needs none.
        String groupName = "/aws/vendedlogs/states/" + stateMachineName;
        LogGroup group = LogGroup.Builder.create(scope, "Logs")
                .logGroupName(groupName)
                .retention(settings.getLogRetention())
                .encryptionKey(settings.getEncryptionKey())
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        return new StateMachineLogs(level, group, groupName, settings.isTracing());
    }

    /** The log group, which a function may share. */
    public JavaFunction.Log sharedLog() {
        return new JavaFunction.Log(group, groupName);
    }

    /** The logging of a state machine that shares the log group, whose role the CDK makes. */
    public LogOptions options() {
        return LogOptions.builder()
                .destination(group)
                .level(level)
                .includeExecutionData(true)
                .build();
    }

    /** Whether X-Ray traces the executions. */
    public boolean tracing() {
        return tracing;
    }

    /** The statements of the state machine's role. Step Functions delivers logs and traces by way of services that know no resources. */
    public List<Map<String, Object>> statements() {
        List<Map<String, Object>> statements = new ArrayList<>(List.of(Policies.allow(DELIVER_LOGS, "*")));
        if (tracing) {
            statements.add(allowTraces());
        }
        return statements;
    }

    /** The statement of the role of a state machine that X-Ray traces. */
    static Map<String, Object> allowTraces() {
        return Policies.allow(TRACE, "*");
    }

    /** The logging configuration of a state machine. */
    public CfnStateMachine.LoggingConfigurationProperty configuration() {
        return CfnStateMachine.LoggingConfigurationProperty.builder()
                .level(level.name())
                .includeExecutionData(true)
                .destinations(List.of(CfnStateMachine.LogDestinationProperty.builder()
                        .cloudWatchLogsLogGroup(CfnStateMachine.CloudWatchLogsLogGroupProperty.builder()
                                .logGroupArn(group.getLogGroupArn())
                                .build())
                        .build()))
                .build();
    }

    /**
     * What cdk-nag would find since not everything is logged and traced.
     *
     * @param withoutTracing why nobody misses traces
     */
    public List<Map<String, Object>> findings(String withoutTracing) {
        List<Map<String, Object>> findings = new ArrayList<>();
        if (level != LogLevel.ALL) {
            findings.add(CdkNag.rule(
                    "AwsSolutions-SF1",
                    "Step Functions keeps the history of each execution for 90 days, where every event can be read"));
        }
        if (!tracing) {
            findings.add(CdkNag.rule("AwsSolutions-SF2", withoutTracing));
        }
        return findings;
    }
}
