package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;

/** Values that executions give, as JSONata compares and writes them. */
final class OverrideValue {
    private static final MathContext DIGITS = new MathContext(15);
    private static final int MIN_PLAIN_EXPONENT = -6;
    private static final int MAX_PLAIN_EXPONENT = 20;

    private OverrideValue() {}

    /** Whether two strings, numbers or booleans are equal; numbers are by their value as a double. */
    static boolean same(JsonNode one, JsonNode other) {
        return (one.isNumber() && other.isNumber()) ? one.doubleValue() == other.doubleValue() : one.equals(other);
    }

    /** A copy of a value in which an integer is written as one: EMR takes 4.0 for no integer. */
    static JsonNode toApply(JsonNode value) {
        return ValueType.INTEGER.matches(value) ? Json.of(value.longValue()) : value.deepCopy();
    }

    /** A value for a message: a string in quotes, cut where it is long; of lists and objects only what they are. */
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
     * A number as {@code $string} writes it: 15 digits, and the exponents of JavaScript.
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
