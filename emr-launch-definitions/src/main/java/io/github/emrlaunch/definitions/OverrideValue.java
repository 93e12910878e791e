package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;

/** Compares and formats values of executions in the same way as JSONata. */
final class OverrideValue {
    private static final MathContext DIGITS = new MathContext(15);
    private static final int MIN_PLAIN_EXPONENT = -6;
    private static final int MAX_PLAIN_EXPONENT = 20;

    private OverrideValue() {}

    /** Returns whether two strings, numbers or booleans are equal; numbers are compared as doubles. */
    static boolean same(JsonNode one, JsonNode other) {
        return (one.isNumber() && other.isNumber()) ? one.doubleValue() == other.doubleValue() : one.equals(other);
    }

    /** Returns a copy of a value with integers in integer form, because EMR does not accept 4.0 as an integer. */
    static JsonNode toApply(JsonNode value) {
        return ValueType.INTEGER.matches(value) ? Json.of(value.longValue()) : value.deepCopy();
    }

    /** Formats a value for a message: a string in quotes, truncated if it is long; for lists and objects only their type. */
    static String inWords(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        if (value.isArray()) {
            return ValueType.LIST.description();
        }
        if (value.isObject()) {
            return ValueType.OBJECT.description();
        }
        if (value.isTextual()) {
            return '"' + cut(value.textValue()) + '"';
        }
        return value.isNumber() ? number(value.doubleValue()) : value.asText();
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= OverrideRule.MAX_QUOTED
                ? text
                : text.substring(0, text.offsetByCodePoints(0, OverrideRule.MAX_QUOTED)) + "…";
    }

    /**
     * Formats a number as {@code $string} does: 15 digits, and exponents as in JavaScript.
     *
     * @see <a href="https://docs.jsonata.org/string-functions#string">$string</a>
     */
    private static String number(double number) {
        if (!Double.isFinite(number)) {
            return "a number out of range";
        }
        BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (rounded.signum() == 0 || (exponent >= MIN_PLAIN_EXPONENT && exponent <= MAX_PLAIN_EXPONENT)) {
            return rounded.toPlainString();
        }
        BigDecimal mantissa = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros();
        return "%se%+d".formatted(mantissa.toPlainString(), exponent);
    }
}
