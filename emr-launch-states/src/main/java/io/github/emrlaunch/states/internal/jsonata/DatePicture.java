package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The function {@code $fromMillis}. The library formats each marker of a picture. Markers that count by the weeks of ISO 8601 are
 * passed to it as markers of another date.
 */
record DatePicture(JFunction library) {
    private static final Pattern PART = Pattern.compile("\\[\\[|]]|\\[[^\\]]*]?|[^\\[\\]]+|]");
    private static final Pattern ZONE = Pattern.compile("\\s*([-+]?\\d+).*", Pattern.DOTALL);

    /** Returns the text of a time. */
    @Nullable Object format(@Nullable Number millis, @Nullable String picture, @Nullable String zone) {
        if (millis == null) {
            return null;
        }
        String offset = offset(zone);
        long instant = (long) millis.doubleValue();
        if (picture == null) {
            return call(instant, null, offset);
        }
        StringBuilder result = new StringBuilder();
        Matcher parts = PART.matcher(picture);
        while (parts.find()) {
            String part = parts.group();
            if (part.equals("[[") || part.equals("]]")) {
                result.append(part.charAt(0));
            } else if (part.startsWith("[")) {
                result.append(marker(instant, part, offset));
            } else {
                result.append(part);
            }
        }
        return result.toString();
    }

    private @Nullable Object marker(long millis, String marker, @Nullable String offset) {
        String text = marker.replaceAll("\\s", "");
        if (text.length() < 2 || "Xxw".indexOf(text.charAt(1)) < 0) {
            return call(millis, marker, offset);
        }
        long shift = shift(offset);
        LocalDate date =
                Instant.ofEpochMilli(millis + shift).atZone(ZoneOffset.UTC).toLocalDate();
        // A week belongs to the year, and here also to the month, of its Thursday.
        LocalDate thursday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .with(TemporalAdjusters.nextOrSame(DayOfWeek.THURSDAY));
        if (text.charAt(1) == 'w') {
            thursday = thursday.withDayOfMonth((thursday.getDayOfMonth() + 6) / 7);
        }
        String other = "["
                + switch (text.charAt(1)) {
                    case 'X' -> "Y";
                    case 'x' -> "M";
                    default -> "D";
                }
                + text.substring(2);
        return call(thursday.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(), other, null);
    }

    private @Nullable Object call(long millis, @Nullable String picture, @Nullable String offset) {
        return library.call(null, Arrays.asList(millis, picture, offset));
    }

    /** Returns the offset as a whole number, such as {@code +0530}. Text after the number is ignored. */
    private static @Nullable String offset(@Nullable String zone) {
        if (zone == null) {
            return null;
        }
        Matcher number = ZONE.matcher(zone);
        if (!number.matches()) {
            throw new JException("D3134", -1, zone);
        }
        return number.group(1);
    }

    private static long shift(@Nullable String offset) {
        int number = offset == null ? 0 : Integer.parseInt(offset);
        return (number / 100 * 60L + number % 100) * 60_000;
    }
}
