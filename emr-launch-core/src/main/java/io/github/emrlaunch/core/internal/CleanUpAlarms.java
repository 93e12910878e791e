package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.DimensionProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricDataQueryProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricProperty;
import software.amazon.awscdk.services.cloudwatch.CfnAlarm.MetricStatProperty;
import software.constructs.Construct;

/**
 * The alarms of a stack's clean-up. None of them means that a cluster is left. Each means that a part of the clean-up failed.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html">Metrics of EventBridge</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html">Metrics of Lambda</a>
 */
final class CleanUpAlarms {
    private static final int PERIOD_SECONDS = 300;

    private final Construct scope;
    private final String topicArn;

    private CleanUpAlarms(Construct scope, String topicArn) {
        this.scope = scope;
        this.topicArn = topicArn;
    }

    /** Adds the alarms. */
    static void create(Construct scope, String topicArn, String queueName, String functionName, String sweepRule) {
        CleanUpAlarms alarms = new CleanUpAlarms(scope, topicArn);
        alarms.add(
                "DeadLettersAlarm",
                "The clean-up of launches did not receive or not process an event, which is in the queue. The sweep compensates for it",
                "Maximum",
                "AWS/SQS",
                Map.of("QueueName", queueName),
                List.of("ApproximateNumberOfMessagesVisible"));
        alarms.add(
                "DeliveriesAlarm",
                "EventBridge cannot invoke the clean-up of launches: neither after events nor for the sweep",
                "Sum",
                "AWS/Events",
                Map.of("RuleName", sweepRule),
                List.of("FailedInvocations", "InvocationsFailedToBeSentToDlq"));
        alarms.add(
                "ErrorsAlarm",
                "The clean-up of launches failed. Its log shows the reason",
                "Sum",
                "AWS/Lambda",
                Map.of("FunctionName", functionName),
                List.of("Errors", "AsyncEventsDropped", "DeadLetterErrors"));
        alarms.add(
                "SweepAlarm",
                "The sweep terminated a cluster without an event. The log of the clean-up shows the cluster and the reason",
                "Sum",
                "EMRLaunch",
                Map.of("FunctionName", functionName),
                List.of("ClustersEndedBySweep"));
    }

    /** Adds the alarm of the state machine that sends notifications. */
    static void createForNotifier(Construct scope, String topicArn, String stateMachineArn) {
        new CleanUpAlarms(scope, topicArn)
                .add(
                        "NotificationsAlarm",
                        "A notification of an ended execution could not be delivered. The history of the notifier shows the reason",
                        "Sum",
                        "AWS/States",
                        Map.of("StateMachineArn", stateMachineArn),
                        List.of("ExecutionsFailed", "ExecutionsTimedOut"));
    }

    /** Adds an alarm for the sum of metrics, which have no data points until an event occurs. */
    private void add(
            String id,
            String description,
            String statistic,
            String namespace,
            Map<String, String> dimension,
            List<String> metrics) {
        List<DimensionProperty> dimensions = dimension.entrySet().stream()
                .map(entry -> DimensionProperty.builder()
                        .name(entry.getKey())
                        .value(entry.getValue())
                        .build())
                .toList();
        CfnAlarm.Builder alarm = CfnAlarm.Builder.create(scope, id)
                .alarmDescription("EMR Launch: " + description)
                .comparisonOperator("GreaterThanThreshold")
                .threshold(0)
                .evaluationPeriods(1)
                .treatMissingData("notBreaching")
                .alarmActions(List.of(topicArn));
        if (metrics.size() == 1) {
            alarm.namespace(namespace)
                    .metricName(metrics.get(0))
                    .dimensions(dimensions)
                    .statistic(statistic)
                    .period(PERIOD_SECONDS);
        } else {
            List<MetricDataQueryProperty> queries = new ArrayList<>();
            queries.add(MetricDataQueryProperty.builder()
                    .id("all")
                    .expression("SUM(FILL(METRICS(), 0))")
                    .label(String.join(" + ", metrics))
                    .returnData(true)
                    .build());
            for (String metric : metrics) {
                queries.add(MetricDataQueryProperty.builder()
                        .id("m" + queries.size())
                        .metricStat(MetricStatProperty.builder()
                                .metric(MetricProperty.builder()
                                        .namespace(namespace)
                                        .metricName(metric)
                                        .dimensions(dimensions)
                                        .build())
                                .stat(statistic)
                                .period(PERIOD_SECONDS)
                                .build())
                        .returnData(false)
                        .build());
            }
            alarm.metrics(queries);
        }
        alarm.build();
    }
}
