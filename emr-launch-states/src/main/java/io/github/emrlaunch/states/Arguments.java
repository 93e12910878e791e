package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;

/** Reads the arguments of an intrinsic function. */
final class Arguments {
    private Arguments() {}

    static JsonNode require(List<JsonNode> arguments, int index, Predicate<JsonNode> check, String expected) {
        JsonNode argument = arguments.get(index);
        if (!check.test(argument)) {
            throw new IllegalArgumentException(
                    "argument %d must be %s, got: %s".formatted(index + 1, expected, Json.text(argument)));
        }
        return argument;
    }

    static String string(List<JsonNode> arguments, int index) {
        return require(arguments, index, JsonNode::isTextual, "a string").textValue();
    }

    /** A number, rounded to the nearest integer. */
    static BigInteger integer(List<JsonNode> arguments, int index) {
        return Numbers.round(
                require(arguments, index, JsonNode::isNumber, "a number").decimalValue());
    }
}
