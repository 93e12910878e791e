package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target gets of an event: all of it, a part, a constant, or a text made of parts, see <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">input transformation</a>.
 */
final class TargetInput {
    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_-]+)|\\['([^']+)'\\]|\\[(\\d+)\\]");
    private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z0-9._-]+)>");

    private final JsonNode target;
    private final String ruleName;
    private final String ruleArn;

    /** @param target a target of a rule, as CloudFormation has it */
    TargetInput(JsonNode target, String ruleName, String ruleArn) {
        this.target = target;
        this.ruleName = ruleName;
        this.ruleArn = ruleArn;
    }

    /** The target's input: JSON, or a text that a template makes. */
    JsonNode of(JsonNode event) {
        if (target.has("InputTransformer")) {
            return transformed(target.get("InputTransformer"), event);
        }
        if (AwsJson.has(target, "Input")) {
            return parsed(target.get("Input").asText());
        }
        return AwsJson.has(target, "InputPath")
                ? at(event, target.get("InputPath").asText())
                : event;
    }

    private static JsonNode parsed(String text) {
        try {
            return AwsJson.parse(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    private JsonNode transformed(JsonNode transformer, JsonNode event) {
        String template = AwsJson.text(transformer, "InputTemplate", "");
        StringBuilder result = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int position = 0;
        while (placeholder.find()) {
            result.append(template.substring(position, placeholder.start()));
            JsonNode value = value(placeholder.group(1), transformer.path("InputPathsMap"), event);
            result.append(written(value, isQuoted(template, placeholder.start())));
            position = placeholder.end();
        }
        return parsed(result.append(template.substring(position)).toString());
    }

    private JsonNode value(String name, JsonNode paths, JsonNode event) {
        return switch (name) {
            case "aws.events.rule-arn" -> TextNode.valueOf(ruleArn);
            case "aws.events.rule-name" -> TextNode.valueOf(ruleName);
            case "aws.events.event.ingestion-time" -> event.path("time");
            case "aws.events.event", "aws.events.event.json" -> event;
            default -> at(event, AwsJson.text(paths, name, ""));
        };
    }

    /** A value in a text of the template is written as a part of that text, elsewhere as JSON. */
    private static String written(JsonNode value, boolean quoted) {
        if (value.isMissingNode()) {
            return quoted ? "" : "null";
        }
        if (!quoted) {
            return value.toString();
        }
        String text = TextNode.valueOf(value.isTextual() ? value.asText() : value.toString())
                .toString();
        return text.substring(1, text.length() - 1);
    }

    private static boolean isQuoted(String template, int position) {
        boolean quoted = false;
        for (int i = 0; i < position; i++) {
            if (template.charAt(i) == '\\') {
                i++;
            } else if (template.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return quoted;
    }

    /** The value at a path such as {@code $.detail.items[0]}. */
    private static JsonNode at(JsonNode event, String path) {
        if (!path.startsWith("$")) {
            return MissingNode.getInstance();
        }
        JsonNode value = event;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            if (step.group(3) != null) {
                value = value.path(Integer.parseInt(step.group(3)));
            } else {
                value = value.path(step.group(1) == null ? step.group(2) : step.group(1));
            }
        }
        return value;
    }
}
