package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an execution of a job function may say instead of the default: an integer within bounds, one of some values, or a text
 * that matches a pattern.
 *
 * @param name under which an execution gives it: a letter, then letters, digits and {@code _}, at most 40 characters
 * @param defaultValue what counts when an execution doesn't give it
 * @param minimum the least that an integer may be; null unless it is one
 * @param maximum the most that an integer may be; null unless it is one
 * @param allowedValues the values that a text may have; empty unless it has only these
 * @param pattern what a text must match, where {@code *} stands for any characters; null unless it has a pattern. Where the
 *     pattern has a slash, the text is a path and must not have {@code ..} between slashes: Hadoop would resolve it
 */
public record JobRunOverride(
        String name,
        JsonNode defaultValue,
        @Nullable Long minimum,
        @Nullable Long maximum,
        List<String> allowedValues,
        @Nullable String pattern) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");

    /** Checks the name. */
    public JobRunOverride {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of an override must be a letter, then letters, digits and _, at most 40 characters, got: "
                            + name);
        }
        allowedValues = List.copyOf(allowedValues);
    }

    /**
     * An integer within bounds.
     *
     * @throws IllegalArgumentException when the default is out of them
     */
    public static JobRunOverride integer(String name, int defaultValue, int minimum, int maximum) {
        if (defaultValue < minimum || defaultValue > maximum) {
            throw new IllegalArgumentException("Override '%s': the default must be %d to %d, got: %d"
                    .formatted(name, minimum, maximum, defaultValue));
        }
        return new JobRunOverride(name, IntNode.valueOf(defaultValue), (long) minimum, (long) maximum, List.of(), null);
    }

    /** One of some values, the default among them. */
    public static JobRunOverride oneOf(String name, String defaultValue, String... others) {
        List<String> values = new ArrayList<>(List.of(defaultValue));
        values.addAll(List.of(others));
        return new JobRunOverride(name, TextNode.valueOf(defaultValue), null, null, values, null);
    }

    /**
     * A text that matches a pattern, such as {@code s3://bucket/data/*}; of a path, {@code ..} is no part.
     *
     * @throws IllegalArgumentException when the pattern is empty
     */
    public static JobRunOverride matching(String name, String defaultValue, String pattern) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("Override '%s': the pattern must not be empty".formatted(name));
        }
        return new JobRunOverride(name, TextNode.valueOf(defaultValue), null, null, List.of(), pattern);
    }

    /** Whether its values are integers. */
    public boolean isInteger() {
        return minimum != null && maximum != null;
    }

    /** What is allowed, for messages. */
    public String rule() {
        if (isInteger()) {
            return "an integer, %d to %d".formatted(minimum, maximum);
        }
        if (pattern == null) {
            return "one of " + String.join(", ", allowedValues);
        }
        return "a text that matches " + pattern + (isPath() ? ", without .. in it" : "");
    }

    /** Whether its values are paths, by the look of the pattern. */
    public boolean isPath() {
        return pattern != null && pattern.contains("/");
    }

    /** Reads a stored override, whose name is the member's. */
    static JobRunOverride read(String name, Members members) {
        BigDecimal minimum = members.decimal("Minimum");
        BigDecimal maximum = members.decimal("Maximum");
        List<String> allowed =
                members.values("AllowedValues").stream().map(JsonNode::asText).toList();
        return new JobRunOverride(
                name,
                members.required("Default", members.any("Default")),
                minimum == null ? null : minimum.longValueExact(),
                maximum == null ? null : maximum.longValueExact(),
                allowed,
                members.unwrittenWhenUnset("Pattern", members::string));
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.set("Default", defaultValue);
        if (minimum != null) {
            json.put("Minimum", minimum);
        }
        if (maximum != null) {
            json.put("Maximum", maximum);
        }
        if (!allowedValues.isEmpty()) {
            json.set("AllowedValues", Json.of(allowedValues));
        }
        if (pattern != null) {
            json.put("Pattern", pattern);
        }
        return json;
    }
}
