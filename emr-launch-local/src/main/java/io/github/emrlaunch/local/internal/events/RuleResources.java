package io.github.emrlaunch.local.internal.events;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.Map;

/** Rules and schedules as resources. */
final class RuleResources {
    private static final int RULE_NAME = 64;

    private final Account account;
    private final EventBus eventBus;

    RuleResources(Account account, EventBus eventBus) {
        this.account = account;
        this.eventBus = eventBus;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::Events::Rule",
                ResourceType.of(
                                this::rule,
                                "Name",
                                "EventBusName",
                                "ScheduleExpression",
                                "EventPattern",
                                "State",
                                "Targets.Id",
                                "Targets.Arn",
                                "Targets.RoleArn",
                                "Targets.Input",
                                "Targets.InputPath",
                                "Targets.InputTransformer",
                                "Targets.DeadLetterConfig.Arn",
                                "Targets.RetryPolicy.MaximumEventAgeInSeconds",
                                "Targets.RetryPolicy.MaximumRetryAttempts")
                        .deletedBy(this::delete));
    }

    private CreatedResource rule(ResourceRequest request) {
        String name = request.name("Name", RULE_NAME);
        String arn = account.arn("events", "rule/" + name);
        String bus = AwsJson.text(request.properties(), "EventBusName", "default");
        if (!bus.equals("default") && !bus.endsWith(":event-bus/default")) {
            return CreatedResource.skipped(
                    name, "The stand-in has the default event bus only, this rule is on " + bus + ".");
        }
        request.requireNew("Name", name, name, eventBus.has(arn));
        try {
            put(Rule.ofRule(name, arn, request.properties()), request);
        } catch (IllegalArgumentException e) {
            throw request.error(String.valueOf(e.getMessage()), "");
        }
        return CreatedResource.working(name, Map.of("Arn", arn));
    }

    void delete(ResourceRequest request) {
        eventBus.remove(request.deletedAttribute("Arn"));
    }

    CreatedResource schedule(ResourceRequest request) {
        String name = request.name("Name", RULE_NAME);
        String arn = account.arn(
                "scheduler", "schedule/" + AwsJson.text(request.properties(), "GroupName", "default") + "/" + name);
        request.requireNew("Name", name, name, eventBus.has(arn));
        try {
            put(Rule.ofSchedule(name, arn, request.properties()), request);
        } catch (RuntimeException e) {
            throw request.error(String.valueOf(e.getMessage()), "ScheduleExpression");
        }
        return CreatedResource.working(name, Map.of("Arn", arn));
    }

    private void put(Rule rule, ResourceRequest request) {
        if (AwsJson.text(request.properties(), "State", "ENABLED").equals("DISABLED")) {
            eventBus.remove(rule.arn());
        } else {
            eventBus.put(rule);
        }
    }
}
