package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads members of requests. A missing or invalid member causes an error with the message of AWS. */
public final class Inputs {
    private Inputs() {}

    public static String required(JsonNode input, String member) {
        String value = AwsJson.text(input, member);
        if (value == null) {
            throw constraint("null", member, "Member must not be null");
        }
        return value;
    }

    /** Returns the strings of a list; an empty list when the member is not set. */
    public static List<String> strings(JsonNode input, String member) {
        List<String> values = new ArrayList<>();
        input.path(member).forEach(value -> values.add(value.asText()));
        return List.copyOf(values);
    }

    public static List<String> requiredStrings(JsonNode input, String member) {
        if (!AwsJson.has(input, member)) {
            throw constraint("null", member, "Member must not be null");
        }
        return strings(input, member);
    }

    /** Returns a number within bounds; the default when the member is not set. */
    public static int number(JsonNode input, String member, int otherwise, int minimum, int maximum) {
        if (!AwsJson.has(input, member)) {
            return otherwise;
        }
        int value = input.get(member).asInt();
        if (value < minimum) {
            throw constraint("'" + value + "'", member, "Member must have value greater than or equal to " + minimum);
        }
        if (value > maximum) {
            throw constraint("'" + value + "'", member, "Member must have value less than or equal to " + maximum);
        }
        return value;
    }

    /** Returns the message for a violated constraint. It names members in lower camel case. */
    public static AwsException constraint(String value, String member, String rule) {
        String path = member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
        return AwsException.validation("1 validation error detected: Value " + value + " at '" + path
                + "' failed to satisfy constraint: " + rule);
    }
}
