package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of a statement's {@code Condition} element.
 *
 * @param quantifier {@code ForAllValues}, {@code ForAnyValue} or empty
 * @param operator the operator; null for {@code Null}
 * @param ifExists whether the condition holds for a request without the key
 * @param given the values in the policy, of which one must match
 */
record Condition(
        String quantifier, @Nullable ConditionOperator operator, boolean ifExists, String key, List<Glob> given) {
    private static final Pattern NAME = Pattern.compile("(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?");
    private static final String NULL = "Null";
    private static final String ALL = "ForAllValues";
    private static final String ANY = "ForAnyValue";

    Condition {
        given = List.copyOf(given);
    }

    /** Parses the element of a statement with known operators. */
    static List<Condition> parse(JsonNode element, boolean variables) {
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : element.properties()) {
            Matcher name = NAME.matcher(operator.getKey());
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                if (!name.matches()) {
                    throw new IllegalArgumentException(operator.getKey());
                }
                ConditionOperator found = name.group(2).equals(NULL)
                        ? null
                        : ConditionOperator.find(name.group(2)).orElseThrow();
                conditions.add(new Condition(
                        name.group(1) == null ? "" : name.group(1),
                        found,
                        name.group(3) != null,
                        key.getKey(),
                        Statement.strings(key.getValue()).stream()
                                .map(text -> new Glob(text, variables && found != null && found.variables()))
                                .toList()));
            }
        }
        return conditions;
    }

    /** Returns the problem with a value for an operator; empty when it is valid. */
    static Optional<String> problem(String operatorName, String value) {
        Matcher name = NAME.matcher(operatorName);
        if (!name.matches() || (name.group(2).equals(NULL) && name.group(3) != null)) {
            return Optional.of("there is no condition operator '" + operatorName + "'");
        }
        if (name.group(2).equals(NULL)) {
            return value.matches("(?i)true|false")
                    ? Optional.empty()
                    : Optional.of("Null is asked 'true' or 'false', got '" + value + "'");
        }
        Optional<ConditionOperator> operator = ConditionOperator.find(name.group(2));
        if (operator.isEmpty()) {
            return Optional.of("there is no condition operator '" + operatorName + "'");
        }
        return operator.get().accepts(value)
                ? Optional.empty()
                : Optional.of(operatorName + " cannot compare with '" + value + "'");
    }

    /** Returns whether a request satisfies the condition. */
    boolean holds(RequestContext context) {
        List<String> values = context.values(key);
        if (operator == null) {
            return given.stream()
                    .anyMatch(asked -> Boolean.toString(values.isEmpty()).equalsIgnoreCase(asked.text()));
        }
        ConditionOperator comparison = operator;
        if (values.isEmpty()) {
            return ifExists || quantifier.equals(ALL) || (comparison.negated() && !quantifier.equals(ANY));
        }
        return quantifier.equals(ALL)
                ? values.stream().allMatch(value -> comparison.passes(given, value, context))
                : values.stream().anyMatch(value -> comparison.passes(given, value, context));
    }

    /** Returns whether the request has all variables for a comparison. */
    boolean isResolvable(RequestContext context) {
        return context.values(key).isEmpty() || given.stream().allMatch(glob -> glob.isResolvable(context));
    }
}
