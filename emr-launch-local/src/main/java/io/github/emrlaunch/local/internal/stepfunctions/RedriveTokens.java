package io.github.emrlaunch.local.internal.stepfunctions;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client tokens of an execution's redrives: the last ten, each for 15 minutes, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html">RedriveExecution</a>.
 */
final class RedriveTokens {
    private static final int REMEMBERED = 10;
    private static final Duration VALID = Duration.ofMinutes(15);

    private final Map<String, Instant> dates = new LinkedHashMap<>();

    /** Returns the time when the execution was redriven with this token. */
    Optional<Instant> find(@Nullable String token, Instant now) {
        return Optional.ofNullable(token == null ? null : dates.get(token))
                .filter(date -> !date.plus(VALID).isBefore(now));
    }

    void add(@Nullable String token, Instant date) {
        if (token == null) {
            return;
        }
        dates.remove(token);
        dates.put(token, date);
        if (dates.size() > REMEMBERED) {
            dates.remove(dates.keySet().iterator().next());
        }
    }
}
