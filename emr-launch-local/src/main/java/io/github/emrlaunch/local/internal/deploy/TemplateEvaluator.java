package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html">intrinsic
 * functions</a>.
 */
final class TemplateEvaluator {
    /** A variable of {@code Fn::Sub}, or with an exclamation mark a literal. */
    static final Pattern VARIABLE_OR_LITERAL = Pattern.compile("\\$\\{(!?)([^}]+)}");

    private final Functions functions;

    TemplateEvaluator(JsonNode template, References references) {
        this.functions = new Functions(template, references, this::value);
    }

    /** Returns whether a condition of the template is true. */
    boolean condition(String name, String path) {
        return functions.condition(name, path);
    }

    /**
     * Returns the value of an expression.
     *
     * @param path the location in the template, for errors
     * @return a missing node for {@code AWS::NoValue}
     */
    JsonNode value(JsonNode expression, String path) {
        if (expression.isObject()) {
            if (expression.size() == 1) {
                Map.Entry<String, JsonNode> only =
                        expression.properties().iterator().next();
                if (isFunction(only)) {
                    return resolved(functions.call(only.getKey(), only.getValue(), path + "." + only.getKey()), path);
                }
            }
            return object(expression, path);
        }
        if (expression.isArray()) {
            ArrayNode array = AwsJson.array();
            for (int i = 0; i < expression.size(); i++) {
                JsonNode element = value(expression.get(i), path + "[" + i + "]");
                if (!element.isMissingNode()) {
                    array.add(element);
                }
            }
            return array;
        }
        return resolved(expression, path);
    }

    private JsonNode resolved(JsonNode value, String path) {
        return value.isTextual() ? TextNode.valueOf(functions.dynamic(value.asText(), path)) : value;
    }

    private JsonNode object(JsonNode expression, String path) {
        ObjectNode object = AwsJson.object();
        expression.properties().forEach(member -> {
            JsonNode value = value(member.getValue(), path + "." + member.getKey());
            if (!value.isMissingNode()) {
                object.set(member.getKey(), value);
            }
        });
        return object;
    }

    /** Returns a value that must be a text or a number. */
    String text(JsonNode expression, String path) {
        JsonNode value = value(expression, path);
        if (!value.isValueNode()) {
            throw new DeploymentException(path + ": a text is required here, got " + value.getNodeType());
        }
        return value.asText();
    }

    /** Returns the logical ids that an expression refers to. */
    static Set<String> references(JsonNode expression) {
        Set<String> references = new LinkedHashSet<>();
        collect(expression, references);
        return references;
    }

    private static void collect(JsonNode node, Set<String> references) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                JsonNode argument = member.getValue();
                switch (member.getKey()) {
                    case "Ref" -> references.add(argument.asText());
                    case "Fn::GetAtt" ->
                        references.add(
                                argument.isArray()
                                        ? argument.path(0).asText()
                                        : argument.asText().split("\\.", 2)[0]);
                    case "Fn::Sub" -> {
                        String text = argument.isArray() ? argument.path(0).asText() : argument.asText();
                        Matcher matcher = VARIABLE_OR_LITERAL.matcher(text);
                        while (matcher.find()) {
                            if (matcher.group(1).isEmpty()) {
                                references.add(matcher.group(2).split("\\.", 2)[0]);
                            }
                        }
                        collect(argument, references);
                    }
                    default -> collect(argument, references);
                }
            });
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, references));
        }
    }

    private static boolean isFunction(Map.Entry<String, JsonNode> member) {
        String key = member.getKey();
        // A policy statement also has a member Condition, which is an object.
        return key.startsWith("Fn::")
                || (member.getValue().isTextual() && (key.equals("Ref") || key.equals("Condition")));
    }

    static JsonNode noValue() {
        return MissingNode.getInstance();
    }
}
