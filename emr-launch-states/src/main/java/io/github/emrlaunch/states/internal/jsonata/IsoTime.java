package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.JException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A time in the ISO 8601 format that {@code $toMillis} accepts without a picture. */
final class IsoTime {
    private static final Pattern FORM = Pattern.compile("(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d))?)?"
            + "(?:T(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?(Z|[+-]\\d\\d:?\\d\\d)?)?");

    private IsoTime() {}

    /** Returns the milliseconds since 1970. A day beyond the end of the month is a day of the next month. */
    static long millis(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || number(form.group(3), 1) > 31 || number(form.group(4), 0) > 24) {
            throw new JException("D3110", -1, text);
        }
        try {
            LocalDateTime time = LocalDate.of(number(form.group(1), 0), number(form.group(2), 1), 1)
                    .plusDays(number(form.group(3), 1) - 1L)
                    .atStartOfDay()
                    .plusHours(number(form.group(4), 0))
                    .plusMinutes(number(form.group(5), 0))
                    .plusSeconds(number(form.group(6), 0));
            String fraction = form.group(7) == null ? "" : form.group(7);
            int millis = Integer.parseInt((fraction + "000").substring(0, 3));
            String zone = form.group(8);
            return time.toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone))
                            .toEpochMilli()
                    + millis;
        } catch (DateTimeException e) {
            throw new JException("D3110", -1, text);
        }
    }

    private static int number(@Nullable String digits, int other) {
        return digits == null ? other : Integer.parseInt(digits);
    }
}
