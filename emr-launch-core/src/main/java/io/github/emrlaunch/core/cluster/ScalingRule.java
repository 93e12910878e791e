package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.Json;
import java.util.function.Consumer;

/**
 * A rule by which an instance group grows or shrinks. Starts as a rule that looks at the average of an EMR metric over
 * 5 minutes, acts when it held three times in a row, and then rests for 5 minutes.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_ScalingRule.html">ScalingRule</a>
 */
public final class ScalingRule {
    private static final int FIVE_MINUTES = 300;
    private static final int EVALUATION_PERIODS = 3;

    private final ObjectNode json;

    private ScalingRule(ObjectNode json) {
        this.json = json;
    }

    /**
     * Acts while a metric of the cluster is below a threshold.
     *
     * @param metric the name of one of EMR's CloudWatch metrics
     * @param threshold in the metric's unit
     * @param adjustment how many instances come or, if negative, go
     */
    public static ScalingRule whenBelow(String metric, Number threshold, Number adjustment) {
        return of("LESS_THAN", metric, threshold, adjustment);
    }

    /**
     * Acts while a metric of the cluster is above a threshold.
     *
     * @param metric the name of one of EMR's CloudWatch metrics
     * @param threshold in the metric's unit
     * @param adjustment how many instances come or, if negative, go
     */
    public static ScalingRule whenAbove(String metric, Number threshold, Number adjustment) {
        return of("GREATER_THAN", metric, threshold, adjustment);
    }

    /** Acts while a metric of the cluster is at or below a threshold; see {@link #whenBelow}. */
    public static ScalingRule whenAtMost(String metric, Number threshold, Number adjustment) {
        return of("LESS_THAN_OR_EQUAL", metric, threshold, adjustment);
    }

    /** Acts while a metric of the cluster is at or above a threshold; see {@link #whenAbove}. */
    public static ScalingRule whenAtLeast(String metric, Number threshold, Number adjustment) {
        return of("GREATER_THAN_OR_EQUAL", metric, threshold, adjustment);
    }

    private static ScalingRule of(String operator, String metric, Number threshold, Number adjustment) {
        ObjectNode json = Json.object().put("Name", prefix(GivenNumbers.whole("adjustment", adjustment)) + metric);
        new RequestMembers(json.putObject("Action").putObject("SimpleScalingPolicyConfiguration"))
                .add("AdjustmentType", "CHANGE_IN_CAPACITY")
                .add("ScalingAdjustment", GivenNumbers.whole("adjustment", adjustment))
                .add("CoolDown", FIVE_MINUTES);
        ObjectNode alarm = json.putObject("Trigger").putObject("CloudWatchAlarmDefinition");
        alarm.put("ComparisonOperator", operator)
                .put("EvaluationPeriods", EVALUATION_PERIODS)
                .put("MetricName", metric)
                .put("Namespace", "AWS/ElasticMapReduce")
                .put("Period", FIVE_MINUTES)
                .put("Statistic", "AVERAGE")
                .set("Threshold", Json.of(GivenNumbers.any("threshold", threshold)));
        alarm.putArray("Dimensions").addObject().put("Key", "JobFlowId").put("Value", "${emr.clusterId}");
        return new ScalingRule(json);
    }

    /** The same under another name, unique in its group. Default: {@code ScaleOut-METRIC} or {@code ScaleIn-METRIC}. */
    public ScalingRule withName(String name) {
        return with(rule -> rule.put("Name", name));
    }

    /** The same with a description for readers. */
    public ScalingRule withDescription(String description) {
        return with(rule -> rule.put("Description", description));
    }

    /** The same for a metric in this unit, as CloudWatch alarms of EMR name them: {@code PERCENT}, {@code COUNT}, {@code BYTES_PER_SECOND}, … */
    public ScalingRule withUnit(String unit) {
        return with(rule -> alarm(rule).put("Unit", unit));
    }

    /** The same for a metric of another CloudWatch namespace. Default: {@code AWS/ElasticMapReduce}. */
    public ScalingRule withMetricNamespace(String namespace) {
        return with(rule -> alarm(rule).put("Namespace", namespace));
    }

    /** The same for another statistic: {@code AVERAGE}, {@code SUM}, {@code MINIMUM}, {@code MAXIMUM}, {@code SAMPLE_COUNT}. */
    public ScalingRule withStatistic(String statistic) {
        return with(rule -> alarm(rule).put("Statistic", statistic));
    }

    /** The same, acting when the threshold was passed in that many periods in a row. Default: 3. */
    public ScalingRule withEvaluationPeriods(Number periods) {
        return with(rule -> alarm(rule).set("EvaluationPeriods", Json.of(GivenNumbers.whole("periods", periods))));
    }

    /** The same, over another period. EMR's own metrics come every 300 seconds. Default: 300. */
    public ScalingRule withPeriodSeconds(Number seconds) {
        return with(rule -> alarm(rule).set("Period", Json.of(GivenNumbers.whole("seconds", seconds))));
    }

    /** The same, resting that long after it acted. Default: 300 seconds. */
    public ScalingRule withCoolDownSeconds(Number seconds) {
        return with(rule -> action(rule).set("CoolDown", Json.of(GivenNumbers.whole("seconds", seconds))));
    }

    /** The same, with the adjustment in percent of the instances that there are. Default: a number of instances. */
    public ScalingRule withPercentChangeInCapacity() {
        return with(rule -> action(rule).put("AdjustmentType", "PERCENT_CHANGE_IN_CAPACITY"));
    }

    /** The same, with the adjustment as the number of instances that the group has then, at least 1. */
    public ScalingRule withExactCapacity() {
        return with(rule -> action(rule).put("AdjustmentType", "EXACT_CAPACITY"));
    }

    /** A rule whose direction only the deployment knows has a name that says none. */
    private static String prefix(Number adjustment) {
        return Tokens.isUnresolved(adjustment) ? "Scale-" : adjustment.longValue() < 0 ? "ScaleIn-" : "ScaleOut-";
    }

    private static ObjectNode alarm(ObjectNode rule) {
        return rule.withObject("/Trigger/CloudWatchAlarmDefinition");
    }

    private static ObjectNode action(ObjectNode rule) {
        return rule.withObject("/Action/SimpleScalingPolicyConfiguration");
    }

    private ScalingRule with(Consumer<ObjectNode> change) {
        ObjectNode copy = json.deepCopy();
        change.accept(copy);
        return new ScalingRule(copy);
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }
}
