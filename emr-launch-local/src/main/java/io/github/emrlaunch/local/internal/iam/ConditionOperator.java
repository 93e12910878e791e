package io.github.emrlaunch.local.internal.iam;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a condition compares, see <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">condition
 * operators</a>.
 *
 * @param negated whether it holds when no value fits
 */
record ConditionOperator(Comparison comparison, boolean negated) {
    /** Whether a value of the request fits one that the policy gives. */
    @FunctionalInterface
    interface Comparison {
        boolean fits(String given, String value, RequestContext context);
    }

    private static final Comparison EQUALS =
            (given, value, context) -> exact(given).matchesText(value, context);
    private static final Comparison EQUALS_IGNORE_CASE = (given, value, context) -> given.equalsIgnoreCase(value);
    private static final Comparison LIKE = (given, value, context) -> new Glob(given).matchesText(value, context);
    private static final Comparison ARN = (given, value, context) -> new Glob(given).matchesArn(value, context);

    static final Map<String, ConditionOperator> SUPPORTED = Map.ofEntries(
            Map.entry("StringEquals", new ConditionOperator(EQUALS, false)),
            Map.entry("StringNotEquals", new ConditionOperator(EQUALS, true)),
            Map.entry("StringEqualsIgnoreCase", new ConditionOperator(EQUALS_IGNORE_CASE, false)),
            Map.entry("StringNotEqualsIgnoreCase", new ConditionOperator(EQUALS_IGNORE_CASE, true)),
            Map.entry("StringLike", new ConditionOperator(LIKE, false)),
            Map.entry("StringNotLike", new ConditionOperator(LIKE, true)),
            Map.entry("ArnEquals", new ConditionOperator(ARN, false)),
            Map.entry("ArnNotEquals", new ConditionOperator(ARN, true)),
            Map.entry("ArnLike", new ConditionOperator(ARN, false)),
            Map.entry("ArnNotLike", new ConditionOperator(ARN, true)),
            Map.entry("Bool", new ConditionOperator(EQUALS_IGNORE_CASE, false)));

    /** Operators of IAM that compare what no condition key here has: numbers, moments, addresses, bytes. */
    static final Set<String> UNSUPPORTED = Set.of(
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
            "BinaryEquals",
            "IpAddress",
            "NotIpAddress");

    /** Whether a value passes: one of those given fits, or none when that is what is asked. */
    boolean passes(List<String> given, String value, RequestContext context) {
        return negated != given.stream().anyMatch(one -> comparison.fits(one, value, context));
    }

    /** A text in which only variables mean something else than they say. */
    private static Glob exact(String text) {
        return new Glob(text.replaceAll("(?<!\\$\\{)([*?])", "\\${$1}"));
    }
}
