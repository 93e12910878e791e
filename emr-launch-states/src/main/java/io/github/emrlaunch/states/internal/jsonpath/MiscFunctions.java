package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.json.Numbers;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** The intrinsic functions for numbers and objects. */
final class MiscFunctions {
    private MiscFunctions() {}

    static JsonNode mathAdd(List<JsonNode> arguments) {
        return Numbers.node(Arguments.integer(arguments, 0).add(Arguments.integer(arguments, 1)));
    }

    /** Returns a random integer from the first number (inclusive) to the second (exclusive). */
    static JsonNode mathRandom(List<JsonNode> arguments) {
        long start = Arguments.integer(arguments, 0).longValueExact();
        long end = Arguments.integer(arguments, 1).longValueExact();
        if (start >= end) {
            throw new IllegalArgumentException(
                    "the start must be less than the end, got: %d, %d".formatted(start, end));
        }
        Random random = arguments.size() == 3
                ? new Random(Arguments.integer(arguments, 2).longValueExact())
                : new Random();
        return Numbers.node(BigInteger.valueOf(random.nextLong(start, end)));
    }

    /** Merges two objects. Only the shallow merge is supported; members of the second object take precedence. */
    static JsonNode jsonMerge(List<JsonNode> arguments) {
        JsonNode first = Arguments.require(arguments, 0, JsonNode::isObject, "an object");
        JsonNode second = Arguments.require(arguments, 1, JsonNode::isObject, "an object");
        JsonNode deep = Arguments.require(arguments, 2, JsonNode::isBoolean, "a boolean");
        if (deep.booleanValue()) {
            throw new IllegalArgumentException("argument 3 must be false: only shallow merging is supported");
        }
        ObjectNode merged = JsonValues.MAPPER.createObjectNode();
        merged.setAll((ObjectNode) first);
        merged.setAll((ObjectNode) second);
        return merged;
    }
}
