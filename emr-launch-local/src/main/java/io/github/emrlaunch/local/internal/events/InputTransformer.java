package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template with values of an event, see <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">input transformation</a>. A
 * string value is quoted when its variable is not inside a string. Values are not escaped, so a quote in a string of the event makes
 * the JSON invalid or changes its meaning.
 */
final class InputTransformer {
    private static final int MAX_VARIABLES = 100;
    private static final int MAX_TEMPLATE = 8192;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z0-9._-]+)>");
    private static final Set<String> PREDEFINED = Set.of(
            "aws.events.rule-arn",
            "aws.events.rule-name",
            "aws.events.event.ingestion-time",
            "aws.events.event",
            "aws.events.event.json");
    /** The value of variables during the check of a template. */
    private static final String SAMPLE = "\uE000";

    private final Map<String, EventPath> paths = new TreeMap<>();
    private final String template;

    /**
     * Parses a transformer in the format of CloudFormation.
     *
     * @throws IllegalArgumentException with the part that PutTargets rejects
     */
    InputTransformer(String target, JsonNode transformer) {
        JsonNode map = transformer.path("InputPathsMap");
        if (map.size() > MAX_VARIABLES) {
            throw new IllegalArgumentException("InputPathsMap for target " + target + " has more than " + MAX_VARIABLES
                    + " variables: " + map.size());
        }
        map.properties().forEach(variable -> paths.put(name(variable.getKey()), path(variable)));
        this.template = AwsJson.text(transformer, "InputTemplate", "");
        if (template.isEmpty() || template.length() > MAX_TEMPLATE) {
            throw new IllegalArgumentException("InputTemplate for target " + target + " must have from 1 to "
                    + MAX_TEMPLATE + " characters, got " + template.length());
        }
        checkPlaceholders(target);
        checkJson(target);
    }

    private static String name(String variable) {
        if (!VARIABLE.matcher(variable).matches()
                || variable.toLowerCase(Locale.ROOT).startsWith("aws.")) {
            throw new IllegalArgumentException(
                    "InputPathsMap: a variable has letters, digits, - and _, got: " + variable);
        }
        return variable;
    }

    private static EventPath path(Map.Entry<String, JsonNode> variable) {
        try {
            return EventPath.parse(variable.getValue().asText());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("InputPathsMap." + variable.getKey() + ": " + e.getMessage(), e);
        }
    }

    private void checkPlaceholders(String target) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (!paths.containsKey(name) && !PREDEFINED.contains(name)) {
                throw new IllegalArgumentException(
                        "InputTemplate for target " + target + " contains invalid placeholder " + name + ".");
            }
        }
    }

    private void checkJson(String target) {
        String sample = filled((variable, quoted) -> quoted ? SAMPLE : "0");
        if (!isValid(sample)) {
            throw new IllegalArgumentException("Invalid InputTemplate for target " + target + " : " + template);
        }
        if (isObject()
                && Pattern.compile("\"[^\"]*" + SAMPLE + "[^\"]*\"\\s*:")
                        .matcher(sample)
                        .find()) {
            throw new IllegalArgumentException(
                    "InputTemplate for target " + target + ": a placeholder cannot be an object key: " + template);
        }
    }

    /**
     * Returns the result of the template for an event.
     *
     * @throws AwsException when the result is not JSON: the invocation has then failed
     */
    String of(JsonNode event, Rule rule) {
        String text = filled((variable, quoted) -> written(value(variable, event, rule), quoted));
        if (!isValid(text)) {
            throw AwsException.validation("The input transformer made what is not JSON: " + text);
        }
        return text;
    }

    private String filled(BiFunction<String, Boolean, String> values) {
        StringBuilder result = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int position = 0;
        while (placeholder.find()) {
            result.append(template, position, placeholder.start());
            result.append(values.apply(placeholder.group(1), isQuoted(placeholder.start())));
            position = placeholder.end();
        }
        return result.append(template.substring(position)).toString();
    }

    private JsonNode value(String name, JsonNode event, Rule rule) {
        return switch (name) {
            case "aws.events.rule-arn" -> TextNode.valueOf(rule.arn());
            case "aws.events.rule-name" -> TextNode.valueOf(rule.name());
            case "aws.events.event.ingestion-time" -> event.path("time");
            case "aws.events.event" -> withoutDetail(event);
            case "aws.events.event.json" -> event;
            default -> Objects.requireNonNull(paths.get(name), name).of(event);
        };
    }

    /** Returns the envelope without the detail. Recorded responses of EventBridge have another name for {@code detail-type} here. */
    private static JsonNode withoutDetail(JsonNode event) {
        ObjectNode envelope = AwsJson.object();
        event.properties().stream()
                .filter(member -> !member.getKey().equals("detail"))
                .forEach(member -> envelope.set(
                        member.getKey().equals("detail-type") ? "detailType" : member.getKey(), member.getValue()));
        return envelope;
    }

    private String written(JsonNode value, boolean quoted) {
        if (value.isMissingNode() || value.isTextual()) {
            String text = value.asText();
            return quoted ? text : '"' + text + '"';
        }
        // Only a text template removes the quotes of values; in an object template, they end the string.
        return quoted && !isObject() ? value.toString().replace("\"", "") : value.toString();
    }

    private boolean isObject() {
        return template.stripLeading().startsWith("{");
    }

    /** Returns whether a result is valid. An object is one JSON document; a text is one or several strings, separated by white space. */
    private boolean isValid(String text) {
        return isObject() ? AwsJson.isDocument(text) : AwsJson.areDocuments(text);
    }

    private boolean isQuoted(int position) {
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
}
