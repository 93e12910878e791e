package io.github.emrlaunch.core.internal;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.TextPattern;
import io.github.emrlaunch.definitions.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of overrides as JSONata, for state machines that check the input of an execution. They allow the same values as
 * {@link OverrideRule#violation} and produce the same messages.
 *
 * <p>The expressions have a value for each JSON value: each condition is nested in the condition that it depends on, by {@code ? :}, which
 * evaluates only one branch. The exception is a number outside of the range of a double, such as {@code 1e400}, on which JSONata functions
 * fail:
 * a state that checks numbers needs a Catch field.
 */
public final class OverrideConditions {
    /** Formats a value for a message: a string in quotes, truncated if it is long; for lists and objects only their type. */
    private static final String IN_WORDS =
            ("$inWords := function($v) {$type($v) = 'string' ? '\"' & $cut($v) & '\"' : $type($v) = 'array' ? '%s' : "
                            + "$type($v) = 'object' ? '%s' : $exists($v) ? $string($v) : 'nothing'}")
                    .formatted(ValueType.LIST.description(), ValueType.OBJECT.description());

    private static final String CUT =
            "$cut := function($text) {$length($text) > %1$d ? $substring($text, 0, %1$d) & '…' : $text}"
                    .formatted(OverrideRule.MAX_QUOTED);

    private OverrideConditions() {}

    /**
     * Returns an expression for the violation of a value, {@code must be …, got: …}, an empty string if the value is allowed.
     *
     * @param rule the rule, which may have tokens in its prefix and its allowed values
     * @param variable the variable with the value, such as {@code $value}; it may be undefined
     */
    public static String violation(OverrideRule rule, String variable) {
        return "(%s; %s; %s)".formatted(CUT, IN_WORDS, check(rule, variable));
    }

    private static String check(OverrideRule rule, String variable) {
        String message = "must be %s, got: ".formatted(rule.constraint());
        return "%s ? '' : %s & $inWords(%s)".formatted(allOf(conditions(rule, variable)), text(message), variable);
    }

    /**
     * Returns an expression for the violation of overrides by name, {@code 'JobRunOverrides.Executors' must be …, got: …}, an empty
     * string if all are allowed.
     *
     * @param path the name of the overrides in messages, such as {@code JobRunOverrides}
     * @param rules the rules by name; may be empty
     * @param variable the variable with the overrides, such as {@code $given}; it may have any value or be undefined
     */
    public static String violation(String path, Map<String, OverrideRule> rules, String variable) {
        List<String> checks = new ArrayList<>();
        rules.forEach((name, rule) -> checks.add(
                "($value := $lookup(%s, %s); $wrong := $exists($value) ? (%s) : ''; $wrong = '' ? '' : %s & $wrong)"
                        .formatted(
                                variable, text(name), check(rule, "$value"), text("'%s.%s' ".formatted(path, name)))));
        return ("(%1$s; %2$s; $type(%3$s) != 'object' ? %4$s & $inWords(%3$s) : "
                        + "($unknown := $filter($keys(%3$s), function($name) {$not($name in %5$s)})[0]; "
                        + "$wrong := $filter([%6$s], function($one) {$one != ''})[0]; "
                        + "$exists($unknown) ? %7$s & $cut($unknown) & %8$s : $exists($wrong) ? $wrong : ''))")
                .formatted(
                        CUT,
                        IN_WORDS,
                        variable,
                        text("'%s' must be an object, got: ".formatted(path)),
                        quote(Json.of(rules.keySet())),
                        String.join(", ", checks),
                        text("'%s.".formatted(path)),
                        text("' is not an override. Overrides: "
                                + (rules.isEmpty() ? "none" : String.join(", ", rules.keySet()))));
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
            // The length of a value that is known only at deployment is computed by the state machine.
            String prefix = text(rule.prefix());
            conditions.add("$substring(%s, 0, $length(%s)) = %s".formatted(value, prefix, prefix));
        }
        if (rule.pattern() != null) {
            conditions.add("$not($contains(%s, /%s/))".formatted(value, TextPattern.EXCLUDED_CHARACTER));
            // JSONata fails if an expression matches an empty string, so a character is appended.
            conditions.add("$contains(%s & '.', /^(?:%s)\\.$/)"
                    .formatted(value, rule.pattern().expression()));
        }
        if (rule.isPath()) {
            conditions.add(
                    "$not($contains(%s, /%s/))".formatted(value, OverrideRule.PATH_ELSEWHERE.replace("/", "\\/")));
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
}
