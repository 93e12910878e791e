package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.InputMembers;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import io.github.emrlaunch.definitions.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Checks the input of a job function before it is started, by the rules of its state machine. */
final class JobInputCheck {
    static final String OVERRIDES = "JobRunOverrides";

    private final Map<String, OverrideRule> allowed;

    JobInputCheck(ServerlessJobFunctionDefinition jobFunction) {
        this.allowed = jobFunction.allowedOverrides();
    }

    void check(ObjectNode input) {
        InputMembers.requireNotMisspelt(input, List.of(OVERRIDES), "job function");
        JsonNode overrides = input.path(OVERRIDES);
        if (overrides.isMissingNode() || overrides.isNull()) {
            return;
        }
        if (!overrides.isObject()) {
            throw new InvalidLaunchInputException(
                    "'%s' must be an object, such as {\"Executors\": 4}, got: %s".formatted(OVERRIDES, overrides));
        }
        overrides.properties().forEach(override -> {
            String violation = rule(override.getKey()).violation(override.getValue());
            if (violation != null) {
                throw new InvalidOverrideException("'%s.%s' %s".formatted(OVERRIDES, override.getKey(), violation));
            }
        });
    }

    Map<String, JsonNode> parse(Map<String, String> typed) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        typed.forEach((name, text) -> values.put(name, parse(rule(name), text)));
        return values;
    }

    private static JsonNode parse(OverrideRule rule, String text) {
        if (rule.valueType() == ValueType.STRING) {
            return TextNode.valueOf(text);
        }
        try {
            return Json.parse(text);
        } catch (InvalidDefinitionException e) {
            return TextNode.valueOf(text);
        }
    }

    private OverrideRule rule(String name) {
        OverrideRule rule = allowed.get(name);
        if (rule == null) {
            throw new InvalidOverrideException("Override '%s' is not allowed by this job function. Allowed: %s"
                    .formatted(name, allowed.isEmpty() ? "none" : String.join(", ", new TreeSet<>(allowed.keySet()))));
        }
        return rule;
    }
}
