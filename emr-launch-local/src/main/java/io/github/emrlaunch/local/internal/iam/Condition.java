package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One key of a statement's {@code Condition} element.
 *
 * @param quantifier {@code ForAllValues}, {@code ForAnyValue} or empty
 * @param operator without quantifier and {@code IfExists}
 * @param ifExists whether it holds for a request without the key
 * @param given the values of which one has to fit
 */
record Condition(String quantifier, String operator, boolean ifExists, String key, List<String> given) {
    private static final Pattern NAME = Pattern.compile("(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?");
    private static final String NULL = "Null";
    private static final String ALL = "ForAllValues";
    private static final String ANY = "ForAnyValue";

    Condition {
        given = List.copyOf(given);
    }

    static List<Condition> parse(JsonNode element) throws MalformedPolicyException {
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : element.properties()) {
            Matcher name = NAME.matcher(operator.getKey());
            if (!name.matches() || !isKnown(name.group(2))) {
                throw new MalformedPolicyException("there is no condition operator '" + operator.getKey() + "'");
            }
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                conditions.add(new Condition(
                        name.group(1) == null ? "" : name.group(1),
                        name.group(2),
                        name.group(3) != null,
                        key.getKey(),
                        Statement.strings(key.getValue())));
            }
        }
        return conditions;
    }

    private static boolean isKnown(String operator) {
        return operator.equals(NULL)
                || ConditionOperator.SUPPORTED.containsKey(operator)
                || ConditionOperator.UNSUPPORTED.contains(operator);
    }

    /**
     * Whether a request fulfills the condition.
     *
     * @throws AwsException when the stand-in doesn't know how to compare
     */
    boolean holds(RequestContext context) {
        List<String> values = context.values(key);
        if (operator.equals(NULL)) {
            return given.contains(Boolean.toString(values.isEmpty()));
        }
        ConditionOperator comparison = ConditionOperator.SUPPORTED.get(operator);
        if (comparison == null) {
            throw AwsException.client(
                    "UnsupportedPolicyException",
                    "The stand-in cannot tell whether the condition " + operator + " of " + key
                            + " holds; it supports Null and "
                            + ConditionOperator.SUPPORTED.keySet().stream()
                                    .sorted()
                                    .toList());
        }
        if (values.isEmpty()) {
            return ifExists || quantifier.equals(ALL) || (comparison.negated() && !quantifier.equals(ANY));
        }
        return quantifier.equals(ALL)
                ? values.stream().allMatch(value -> comparison.passes(given, value, context))
                : values.stream().anyMatch(value -> comparison.passes(given, value, context));
    }
}
