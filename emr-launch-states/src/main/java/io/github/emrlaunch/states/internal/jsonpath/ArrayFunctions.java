package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.json.Numbers;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.StreamSupport;

/** The intrinsic functions for arrays. */
final class ArrayFunctions {
    private static final int MAXIMUM_RANGE = 1000;

    private ArrayFunctions() {}

    static JsonNode array(List<JsonNode> arguments) {
        return JsonValues.MAPPER.createArrayNode().addAll(arguments);
    }

    static JsonNode partition(List<JsonNode> arguments) {
        JsonNode array = arrayAt(arguments, 0);
        int size = Arguments.integer(arguments, 1).intValueExact();
        if (size <= 0) {
            throw new IllegalArgumentException("the chunk size must be a positive number, got: " + size);
        }
        ArrayNode chunks = JsonValues.MAPPER.createArrayNode();
        for (int i = 0; i < array.size(); i++) {
            ArrayNode chunk = i % size == 0 ? chunks.addArray() : (ArrayNode) chunks.get(i / size);
            chunk.add(array.get(i));
        }
        return chunks;
    }

    static JsonNode contains(List<JsonNode> arguments) {
        return BooleanNode.valueOf(contains(arrayAt(arguments, 0), arguments.get(1)));
    }

    static JsonNode range(List<JsonNode> arguments) {
        BigInteger first = Arguments.integer(arguments, 0);
        BigInteger last = Arguments.integer(arguments, 1);
        BigInteger step = Arguments.integer(arguments, 2);
        if (step.signum() == 0) {
            throw new IllegalArgumentException("the step must not be 0");
        }
        ArrayNode range = JsonValues.MAPPER.createArrayNode();
        for (BigInteger i = first; i.compareTo(last) * step.signum() <= 0; i = i.add(step)) {
            if (range.size() == MAXIMUM_RANGE) {
                throw new IllegalArgumentException("the range must not have more than " + MAXIMUM_RANGE + " items");
            }
            range.add(Numbers.node(i));
        }
        return range;
    }

    static JsonNode getItem(List<JsonNode> arguments) {
        JsonNode array = arrayAt(arguments, 0);
        BigInteger index = Arguments.integer(arguments, 1);
        if (index.signum() < 0 || index.compareTo(BigInteger.valueOf(array.size())) >= 0) {
            throw new IllegalArgumentException(
                    "the index must be from 0 to %d, got: %s".formatted(array.size() - 1, index));
        }
        return array.get(index.intValueExact());
    }

    static JsonNode length(List<JsonNode> arguments) {
        return IntNode.valueOf(arrayAt(arguments, 0).size());
    }

    static JsonNode unique(List<JsonNode> arguments) {
        ArrayNode unique = JsonValues.MAPPER.createArrayNode();
        for (JsonNode item : arrayAt(arguments, 0)) {
            if (!contains(unique, item)) {
                unique.add(item);
            }
        }
        return unique;
    }

    private static boolean contains(JsonNode array, JsonNode value) {
        return StreamSupport.stream(array.spliterator(), false).anyMatch(item -> Numbers.sameValue(item, value));
    }

    private static JsonNode arrayAt(List<JsonNode> arguments, int index) {
        return Arguments.require(arguments, index, JsonNode::isArray, "an array");
    }
}
