package io.github.emrlaunch.local.assertions;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Compares JSON for assertions and formats values for their messages. */
final class Compared {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Unlike {@link JsonNode#equals}, 1 equals 1.0. */
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.equals(other)
                    || (one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0)
            ? 0
            : 1;

    private Compared() {}

    static boolean areEqual(JsonNode one, JsonNode other) {
        return one.equals(BY_VALUE, other);
    }

    /** Converts a value of a test to JSON: a text, a number, a boolean, a list, a map or JSON. */
    static JsonNode json(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Parses the JSON that a test expects.
     *
     * @throws IllegalArgumentException when the text is not JSON
     */
    static JsonNode parsed(String json) {
        try {
            return AwsJson.parse(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The expected value must be JSON, got: " + json, e);
        }
    }

    /**
     * Returns the value at a JSON pointer.
     *
     * @throws IllegalArgumentException when the text is not a JSON pointer
     */
    static JsonNode at(JsonNode json, String pointer) {
        try {
            return json.at(JsonPointer.compile(pointer));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "A JSON pointer begins with a slash, such as /Instances/KeepJobFlowAliveWhenNoSteps, got: "
                            + pointer,
                    e);
        }
    }

    /** Formats JSON for a message; the JSON may be missing. */
    static String shown(JsonNode json) {
        return json.isMissingNode() ? "nothing" : json.toString();
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** Checks that an assertion has arguments: without any, it would always succeed. */
    static void requireSome(String what, String... given) {
        if (given.length == 0) {
            throw new IllegalArgumentException("The assertion needs at least " + what);
        }
    }

    /** Formats a duration, such as {@code 1 h 8 min 12 s}. */
    static String duration(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "min");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0 s" : text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number != 0) {
            text.append(text.isEmpty() ? "" : " ").append(number).append(' ').append(unit);
        }
    }
}
