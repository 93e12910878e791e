package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A shape in the requests of a service.
 *
 * @param type structure, list, map, string, integer, long, double, boolean or timestamp
 * @param members the names of a structure's members, each with the name of its shape
 * @param required the names of the required members
 * @param element the name of the shape of a list's elements or a map's values; empty for others
 * @param values the values of an enumeration; empty for others
 * @param minimum the minimum of a number or of the length of a string; null without one
 * @param maximum the maximum of a number or of the length of a string; null without one
 * @param pattern the pattern that a string must match; null without one
 */
record RequestShape(
        String type,
        Map<String, String> members,
        List<String> required,
        String element,
        List<String> values,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        @Nullable Pattern pattern) {
    RequestShape {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        required = List.copyOf(required);
        values = List.copyOf(values);
    }

    /** Reads a shape from the data file. Keeps the order of members. */
    static RequestShape of(JsonNode data) {
        Map<String, String> members = new LinkedHashMap<>();
        data.path("members")
                .properties()
                .forEach(
                        member -> members.put(member.getKey(), member.getValue().asText()));
        return new RequestShape(
                data.path("type").asText(),
                members,
                Inputs.strings(data, "required"),
                AwsJson.text(data, "element", ""),
                Inputs.strings(data, "enum"),
                data.has("min") ? data.get("min").decimalValue() : null,
                data.has("max") ? data.get("max").decimalValue() : null,
                data.has("pattern") ? Pattern.compile(data.get("pattern").asText()) : null);
    }

    /** Returns the rule that a string or a number violates, in the words of AWS, except for enumerations. */
    Optional<String> brokenRule(JsonNode value) {
        boolean text = value.isTextual();
        BigDecimal size = text
                ? BigDecimal.valueOf(
                        value.asText().codePointCount(0, value.asText().length()))
                : value.decimalValue();
        String measure = text ? "Member must have length " : "Member must have value ";
        if (minimum != null && size.compareTo(minimum) < 0) {
            return Optional.of(measure + "greater than or equal to " + minimum.toPlainString());
        }
        if (maximum != null && size.compareTo(maximum) > 0) {
            return Optional.of(measure + "less than or equal to " + maximum.toPlainString());
        }
        return pattern == null || pattern.matcher(value.asText()).matches()
                ? Optional.empty()
                : Optional.of("Member must satisfy regular expression pattern: " + pattern);
    }
}
