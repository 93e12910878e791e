package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.json.Timestamps;
import io.github.emrlaunch.states.internal.jsonata.JsonataExpression;
import io.github.emrlaunch.states.internal.jsonpath.ChoiceRule;
import io.github.emrlaunch.states.internal.jsonpath.PathExpression;
import io.github.emrlaunch.states.internal.query.Amount;
import io.github.emrlaunch.states.internal.query.DataFlow;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.QueryLanguage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses one state. */
final class StateParser {
    private final QueryLanguage language;
    private final FlowParser flows;
    private final GraphParser graphs;
    private final Targets targets;
    private final ErrorHandlingParser errors;

    StateParser(QueryLanguage language, FlowParser flows, GraphParser graphs, Targets targets) {
        this.language = language;
        this.flows = flows;
        this.graphs = graphs;
        this.targets = targets;
        this.errors = new ErrorHandlingParser(language, flows, targets);
    }

    State parse(String name, Fields fields) {
        String type = fields.requiredText("Type");
        StateFields.check(fields, type, language);
        fields.text("Comment");
        return switch (type) {
            case "Task" -> task(name, fields);
            case "Parallel" -> parallel(name, fields);
            case "Map" -> new MapParser(language, flows, graphs, targets, errors).parse(name, fields);
            case "Pass" -> pass(name, fields);
            case "Wait" -> wait(name, fields);
            case "Choice" -> choice(name, fields);
            case "Succeed" -> new State.Succeed(name, flows.flow(fields, null, FlowParser.NOTHING_MORE));
            case "Fail" -> new State.Fail(name, failText(fields, "Error"), failText(fields, "Cause"));
            default -> throw new IllegalArgumentException(type);
        };
    }

    private State task(String name, Fields fields) {
        String resource = fields.requiredText("Resource");
        if (!resource.startsWith("arn:")) {
            throw fields.invalid("Resource", "Value is not a valid resource ARN, got: " + resource);
        }
        if (graphs.express()) {
            refusePattern(fields, resource, ".sync");
            refusePattern(fields, resource, ".waitForTaskToken");
        }
        Amount timeout = flows.integer(fields, "TimeoutSeconds", 1, Limits.MAXIMUM_SECONDS);
        Amount heartbeat = flows.integer(fields, "HeartbeatSeconds", 1, Limits.MAXIMUM_SECONDS);
        requireSmallerHeartbeat(fields);
        return new State.Task(
                name,
                flows.flow(fields, "Parameters", FlowParser.RESULT),
                flows.assignments(fields, "", FlowParser.RESULT),
                resource,
                timeout,
                heartbeat,
                credentials(fields),
                errors.parse(fields),
                targets.next(fields));
    }

    private static void refusePattern(Fields fields, String resource, String pattern) {
        if (resource.replaceFirst(":\\d+$", "").endsWith(pattern)) {
            throw fields.invalid(
                    "Resource",
                    "Express state machine does not support '%s' service integration".formatted(pattern)
                            // Recorded on AWS.
                            + (pattern.equals(".sync") ? "" : " "));
        }
    }

    private static void requireSmallerHeartbeat(Fields fields) {
        JsonNode timeout = fields.get("TimeoutSeconds");
        JsonNode heartbeat = fields.get("HeartbeatSeconds");
        if (timeout != null
                && heartbeat != null
                && timeout.isNumber()
                && heartbeat.isNumber()
                && heartbeat.intValue() >= timeout.intValue()) {
            throw fields.invalid("HeartbeatSeconds", "must be less than TimeoutSeconds, got: " + heartbeat);
        }
    }

    private @Nullable Expression credentials(Fields fields) {
        if (!fields.has("Credentials")) {
            return null;
        }
        Fields credentials = fields.object("Credentials");
        if (!credentials.has("RoleArn") && !credentials.has("RoleArn.$")) {
            throw credentials.invalid("The field 'RoleArn' is required but was missing");
        }
        return flows.template(fields, "Credentials", FlowParser.NOTHING_MORE);
    }

    private State parallel(String name, Fields fields) {
        List<StateGraph> branches = new ArrayList<>();
        for (Fields branch : fields.someObjects("Branches")) {
            branch.allow(Set.of("StartAt", "States", "Comment"));
            branches.add(graphs.parseScope(branch));
        }
        return new State.Parallel(
                name,
                flows.flow(fields, "Parameters", FlowParser.RESULT),
                flows.assignments(fields, "", FlowParser.RESULT),
                branches,
                errors.parse(fields),
                targets.next(fields));
    }

    private State pass(String name, Fields fields) {
        JsonNode result = fields.get("Result");
        return new State.Pass(
                name,
                flows.flow(fields, flows.jsonata() ? null : "Parameters", FlowParser.NOTHING_MORE),
                flows.assignments(fields, "", FlowParser.NOTHING_MORE),
                result == null ? null : Expression.constant(result),
                targets.next(fields));
    }

    private State wait(String name, Fields fields) {
        fields.requireExactlyOne("SecondsPath", "Seconds", "TimestampPath", "Timestamp");
        return new State.Wait(
                name,
                flows.flow(fields, null, FlowParser.NOTHING_MORE),
                flows.assignments(fields, "", FlowParser.NOTHING_MORE),
                wakeUp(fields),
                targets.next(fields));
    }

    private State.WakeUp wakeUp(Fields fields) {
        Amount seconds = flows.integer(fields, "Seconds", 0, Limits.MAXIMUM_SECONDS);
        if (seconds != null) {
            return (scope, entered) -> entered.plusSeconds(seconds.evaluateInt(scope));
        }
        String field = fields.has("Timestamp") ? "Timestamp" : "TimestampPath";
        Expression timestamp = timestamp(fields, field);
        return (scope, entered) -> {
            JsonNode value = timestamp.evaluate(scope);
            Instant instant = Timestamps.parse(value);
            if (instant == null) {
                throw flows.unexpected(field, timestamp, "a time such as 2026-01-31T06:00:00Z", value);
            }
            return instant;
        };
    }

    private Expression timestamp(Fields fields, String field) {
        if (field.equals("TimestampPath")) {
            return flows.referencePath(fields, field);
        }
        JsonNode value = fields.required(field);
        if (flows.jsonata() && value.isTextual() && JsonataExpression.isExpression(value.textValue())) {
            return flows.text(fields, field);
        }
        if (Timestamps.parse(value) == null) {
            throw fields.invalid(field, "String does not match RFC3339 timestamp, got: " + JsonValues.text(value));
        }
        return Expression.constant(value);
    }

    private State choice(String name, Fields fields) {
        DataFlow flow = flows.flow(fields, null, FlowParser.NOTHING_MORE);
        List<State.ChoiceBranch> choices = new ArrayList<>();
        List<Fields> rules = fields.someObjects("Choices");
        for (int i = 0; i < rules.size(); i++) {
            Fields rule = rules.get(i);
            String field = "Choices[" + i + "]";
            choices.add(new State.ChoiceBranch(
                    condition(rule, field),
                    flows.ruleFlow(rule, field, flow),
                    flows.assignments(rule, field + "/", FlowParser.NOTHING_MORE),
                    targets.required(rule, "Next")));
        }
        return new State.Choice(
                name,
                flow,
                flows.assignments(fields, "", FlowParser.NOTHING_MORE),
                choices,
                fields.has("Default") ? targets.required(fields, "Default") : null);
    }

    private State.Condition condition(Fields rule, String field) {
        if (!flows.jsonata()) {
            ChoiceRule parsed = ChoiceRuleParser.parse(rule);
            return parsed::test;
        }
        StateFields.check(rule, Set.of("Comment", "Condition", "Next", "Assign", "Output"), language);
        JsonNode condition = rule.required("Condition");
        if (!condition.isBoolean() && !condition.isTextual()) {
            throw rule.invalid("Condition", "Expected a JSONata expression or a boolean, got: " + condition);
        }
        Expression expression = flows.template(rule, "Condition", FlowParser.NOTHING_MORE, field + "/");
        if (expression == null) {
            throw new IllegalStateException("A field that is required is there");
        }
        return scope -> {
            JsonNode value = expression.evaluate(scope);
            if (!value.isBoolean()) {
                throw flows.unexpected(field + "/Condition", expression, "boolean", value);
            }
            return value.booleanValue();
        };
    }

    private State.@Nullable FailText failText(Fields fields, String field) {
        String pathField = field + "Path";
        fields.requireOneAtMost(field, pathField);
        if (!fields.has(field) && !fields.has(pathField)) {
            return null;
        }
        String present = fields.has(field) ? field : pathField;
        Expression text = fields.has(pathField) ? failPath(fields, pathField) : fixedText(fields, field);
        return scope -> {
            JsonNode value = text.evaluate(scope);
            if (!value.isTextual()) {
                throw flows.unexpected(present, text, flows.jsonata() ? "string" : "a string", value);
            }
            return value.textValue();
        };
    }

    private Expression fixedText(Fields fields, String field) {
        fields.text(field);
        return flows.jsonata() ? flows.text(fields, field) : Expression.constant(fields.required(field));
    }

    private Expression failPath(Fields fields, String field) {
        JsonNode path = fields.required(field);
        boolean call = path.isTextual() && path.textValue().startsWith("States.");
        return call ? PathExpression.parse(field, path, fields.location(field)) : flows.referencePath(fields, field);
    }
}
