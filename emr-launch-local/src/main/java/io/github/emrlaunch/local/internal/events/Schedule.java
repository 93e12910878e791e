package io.github.emrlaunch.local.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schedule of a rule: {@code rate(…)}, {@code cron(…)} or {@code at(…)}, see <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">schedule expressions</a>.
 */
interface Schedule {
    /** Returns the first due time after a given time; empty when there is none. */
    Optional<Instant> after(Instant instant);

    /**
     * Parses a schedule expression.
     *
     * @throws IllegalArgumentException with the invalid part, or the part that the local emulator doesn't support
     */
    static Schedule parse(String expression, ZoneId zone) {
        Matcher matcher = Pattern.compile("(rate|cron|at)\\((.*)\\)").matcher(expression);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a schedule is rate(…), cron(…) or at(…), got: " + expression);
        }
        return switch (matcher.group(1)) {
            case "rate" -> rate(matcher.group(2));
            case "at" -> {
                Instant time =
                        LocalDateTime.parse(matcher.group(2)).atZone(zone).toInstant();
                yield instant -> Optional.of(time).filter(instant::isBefore);
            }
            default -> new Cron(matcher.group(2), zone);
        };
    }

    private static Schedule rate(String text) {
        Matcher matcher = Pattern.compile("(\\d+) (minute|hour|day)s?").matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException("a rate is a number of minutes, hours or days, got: " + text);
        }
        ChronoUnit unit = ChronoUnit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT) + "S");
        Duration period = Duration.of(Long.parseLong(matcher.group(1)), unit);
        return instant -> Optional.of(instant.plus(period));
    }

    /** A cron schedule: minutes, hours, day of month, month, day of week and year. */
    final class Cron implements Schedule {
        private static final int YEARS = 5;
        private static final int DAYS_A_YEAR = 366;
        private static final List<String> MONTHS =
                List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
        private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

        private final ZoneId zone;
        private final BitSet minutes;
        private final BitSet hours;
        private final BitSet daysOfMonth;
        private final BitSet months;
        private final BitSet daysOfWeek;
        private final BitSet years;

        Cron(String text, ZoneId zone) {
            String[] fields = text.trim().split("\\s+", -1);
            if (fields.length != 6) {
                throw new IllegalArgumentException("a cron expression has six fields, got: " + text);
            }
            this.zone = zone;
            this.minutes = field(fields[0], 0, 59, List.of());
            this.hours = field(fields[1], 0, 23, List.of());
            this.daysOfMonth = field(fields[2], 1, 31, List.of());
            this.months = field(fields[3], 1, 12, MONTHS);
            this.daysOfWeek = field(fields[4], 1, 7, DAYS);
            this.years = field(fields[5], 1970, 2199, List.of());
        }

        /** Returns the allowed values of a field. The names are numbers from the minimum on. */
        private static BitSet field(String text, int minimum, int maximum, List<String> names) {
            BitSet allowed = new BitSet();
            for (String part : text.split(",", -1)) {
                String[] stepped = part.split("/", 2);
                String[] range = stepped[0].split("-", 2);
                boolean any = stepped[0].equals("*") || stepped[0].equals("?");
                int from = any ? minimum : number(range[0], minimum, maximum, names);
                int to = any || (stepped.length > 1 && range.length == 1)
                        ? maximum
                        : number(range[range.length - 1], minimum, maximum, names);
                int step = stepped.length > 1 ? number(stepped[1], 1, maximum, List.of()) : 1;
                for (int i = from; i <= to; i += step) {
                    allowed.set(i);
                }
            }
            return allowed;
        }

        private static int number(String text, int minimum, int maximum, List<String> names) {
            int name = names.indexOf(text.toUpperCase(Locale.ROOT));
            if (name >= 0) {
                return minimum + name;
            }
            if (!text.matches("\\d{1,4}")) {
                throw new IllegalArgumentException(
                        "the local emulator does not support '" + text + "' in a cron expression");
            }
            int number = Integer.parseInt(text);
            if (number < minimum || number > maximum) {
                throw new IllegalArgumentException(
                        "'" + text + "' in a cron expression must be from " + minimum + " to " + maximum);
            }
            return number;
        }

        @Override
        public Optional<Instant> after(Instant instant) {
            ZonedDateTime first =
                    instant.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            LocalDate day = first.toLocalDate();
            for (int i = 0; i < YEARS * DAYS_A_YEAR; i++, day = day.plusDays(1)) {
                if (isAllowed(day)) {
                    Optional<ZonedDateTime> time = time(day, first);
                    if (time.isPresent()) {
                        return time.map(ZonedDateTime::toInstant);
                    }
                }
            }
            return Optional.empty();
        }

        private boolean isAllowed(LocalDate day) {
            return years.get(day.getYear())
                    && months.get(day.getMonthValue())
                    && daysOfMonth.get(day.getDayOfMonth())
                    // A week starts on Sunday.
                    && daysOfWeek.get(day.getDayOfWeek().getValue() % 7 + 1);
        }

        private Optional<ZonedDateTime> time(LocalDate day, ZonedDateTime first) {
            for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
                for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                    ZonedDateTime time = day.atTime(hour, minute).atZone(zone);
                    if (!time.isBefore(first)) {
                        return Optional.of(time);
                    }
                }
            }
            return Optional.empty();
        }
    }
}
