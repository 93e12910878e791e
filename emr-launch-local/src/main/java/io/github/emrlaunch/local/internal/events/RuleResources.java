package io.github.emrlaunch.local.internal.events;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.Map;

/** The CloudFormation resources of event buses, rules and schedules. */
final class RuleResources {
    private static final int RULE_NAME = 64;
    private static final String BUS_NAME = "[.A-Za-z0-9_-]{1,256}";

    private final Account account;
    private final EventBus eventBus;
    private final Buses buses;

    RuleResources(Account account, EventBus eventBus, Buses buses) {
        this.account = account;
        this.eventBus = eventBus;
        this.buses = buses;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::Events::EventBus",
                ResourceType.of(this::bus, "Name", "Description", "Tags")
                        .deletedBy(request -> buses.remove(request.deletedId())),
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

    private CreatedResource bus(ResourceRequest request) {
        request.supports("", "Name", "Description", "Tags");
        String name = request.required("Name");
        if (!name.matches(BUS_NAME) || name.equals(Buses.DEFAULT)) {
            throw request.error(
                    "the name of an event bus has 1 to 256 letters, digits, '.', '-' and '_', and is not 'default'",
                    "Name");
        }
        request.requireNew("Name", name, name, buses.has(name));
        buses.add(name);
        return CreatedResource.working(name, Map.of("Arn", buses.arn(name), "Name", name));
    }

    private CreatedResource rule(ResourceRequest request) {
        String name = request.name("Name", RULE_NAME);
        String bus = buses.name(AwsJson.text(request.properties(), "EventBusName", Buses.DEFAULT));
        if (!buses.has(bus)) {
            throw request.error("Event bus " + bus + " does not exist.", "EventBusName");
        }
        boolean onDefault = bus.equals(Buses.DEFAULT);
        String arn = account.arn("events", "rule/" + (onDefault ? "" : bus + "/") + name);
        String id = onDefault ? name : bus + "|" + name;
        request.requireNew("Name", name, id, eventBus.has(arn));
        try {
            put(Rule.ofRule(name, arn, bus, request.properties()), request);
        } catch (IllegalArgumentException e) {
            throw request.error(String.valueOf(e.getMessage()), "");
        }
        return CreatedResource.working(id, Map.of("Arn", arn));
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
