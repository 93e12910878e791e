package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.Difference;
import io.github.emrlaunch.definitions.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Formats values for users. */
final class Texts {
    private Texts() {}

    /** Hours, minutes and seconds, such as {@code 0:08:30}. */
    static String clock(Duration duration) {
        return "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    /** A time with a precision of seconds, such as {@code 2026-01-01T00:08:30Z}; empty for null. */
    static String time(@Nullable Instant instant) {
        return orEmpty(instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS));
    }

    static String orEmpty(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** Returns a string without quotes, other values as JSON. */
    static String value(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isTextual() ? value.textValue() : Json.write(value);
    }

    /** Returns a line for each difference: only in the first, only in the second, or changed. */
    static void print(List<Difference> differences, String indentation, Terminal terminal) {
        for (Difference difference : differences) {
            String path = indentation + "%s " + difference.path() + ": ";
            JsonNode before = difference.before();
            JsonNode after = difference.after();
            if (before == null) {
                terminal.print(terminal.good(path.formatted("+") + value(after)));
            } else if (after == null) {
                terminal.print(terminal.bad(path.formatted("-") + value(before)));
            } else {
                terminal.print(path.formatted("~") + value(before) + " -> " + value(after));
            }
        }
    }

    static JsonNode json(List<Difference> differences) {
        var array = Json.object().putArray("Differences");
        for (Difference difference : differences) {
            var one = array.addObject().put("Path", difference.path());
            one.set("Before", difference.before());
            one.set("After", difference.after());
        }
        return array;
    }
}
