package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.json.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/** Reads the arguments of an intrinsic function. */
final class Arguments {
    /** The maximum number of digits. More could exhaust the memory. */
    private static final int MAXIMUM_DIGITS = 1000;

    private Arguments() {}

    static JsonNode require(List<JsonNode> arguments, int index, Predicate<JsonNode> check, String expected) {
        JsonNode argument = arguments.get(index);
        if (!check.test(argument)) {
            throw new IllegalArgumentException(
                    "argument %d must be %s, got: %s".formatted(index + 1, expected, JsonValues.text(argument)));
        }
        return argument;
    }

    static String string(List<JsonNode> arguments, int index) {
        return require(arguments, index, JsonNode::isTextual, "a string").textValue();
    }

    /** Returns a number, rounded to the nearest integer. */
    static BigInteger integer(List<JsonNode> arguments, int index) {
        BigDecimal number =
                require(arguments, index, JsonNode::isNumber, "a number").decimalValue();
        if (number.precision() - number.scale() > MAXIMUM_DIGITS || number.scale() > MAXIMUM_DIGITS) {
            throw new IllegalArgumentException(
                    "argument %d must have fewer than %d digits, got: %s".formatted(index + 1, MAXIMUM_DIGITS, number));
        }
        return Numbers.round(number);
    }
}
