package io.github.emrlaunch.local.internal.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Formats times and durations for people. */
final class Times {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    static String moment(Instant time) {
        return MOMENT.format(time);
    }

    /** Returns a text such as {@code +0:08:12} or {@code +2 d 3:00:00}. */
    static String since(Instant start, Instant time) {
        Duration passed = Duration.between(start, time);
        Duration size = passed.abs();
        String days = size.toDays() == 0 ? "" : size.toDays() + " d ";
        return (passed.isNegative() ? "−" : "+")
                + days
                + "%d:%02d:%02d".formatted(size.toHoursPart(), size.toMinutesPart(), size.toSecondsPart());
    }

    /** Returns a text such as {@code 8 min 12 s}; a duration of less than a second is {@code 0 s} or in milliseconds. */
    static String duration(Instant from, Instant to) {
        Duration passed = Duration.between(from, to).truncatedTo(ChronoUnit.MILLIS);
        if (passed.toSeconds() == 0) {
            return passed.isZero() ? "0 s" : passed.toMillis() + " ms";
        }
        StringBuilder text = new StringBuilder();
        append(text, passed.toDays(), "d");
        append(text, passed.toHoursPart(), "h");
        append(text, passed.toMinutesPart(), "min");
        append(text, passed.toSecondsPart(), "s");
        return text.toString().strip();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(' ').append(unit).append(' ');
        }
    }
}
