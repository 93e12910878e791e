package io.github.emrlaunch.local.internal.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        rate(1 minute)              | UTC           | 2026-01-31T06:00:30Z | 2026-01-31T06:01:30Z
        rate(2 days)                | UTC           | 2026-01-31T06:00:00Z | 2026-02-02T06:00:00Z
        cron(0 6 * * ? *)           | UTC           | 2026-01-31T06:00:00Z | 2026-02-01T06:00:00Z
        cron(0 6 * * ? *)           | UTC           | 2026-01-31T05:59:59Z | 2026-01-31T06:00:00Z
        cron(0/15 * * * ? *)        | UTC           | 2026-01-31T06:16:00Z | 2026-01-31T06:30:00Z
        cron(0 8 ? * MON-FRI *)     | UTC           | 2026-01-30T09:00:00Z | 2026-02-02T08:00:00Z
        cron(0 8 ? * 1 *)           | UTC           | 2026-01-30T09:00:00Z | 2026-02-01T08:00:00Z
        cron(0 0 29 FEB ? *)        | UTC           | 2026-01-30T09:00:00Z | 2028-02-29T00:00:00Z
        cron(10,20 8-9 1 * ? *)     | UTC           | 2026-02-01T08:20:00Z | 2026-02-01T09:10:00Z
        cron(0 8 1 1 ? 2025)        | UTC           | 2026-01-01T00:00:00Z | -
        cron(0 8 * * ? *)           | Europe/Berlin | 2026-07-01T05:00:00Z | 2026-07-01T06:00:00Z
        at(2026-02-01T00:00:00)     | UTC           | 2026-01-31T06:00:00Z | 2026-02-01T00:00:00Z
        at(2026-02-01T00:00:00)     | UTC           | 2026-02-01T00:00:00Z | -
        """)
    void computesNextDueTime(String expression, String zone, Instant after, Instant due) {
        assertThat(Schedule.parse(expression, ZoneId.of(zone)).after(after).orElse(null))
                .isEqualTo(due);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every day",
                "rate(0 minutes)",
                "rate(5 weeks)",
                "cron(0 8 * * ?)",
                "cron(0 8 L * ? *)",
                "cron(61 8 * * ? *)"
            })
    void rejectsInvalidSchedules(String expression) {
        assertThatThrownBy(() -> Schedule.parse(expression, ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
