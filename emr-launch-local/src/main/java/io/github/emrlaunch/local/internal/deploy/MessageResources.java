package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.events.EventBus;
import io.github.emrlaunch.local.internal.events.Rule;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.lambda.LambdaService;
import io.github.emrlaunch.local.internal.sns.Topics;
import io.github.emrlaunch.local.internal.sqs.Queues;
import java.util.Map;

/** Topics, rules, schedules, and who may send to what. */
final class MessageResources {
    private static final int TOPIC_NAME = 256;
    private static final int RULE_NAME = 64;

    private final Account account;
    private final Topics topics;
    private final EventBus eventBus;
    private final LambdaService lambda;
    private final ResourcePolicies resourcePolicies;
    private final Queues queues;

    MessageResources(
            Account account,
            Topics topics,
            EventBus eventBus,
            LambdaService lambda,
            ResourcePolicies resourcePolicies,
            Queues queues) {
        this.account = account;
        this.topics = topics;
        this.eventBus = eventBus;
        this.lambda = lambda;
        this.resourcePolicies = resourcePolicies;
        this.queues = queues;
    }

    Map<String, ResourceHandler> handlers() {
        return Map.of(
                "AWS::SNS::Topic", this::topic,
                "AWS::SNS::TopicPolicy", this::topicPolicy,
                "AWS::SNS::Subscription", this::subscription,
                "AWS::Events::Rule", this::rule,
                "AWS::Scheduler::Schedule", this::schedule,
                "AWS::Lambda::Permission", this::permission,
                "AWS::Lambda::EventInvokeConfig", this::eventInvokeConfig);
    }

    private CreatedResource topic(ResourceRequest request) {
        String name = request.name("TopicName", TOPIC_NAME);
        String arn = topics.put(name);
        for (JsonNode subscription : request.properties().path("Subscription")) {
            topics.subscribe(
                    arn,
                    subscription.path("Protocol").asText(),
                    subscription.path("Endpoint").asText(),
                    false,
                    null);
        }
        return CreatedResource.working(arn, Map.of("TopicArn", arn, "TopicName", name));
    }

    private CreatedResource topicPolicy(ResourceRequest request) {
        String id = request.generatedName(255);
        for (String topic : Inputs.strings(request.properties(), "Topics")) {
            put(request, topic, id, request.properties().path("PolicyDocument"), "PolicyDocument");
        }
        return CreatedResource.working(id, Map.of("Id", id));
    }

    private void put(ResourceRequest request, String arn, String id, JsonNode document, String property) {
        try {
            resourcePolicies.put(arn, id, document);
        } catch (MalformedPolicyException e) {
            throw request.error("the policy is malformed: " + e.getMessage(), property);
        }
    }

    private CreatedResource subscription(ResourceRequest request) {
        JsonNode properties = request.properties();
        if (request.required("Protocol").equals("sqs")) {
            checkQueue(request);
        }
        try {
            String arn = topics.subscribe(
                    request.required("TopicArn"),
                    request.required("Protocol"),
                    AwsJson.text(properties, "Endpoint", ""),
                    properties.path("RawMessageDelivery").asBoolean(),
                    AwsJson.text(properties.path("RedrivePolicy"), "deadLetterTargetArn"));
            CreatedResource created = CreatedResource.working(arn, Map.of("Arn", arn));
            return properties.has("FilterPolicy")
                    ? created.withNote("Its filter policy is not applied: it gets every message.")
                    : created;
        } catch (AwsException e) {
            throw request.error(e.message(), "TopicArn");
        }
    }

    private void checkQueue(ResourceRequest request) {
        request.supports("", "TopicArn", "Protocol", "Endpoint", "RawMessageDelivery", "RedrivePolicy");
        request.supports("RedrivePolicy", "deadLetterTargetArn");
        if (!queues.exists(request.required("Endpoint"))) {
            throw request.error("there is no queue " + request.required("Endpoint"), "Endpoint");
        }
        String deadLetters = AwsJson.text(request.at("RedrivePolicy"), "deadLetterTargetArn");
        if (deadLetters != null && !queues.exists(deadLetters)) {
            throw request.error("there is no queue " + deadLetters, "RedrivePolicy.deadLetterTargetArn");
        }
    }

    private CreatedResource rule(ResourceRequest request) {
        String name = request.name("Name", RULE_NAME);
        String arn = account.arn("events", "rule/" + name);
        String bus = AwsJson.text(request.properties(), "EventBusName", "default");
        if (!bus.equals("default") && !bus.endsWith(":event-bus/default")) {
            return CreatedResource.skipped(name, "The stand-in has the default event bus only, this rule is on " + bus + ".");
        }
        try {
            put(Rule.ofRule(name, arn, request.properties()), request);
        } catch (IllegalArgumentException e) {
            throw request.error(String.valueOf(e.getMessage()), "");
        }
        return CreatedResource.working(name, Map.of("Arn", arn));
    }

    private CreatedResource schedule(ResourceRequest request) {
        String name = request.name("Name", RULE_NAME);
        String arn = account.arn(
                "scheduler", "schedule/" + AwsJson.text(request.properties(), "GroupName", "default") + "/" + name);
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

    private CreatedResource permission(ResourceRequest request) {
        JsonNode properties = request.properties();
        String id = request.generatedName(255);
        String arn = lambda.arn(request.required("FunctionName"));
        ObjectNode statement = AwsJson.object().put("Effect", "Allow").put("Action", request.required("Action"));
        statement.putObject("Principal").put("Service", request.required("Principal"));
        ObjectNode conditions = AwsJson.object();
        if (AwsJson.has(properties, "SourceArn")) {
            conditions.putObject("ArnLike").set("aws:SourceArn", properties.get("SourceArn"));
        }
        if (AwsJson.has(properties, "SourceAccount")) {
            conditions.putObject("StringEquals").set("aws:SourceAccount", properties.get("SourceAccount"));
        }
        if (!conditions.isEmpty()) {
            statement.set("Condition", conditions);
        }
        ObjectNode document = AwsJson.object();
        document.putArray("Statement").add(statement);
        put(request, arn, id, document, "");
        return CreatedResource.working(id, Map.of("Id", id));
    }

    private CreatedResource eventInvokeConfig(ResourceRequest request) {
        JsonNode retries = request.properties().path("MaximumRetryAttempts");
        if (retries.isNumber()) {
            lambda.setRetries(request.required("FunctionName"), retries.asInt());
        }
        return CreatedResource.working(request.generatedName(255), Map.of());
    }
}
