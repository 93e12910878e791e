package io.github.emrlaunch.local.internal.iam;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Dates in policies: a W3C profile of ISO 8601, or seconds since the epoch. */
final class PolicyDates {
    private PolicyDates() {}

    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(instant(text.toUpperCase(Locale.ROOT)));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Instant instant(String text) {
        if (text.matches("\\d+(\\.\\d+)?")) {
            return Instant.ofEpochSecond(Long.parseLong(text.replaceFirst("\\..*", "")));
        }
        if (text.contains("T")) {
            return OffsetDateTime.parse(text).toInstant();
        }
        LocalDate date =
                text.length() <= "2026-01".length() ? YearMonth.parse(text).atDay(1) : LocalDate.parse(text);
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
