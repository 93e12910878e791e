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
 * The logging and tracing of a state machine: events of a level with their data to a log group, and traces, according to
 * {@link FunctionSettings}.
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

    /** Creates the log group of a state machine in its construct. */
    public static StateMachineLogs create(
            Construct scope, String stateMachineName, LogLevel level, FunctionSettings settings) {
        // The resource policy of CloudWatch Logs for Step Functions holds few groups. Groups with this prefix do not
        // need it.
        String groupName = "/aws/vendedlogs/states/" + stateMachineName;
        LogGroup group = LogGroup.Builder.create(scope, "Logs")
                .logGroupName(groupName)
                .retention(settings.getLogRetention())
                .encryptionKey(settings.getEncryptionKey())
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        return new StateMachineLogs(level, group, groupName, settings.isTracing());
    }

    /** Returns the log group, which a function may share. */
    public JavaFunction.Log sharedLog() {
        return new JavaFunction.Log(group, groupName);
    }

    /** Returns the logging of a state machine that shares the log group, and whose role the CDK creates. */
    public LogOptions options() {
        return LogOptions.builder()
                .destination(group)
                .level(level)
                .includeExecutionData(true)
                .build();
    }

    /** Returns whether X-Ray traces the executions. */
    public boolean tracing() {
        return tracing;
    }

    /**
     * Returns the statements of the state machine's role. Step Functions delivers logs and traces by services that do not support
     * resources.
     */
    public List<Map<String, Object>> statements() {
        List<Map<String, Object>> statements = new ArrayList<>(List.of(Policies.allow(DELIVER_LOGS, "*")));
        if (tracing) {
            statements.add(allowTraces());
        }
        return statements;
    }

    /** Returns the statement for the role of a state machine that X-Ray traces. */
    static Map<String, Object> allowTraces() {
        return Policies.allow(TRACE, "*");
    }

    /** Returns the logging configuration of a state machine. */
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
     * Returns the cdk-nag findings about missing logs and traces.
     *
     * @param withoutTracing the reason for no traces
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
