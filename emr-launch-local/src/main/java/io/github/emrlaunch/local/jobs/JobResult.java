package io.github.emrlaunch.local.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a job.
 *
 * @param message the last telling line of a job that failed, why one was simulated; else empty. The emulator keeps at most 10,000
 *     characters of it, and of each note
 * @param exitCode of its process, null where none ran or it was ended
 * @param notes what whoever wrote the job should know, a line each: what was left out, what differs from EMR, what it lost
 * @param duration how long it ran in real time; zero for one that was simulated
 * @param logs what it wrote, files by their names in EMR's logs: {@code stdout}, {@code stderr}, {@code controller}; empty for one
 *     that was simulated
 */
public record JobResult(
        Outcome outcome,
        String message,
        @Nullable Integer exitCode,
        List<String> notes,
        Duration duration,
        Map<String, Path> logs) {
    /** Keeps the notes and logs as they are. */
    public JobResult {
        notes = List.copyOf(notes);
        logs = Map.copyOf(logs);
    }

    /** The outcomes of a job. */
    public enum Outcome {
        /** It ran and did what it should. */
        SUCCEEDED,
        /** It ran, or could not begin, and failed. */
        FAILED,
        /** It can't run here: what it would do is not known, and it counts as a success. */
        SIMULATED
    }

    /** A job that can't run here. */
    public static JobResult simulated(String why) {
        return new JobResult(Outcome.SIMULATED, why, null, List.of(), Duration.ZERO, Map.of());
    }
}
