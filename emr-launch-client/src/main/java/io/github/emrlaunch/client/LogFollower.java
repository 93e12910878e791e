package io.github.emrlaunch.client;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the log of a step again and again, while it runs and until the last of it has arrived in S3. */
final class LogFollower {
    private final LogReader reader;
    private final Pauses pauses;
    private final Supplier<Optional<Instant>> end;

    /** @param end when the step ended; empty while it goes on */
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
            // Asked before the log is read: what is written after the end is there then, or isn't yet.
            Optional<Instant> ended = end.get();
            known = look(folder, file, known, printer);
            if (ended.isPresent()) {
                waitingSince = waitingSince == null ? pauses.now() : waitingSince;
                boolean complete = isAfter(known, ended.get());
                if (complete || pauses.now().minus(waitingSince).compareTo(patience) >= 0) {
                    // A line that no line break ends.
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

    /** What is cut off on its way is read again the next time, on from the line that was told last. */
    private LogReader.@Nullable Version look(
            LogFolder folder, LogFile file, LogReader.@Nullable Version known, LogPrinter printer) {
        try {
            return reader.read(folder, file, known, text -> printer.print(text, false))
                    .orElse(null);
        } catch (UncheckedIOException cutOff) {
            return known;
        }
    }

    /** S3 has times in whole seconds. */
    private static boolean isAfter(LogReader.@Nullable Version version, Instant end) {
        return version != null && !version.lastModified().isBefore(end.truncatedTo(ChronoUnit.SECONDS));
    }
}
