package io.github.emrlaunch.client;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Polls the log of a step while the step runs, and until the log is complete in S3. */
final class LogFollower {
    private final LogReader reader;
    private final Pauses pauses;
    private final Supplier<Optional<Instant>> end;

    /** @param end the end time of the step; empty while it runs */
    LogFollower(LogReader reader, Pauses pauses, Supplier<Optional<Instant>> end) {
        this.reader = reader;
        this.pauses = pauses;
        this.end = end;
    }

    LogArrival follow(LogFolder folder, LogFile file, Duration patience, Consumer<String> lines)
            throws InterruptedException {
        LogPrinter printer = new LogPrinter(lines);
        LogReader.Version known = null;
        Duration waitingSince = null;
        while (true) {
            // Requested before the log is read: a log that is newer than the end is complete.
            Optional<Instant> ended = end.get();
            known = look(folder, file, known, printer);
            if (ended.isPresent()) {
                waitingSince = waitingSince == null ? pauses.now() : waitingSince;
                boolean complete = isAfter(known, ended.get());
                if (complete || pauses.now().minus(waitingSince).compareTo(patience) >= 0) {
                    // The last line has no line break.
                    boolean found = reader.read(folder, file, null, text -> printer.print(text, true))
                            .isPresent();
                    return !found
                            ? LogArrival.MISSING
                            : complete || patience.isZero() ? LogArrival.WHOLE : LogArrival.MAY_LACK_ITS_END;
                }
            }
            pauses.pause();
        }
    }

    /** An interrupted read is repeated by the next poll, from the last reported line. */
    private LogReader.@Nullable Version look(
            LogFolder folder, LogFile file, LogReader.@Nullable Version known, LogPrinter printer) {
        try {
            return reader.read(folder, file, known, text -> printer.print(text, false))
                    .orElse(null);
        } catch (UncheckedIOException cutOff) {
            return known;
        }
    }

    /** Times in S3 have a precision of one second. */
    private static boolean isAfter(LogReader.@Nullable Version version, Instant end) {
        return version != null && !version.lastModified().isBefore(end.truncatedTo(ChronoUnit.SECONDS));
    }
}
