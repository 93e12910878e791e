package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.function.Consumer;

/**
 * A rule that adds or removes instances of an instance group. By default it evaluates the average of an EMR metric over
 * 5 minutes, acts when the condition is true three times in a row, and has a cooldown of 5 minutes.
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
     * Creates a rule that acts while a metric of the cluster is below a threshold.
     *
     * @param metric the name of an EMR CloudWatch metric
     * @param threshold in the metric's unit
     * @param adjustment the number of instances to add or, if negative, to remove
     */
    public static ScalingRule whenBelow(String metric, Number threshold, Number adjustment) {
        return of("LESS_THAN", metric, threshold, adjustment);
    }

    /**
     * Creates a rule that acts while a metric of the cluster is above a threshold.
     *
     * @param metric the name of an EMR CloudWatch metric
     * @param threshold in the metric's unit
     * @param adjustment the number of instances to add or, if negative, to remove
     */
    public static ScalingRule whenAbove(String metric, Number threshold, Number adjustment) {
        return of("GREATER_THAN", metric, threshold, adjustment);
    }

    /** Creates a rule that acts while a metric of the cluster is at or below a threshold; see {@link #whenBelow}. */
    public static ScalingRule whenAtMost(String metric, Number threshold, Number adjustment) {
        return of("LESS_THAN_OR_EQUAL", metric, threshold, adjustment);
    }

    /** Creates a rule that acts while a metric of the cluster is at or above a threshold; see {@link #whenAbove}. */
    public static ScalingRule whenAtLeast(String metric, Number threshold, Number adjustment) {
        return of("GREATER_THAN_OR_EQUAL", metric, threshold, adjustment);
    }

    private static ScalingRule of(String operator, String metric, Number threshold, Number adjustment) {
        Validation.required("metric", metric);
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

    /**
     * Returns a copy with another name, unique in its group. Default: {@code ScaleOut-METRIC} or
     * {@code ScaleIn-METRIC}.
     */
    public ScalingRule withName(String name) {
        return with(rule -> rule.put("Name", name));
    }

    /** Returns a copy with a description. */
    public ScalingRule withDescription(String description) {
        return with(rule -> rule.put("Description", description));
    }

    /**
     * Returns a copy with this unit of the metric, as CloudWatch alarms of EMR name it: {@code PERCENT}, {@code COUNT},
     * {@code BYTES_PER_SECOND}, …
     */
    public ScalingRule withUnit(String unit) {
        return with(rule -> alarm(rule).put("Unit", unit));
    }

    /** Returns a copy with another CloudWatch namespace. Default: {@code AWS/ElasticMapReduce}. */
    public ScalingRule withMetricNamespace(String namespace) {
        return with(rule -> alarm(rule).put("Namespace", namespace));
    }

    /**
     * Returns a copy with another statistic: {@code AVERAGE}, {@code SUM}, {@code MINIMUM}, {@code MAXIMUM},
     * {@code SAMPLE_COUNT}. Default: {@code AVERAGE}.
     */
    public ScalingRule withStatistic(String statistic) {
        return with(rule -> alarm(rule).put("Statistic", statistic));
    }

    /** Returns a copy that acts when the condition is true for this number of consecutive periods. Default: 3. */
    public ScalingRule withEvaluationPeriods(Number periods) {
        return with(rule -> alarm(rule).set("EvaluationPeriods", Json.of(GivenNumbers.whole("periods", periods))));
    }

    /** Returns a copy with another period. EMR publishes its metrics every 300 seconds. Default: 300. */
    public ScalingRule withPeriodSeconds(Number seconds) {
        return with(rule -> alarm(rule).set("Period", Json.of(GivenNumbers.whole("seconds", seconds))));
    }

    /** Returns a copy with another cooldown. Default: 300 seconds. */
    public ScalingRule withCoolDownSeconds(Number seconds) {
        return with(rule -> action(rule).set("CoolDown", Json.of(GivenNumbers.whole("seconds", seconds))));
    }

    /** Returns a copy whose adjustment is in percent of the current instances. Default: a number of instances. */
    public ScalingRule withPercentChangeInCapacity() {
        return with(rule -> action(rule).put("AdjustmentType", "PERCENT_CHANGE_IN_CAPACITY"));
    }

    /** Returns a copy whose adjustment is the new number of instances of the group, at least 1. */
    public ScalingRule withExactCapacity() {
        return with(rule -> action(rule).put("AdjustmentType", "EXACT_CAPACITY"));
    }

    /** Returns the prefix of the rule's name. It is neutral if the adjustment is a token. */
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
