package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The intrinsic functions. An implementation throws IllegalArgumentException for invalid arguments. */
enum IntrinsicFunction {
    FORMAT("Format", 1, Integer.MAX_VALUE, TextFunctions::format),
    STRING_TO_JSON("StringToJson", 1, 1, TextFunctions::stringToJson),
    JSON_TO_STRING("JsonToString", 1, 1, arguments -> TextNode.valueOf(JsonValues.text(arguments.get(0)))),
    ARRAY("Array", 0, Integer.MAX_VALUE, ArrayFunctions::array),
    ARRAY_PARTITION("ArrayPartition", 2, 2, ArrayFunctions::partition),
    ARRAY_CONTAINS("ArrayContains", 2, 2, ArrayFunctions::contains),
    ARRAY_RANGE("ArrayRange", 3, 3, ArrayFunctions::range),
    ARRAY_GET_ITEM("ArrayGetItem", 2, 2, ArrayFunctions::getItem),
    ARRAY_LENGTH("ArrayLength", 1, 1, ArrayFunctions::length),
    ARRAY_UNIQUE("ArrayUnique", 1, 1, ArrayFunctions::unique),
    BASE64_ENCODE("Base64Encode", 1, 1, TextFunctions::base64Encode),
    BASE64_DECODE("Base64Decode", 1, 1, TextFunctions::base64Decode),
    HASH("Hash", 2, 2, TextFunctions::hash),
    JSON_MERGE("JsonMerge", 3, 3, MiscFunctions::jsonMerge),
    MATH_RANDOM("MathRandom", 2, 3, MiscFunctions::mathRandom),
    MATH_ADD("MathAdd", 2, 2, MiscFunctions::mathAdd),
    STRING_SPLIT("StringSplit", 2, 2, TextFunctions::split),
    UUID("UUID", 0, 0, arguments -> TextNode.valueOf(java.util.UUID.randomUUID().toString()));

    private static final Map<String, IntrinsicFunction> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(f -> "States." + f.shortName, f -> f));

    private final String shortName;
    private final int minimum;
    private final int maximum;
    // A reference to a static method, which has no state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<List<JsonNode>, JsonNode> implementation;

    IntrinsicFunction(String shortName, int minimum, int maximum, Function<List<JsonNode>, JsonNode> implementation) {
        this.shortName = shortName;
        this.minimum = minimum;
        this.maximum = maximum;
        this.implementation = implementation;
    }

    static @Nullable IntrinsicFunction named(String name) {
        return BY_NAME.get(name);
    }

    boolean takes(int arguments) {
        return arguments >= minimum && arguments <= maximum;
    }

    /** Returns the number of arguments, in words. */
    String arity() {
        if (minimum == maximum) {
            return String.valueOf(minimum);
        }
        return maximum == Integer.MAX_VALUE ? "at least " + minimum : minimum + " to " + maximum;
    }

    JsonNode apply(List<JsonNode> arguments) {
        return implementation.apply(arguments);
    }
}
