package io.github.emrlaunch.core.internal;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.TextPattern;
import io.github.emrlaunch.definitions.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of overrides as JSONata, for state machines that check what an execution gives. They allow the same values as
 * {@link OverrideRule#violation} and say the same of others.
 *
 * <p>The expressions have a value for each JSON value: each condition stands within the one that it needs, by {@code ? :}, which
 * evaluates one side only. The exception is a number that no double holds, such as {@code 1e400}, which no function of JSONata takes:
 * a state that checks numbers needs a Catch.
 */
public final class OverrideConditions {
    private OverrideConditions() {}

    /**
     * An expression for what is wrong with a value, {@code must be …, got: …}; it is an empty string when the value is allowed.
     *
     * @param rule may hold tokens in its prefix and its allowed values
     * @param variable the variable that has the value, such as {@code $value}; it may be undefined
     */
    public static String violation(OverrideRule rule, String variable) {
        String message = "must be %s, got: ".formatted(rule.constraint());
        return "(%s ? '' : %s & %s)".formatted(allOf(conditions(rule, variable)), text(message), inWords(variable));
    }

    private static List<String> conditions(OverrideRule rule, String value) {
        List<String> conditions = new ArrayList<>(ofType(rule.valueType(), value));
        if (!rule.allowedValues().isEmpty()) {
            conditions.add("%s in [%s]"
                    .formatted(
                            value,
                            rule.allowedValues().stream()
                                    .map(OverrideConditions::literal)
                                    .collect(Collectors.joining(", "))));
        }
        if (rule.minimum() != null || rule.maximum() != null) {
            conditions.addAll(ofType(ValueType.NUMBER, value));
        }
        if (rule.minimum() != null) {
            conditions.add("%s >= %s".formatted(value, rule.minimum().toPlainString()));
        }
        if (rule.maximum() != null) {
            conditions.add("%s <= %s".formatted(value, rule.maximum().toPlainString()));
        }
        if (rule.prefix() != null || rule.pattern() != null) {
            conditions.addAll(ofType(ValueType.STRING, value));
        }
        if (rule.prefix() != null) {
            // The length of what only the deployment knows is known to the machine only.
            String prefix = text(rule.prefix());
            conditions.add("$substring(%s, 0, $length(%s)) = %s".formatted(value, prefix, prefix));
        }
        if (rule.pattern() != null) {
            conditions.add("$not($contains(%s, /%s/))".formatted(value, TextPattern.EXCLUDED_CHARACTER));
            // JSONata fails where an expression matches nothing, so something follows.
            conditions.add("$contains(%s & '.', /^(?:%s)\\.$/)"
                    .formatted(value, rule.pattern().expression()));
        }
        if (rule.isPath()) {
            conditions.add("$not($contains('/' & %s & '/', '/../'))".formatted(value));
        }
        return conditions.stream().distinct().toList();
    }

    private static List<String> ofType(@Nullable ValueType type, String value) {
        if (type == null) {
            return List.of("$exists(%s)".formatted(value), "%s != null".formatted(value));
        }
        return switch (type) {
            case STRING -> List.of(isOf("string", value));
            case BOOLEAN -> List.of(isOf("boolean", value));
            case LIST -> List.of(isOf("array", value));
            case OBJECT -> List.of(isOf("object", value));
            case NUMBER -> List.of(isOf("number", value));
            case INTEGER ->
                List.of(
                        isOf("number", value),
                        "$floor(%s) = %s".formatted(value, value),
                        "$abs(%s) <= %d".formatted(value, ValueType.MAX_INTEGER));
        };
    }

    private static String isOf(String type, String value) {
        return "$type(%s) = '%s'".formatted(value, type);
    }

    private static String allOf(List<String> conditions) {
        String all = "true";
        for (int i = conditions.size() - 1; i >= 0; i--) {
            all = i == conditions.size() - 1
                    ? conditions.get(i)
                    : "(%s ? %s : false)".formatted(conditions.get(i), all);
        }
        return all;
    }

    private static String literal(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : quote(value);
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }

    private static String inWords(String value) {
        return ("($type(%1$s) = 'string' ? '\"' & ($length(%1$s) > %2$d ? $substring(%1$s, 0, %2$d) & '…' : %1$s) & '\"' : "
                        + "$type(%1$s) = 'array' ? '%3$s' : $type(%1$s) = 'object' ? '%4$s' : "
                        + "$exists(%1$s) ? $string(%1$s) : 'nothing')")
                .formatted(
                        value, OverrideRule.MAX_QUOTED, ValueType.LIST.description(), ValueType.OBJECT.description());
    }
}
