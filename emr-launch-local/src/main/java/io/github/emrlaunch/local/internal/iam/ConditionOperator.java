package io.github.emrlaunch.local.internal.iam;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * A condition operator, see <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">condition
 * operators</a>.
 *
 * @param negated whether the condition holds when no value matches
 * @param variables whether a value in a policy can contain variables
 * @param acceptable whether a value is valid in a policy
 */
record ConditionOperator(Comparison comparison, boolean negated, boolean variables, Predicate<String> acceptable) {

    /** Returns whether a value of the request matches a value in the policy. */
    @FunctionalInterface
    interface Comparison {
        boolean fits(Glob given, String value, RequestContext context);
    }

    private static final Map<String, ConditionOperator> OPERATORS = operators();

    private static Map<String, ConditionOperator> operators() {
        Map<String, ConditionOperator> table = new HashMap<>();
        pair(table, "StringEquals", "StringNotEquals", text(Glob::equalsText));
        pair(table, "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", text(Glob::equalsIgnoringCase));
        pair(table, "StringLike", "StringNotLike", text(Glob::matchesText));
        pair(table, "ArnEquals", "ArnNotEquals", text(Glob::matchesArn));
        pair(table, "ArnLike", "ArnNotLike", text(Glob::matchesArn));
        table.put("Bool", text(Glob::equalsIgnoringCase));
        pair(table, "IpAddress", "NotIpAddress", value(IpRange::parse, IpRange::contains));
        table.put("BinaryEquals", value(ConditionOperator::bytes, String::equals));
        ordered(table, "Numeric", ConditionOperator::number);
        ordered(table, "Date", PolicyDates::parse);
        return Map.copyOf(table);
    }

    private static void pair(Map<String, ConditionOperator> table, String name, String negation, ConditionOperator op) {
        table.put(name, op);
        table.put(negation, op.negation());
    }

    private static <T extends Comparable<T>> void ordered(
            Map<String, ConditionOperator> table, String type, Function<String, Optional<T>> parser) {
        pair(table, type + "Equals", type + "NotEquals", order(parser, sign -> sign == 0));
        table.put(type + "LessThan", order(parser, sign -> sign < 0));
        table.put(type + "LessThanEquals", order(parser, sign -> sign <= 0));
        table.put(type + "GreaterThan", order(parser, sign -> sign > 0));
        table.put(type + "GreaterThanEquals", order(parser, sign -> sign >= 0));
    }

    private static ConditionOperator text(Comparison comparison) {
        return new ConditionOperator(comparison, false, true, given -> true);
    }

    private static <T extends Comparable<T>> ConditionOperator order(
            Function<String, Optional<T>> parser, IntPredicate sign) {
        return new ConditionOperator(
                (given, value, context) -> {
                    Optional<T> left = parser.apply(value);
                    Optional<T> right = parser.apply(given.text());
                    return left.isPresent()
                            && right.isPresent()
                            && sign.test(left.get().compareTo(right.get()));
                },
                false,
                false,
                given -> parser.apply(given).isPresent());
    }

    /** Compares a parsed value of the policy with the text in the request. */
    private static <T> ConditionOperator value(Function<String, Optional<T>> parser, BiPredicate<T, String> fits) {
        return new ConditionOperator(
                (given, value, context) -> parser.apply(given.text())
                        .filter(parsed -> fits.test(parsed, value))
                        .isPresent(),
                false,
                false,
                given -> parser.apply(given).isPresent());
    }

    static Optional<ConditionOperator> find(String name) {
        return Optional.ofNullable(OPERATORS.get(name));
    }

    private ConditionOperator negation() {
        return new ConditionOperator(comparison, true, variables, acceptable);
    }

    boolean accepts(String given) {
        return acceptable.test(given);
    }

    /** Returns whether a value satisfies the operator: one of the values in the policy matches, or none for a negated operator. */
    boolean passes(List<Glob> given, String value, RequestContext context) {
        return negated != given.stream().anyMatch(one -> comparison.fits(one, value, context));
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns bytes in the canonical base64 encoding. */
    private static Optional<String> bytes(String base64) {
        try {
            return Optional.of(
                    Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
