package io.github.emrlaunch.local.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a job.
 *
 * @param message for a failed job, the last significant line of its output; for a simulated job, the reason; empty otherwise. The
 *     emulator keeps at most 10,000 characters of it, and of each note
 * @param exitCode the exit code of its process; null when no process ran or the process was stopped
 * @param notes lines for the author of the job: options without effect, differences from EMR, lost output
 * @param duration the run time, in real time; zero for a simulated job
 * @param logs the logs by their file names on EMR: {@code stdout}, {@code stderr}, {@code controller}; empty for a simulated
 *     job
 */
public record JobResult(
        Outcome outcome,
        String message,
        @Nullable Integer exitCode,
        List<String> notes,
        Duration duration,
        Map<String, Path> logs) {
    /** Copies the notes and logs. */
    public JobResult {
        notes = List.copyOf(notes);
        logs = Map.copyOf(logs);
    }

    /** The outcome of a job. */
    public enum Outcome {
        /** The job ran and succeeded. */
        SUCCEEDED,
        /** The job ran and failed, or could not start. */
        FAILED,
        /** The job cannot run on this machine. Its effects are unknown, and it counts as a success. */
        SIMULATED
    }

    /** Returns the result of a job that cannot run on this machine. */
    public static JobResult simulated(String why) {
        return new JobResult(Outcome.SIMULATED, why, null, List.of(), Duration.ZERO, Map.of());
    }
}
