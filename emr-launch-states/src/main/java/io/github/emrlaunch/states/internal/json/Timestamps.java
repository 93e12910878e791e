package io.github.emrlaunch.states.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Timestamps in the format of the States Language: RFC 3339 with capital T and Z. */
public final class Timestamps {
    private static final Pattern SHAPE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private Timestamps() {}

    /** Returns the time; null when the value is not a timestamp. */
    public static @Nullable Instant parse(JsonNode value) {
        if (!value.isTextual() || !SHAPE.matcher(value.textValue()).matches()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value.textValue()).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
