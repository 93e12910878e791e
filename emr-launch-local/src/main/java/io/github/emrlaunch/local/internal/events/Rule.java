package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A rule of an event bus, or a schedule of EventBridge Scheduler.
 *
 * @param bus the name of the event bus
 * @param service the service of the rule, {@code events} for a rule
 * @param pattern the event pattern; null for a rule with a schedule only
 * @param schedule the schedule; null for a rule with an event pattern only
 * @param targets the targets in the format of CloudFormation
 */
public record Rule(
        String name,
        String arn,
        String bus,
        String service,
        @Nullable EventPattern pattern,
        @Nullable Schedule schedule,
        List<JsonNode> targets) {
    private static final int MAX_TARGETS = 5;
    private static final int MAX_PATTERN = 2048;

    public Rule {
        targets = List.copyOf(targets);
        targets.forEach(TargetInput::parse);
        targets.forEach(RetryPolicy::parse);
    }

    /**
     * Parses a rule in the format of CloudFormation.
     *
     * @throws IllegalArgumentException with the invalid property
     */
    public static Rule ofRule(String name, String arn, String bus, JsonNode properties) {
        String schedule = AwsJson.text(properties, "ScheduleExpression");
        if (schedule == null && !AwsJson.has(properties, "EventPattern")) {
            throw new IllegalArgumentException("a rule has an EventPattern or a ScheduleExpression");
        }
        if (schedule != null && !bus.equals(Buses.DEFAULT)) {
            throw new IllegalArgumentException("ScheduleExpression is supported only on the default event bus.");
        }
        checkQuotas(properties);
        return new Rule(
                name,
                arn,
                bus,
                "events",
                AwsJson.has(properties, "EventPattern") ? new EventPattern(properties.get("EventPattern")) : null,
                schedule == null ? null : Schedule.parse(schedule, ZoneOffset.UTC),
                StreamSupport.stream(properties.path("Targets").spliterator(), false)
                        .toList());
    }

    /** Checks the default quotas of an account, see EventBridge quotas. */
    private static void checkQuotas(JsonNode properties) {
        int targets = properties.path("Targets").size();
        if (targets > MAX_TARGETS) {
            throw new IllegalArgumentException("a rule has at most " + MAX_TARGETS + " targets, got " + targets);
        }
        int pattern = properties.path("EventPattern").toString().length();
        if (pattern > MAX_PATTERN) {
            throw new IllegalArgumentException(
                    "an event pattern has at most " + MAX_PATTERN + " characters, got " + pattern);
        }
    }

    /**
     * Parses a schedule of EventBridge Scheduler in the format of CloudFormation.
     *
     * @throws IllegalArgumentException with the invalid property
     */
    public static Rule ofSchedule(String name, String arn, JsonNode properties) {
        return new Rule(
                name,
                arn,
                Buses.DEFAULT,
                "scheduler",
                null,
                Schedule.parse(
                        AwsJson.text(properties, "ScheduleExpression", ""),
                        ZoneId.of(AwsJson.text(properties, "ScheduleExpressionTimezone", "UTC"))),
                Stream.of(properties.path("Target")).toList());
    }
}
