package io.github.emrlaunch.local.spark.internal;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Runs jobs with a concurrency limit and builds their results. */
public final class JobRunner {
    private static final String FILE_SYSTEMS = "emr-launch-fs.jar";

    private final SparkSettings settings;
    private final JobExecution execution;
    private final Semaphore permits;
    private SparkDiscovery.@Nullable Found found;

    /**
     * Runs jobs in one way.
     *
     * @param execution runs the job's command
     */
    public JobRunner(SparkSettings settings, JobExecution execution) {
        this.settings = settings;
        this.execution = execution;
        permits = new Semaphore(settings.jobsAtOnce(), true);
    }

    /** Runs jobs with what was found before. */
    JobRunner(SparkSettings settings, JobExecution execution, SparkDiscovery.Found found) {
        this(settings, execution);
        this.found = found;
    }

    /** Whether there is a Spark that can run jobs. */
    public boolean isInstalled() {
        return found().spark() != null;
    }

    /** Describes the Spark that runs jobs, or the reason why they are simulated. */
    public String description() {
        SparkInstallation spark = found().spark();
        if (spark == null) {
            return "Jobs are simulated: " + found().why();
        }
        Path python = spark.python();
        return "Jobs run with Spark " + spark.version() + " in " + spark.home() + ", Java " + spark.javaVersion()
                + " in " + spark.javaHome() + ", " + (python == null ? "without Python" : "Python " + python)
                + (settings.classArchive() == null ? "" : ", classes archived in " + settings.classArchive());
    }

    /** Runs a job to its end. */
    public JobResult run(Job job) throws InterruptedException {
        SparkInstallation spark = found().spark();
        if (spark == null) {
            return JobResult.simulated(found().why());
        }
        permits.acquire();
        try {
            // Before the job's time begins.
            String archive = settings.classArchive() == null ? "" : ClassArchive.prepare(settings, spark);
            return run(job, spark, archive);
        } finally {
            permits.release();
        }
    }

    private JobResult run(Job job, SparkInstallation spark, String archive) throws InterruptedException {
        long begin = System.nanoTime();
        RunningJob running = null;
        try {
            running = new RunningJob(
                    job,
                    spark,
                    settings,
                    FileSystemJar.write(job.directory().toAbsolutePath().resolve(FILE_SYSTEMS)));
            spark.notes().forEach(running::note);
            EmrSpark.difference(job.releaseLabel(), spark.version()).ifPresent(running::note);
            if (!archive.isEmpty()) {
                running.controller(archive);
            }
            running.controller(command(job));
            Ended ended = end(running);
            if (ended instanceof Ended.Simulated simulated) {
                return JobResult.simulated(simulated.why());
            }
            new Leftovers(running).tell();
            String message = message(running, ended);
            running.controller(message.isEmpty() ? "INFO Step succeeded" : "INFO Step failed: " + message);
            return result(running, message, ended.exitCode(), begin);
        } catch (IOException | RuntimeException e) {
            return result(running, "The job could not run on this machine: " + reason(e), null, begin);
        } finally {
            // They can be large and are not needed after the job.
            for (String name : List.of("tmp", "conf", "calls", "bin", FILE_SYSTEMS)) {
                Folders.delete(job.directory().resolve(name));
            }
        }
    }

    private static JobResult result(
            @Nullable RunningJob running, String message, @Nullable Integer exitCode, long begin) {
        Map<String, Path> logs = new LinkedHashMap<>();
        if (running != null) {
            for (String name : List.of("stdout", "stderr", "controller")) {
                Path log = running.logs().resolve(name);
                if (Files.isRegularFile(log)) {
                    logs.put(name, log);
                }
            }
        }
        return new JobResult(
                message.isEmpty() ? JobResult.Outcome.SUCCEEDED : JobResult.Outcome.FAILED,
                message,
                exitCode,
                running == null ? List.of() : running.notes(),
                Duration.ofNanos(System.nanoTime() - begin),
                logs);
    }

    /** Returns the text for an exception of the file system or an unexpected one. */
    public static String reason(Exception e) {
        Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return "the disk is full: " + message;
        }
        if (cause instanceof InvalidPathException) {
            return message + ": the emulator's locale cannot express it. Start the emulator with LC_ALL=C.UTF-8";
        }
        return cause instanceof JobFailure ? message : cause.toString();
    }

    private Ended end(RunningJob running) throws IOException, InterruptedException {
        try {
            return execution.run(running);
        } catch (JobFailure e) {
            return new Ended.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static String message(RunningJob running, Ended ended) throws IOException {
        if (ended instanceof Ended.Exited exited) {
            return exited.code() == 0 ? "" : running.failure(exited.code());
        }
        if (ended instanceof Ended.TimedOut timedOut) {
            return "The job was ended: it ran longer than " + text(timedOut.limit())
                    + " of real time, the limit for jobs on this machine";
        }
        return ended instanceof Ended.Failed failed ? failed.message() : "";
    }

    private static String text(Duration limit) {
        if (limit.toMillis() % 1000 != 0) {
            return limit.toMillis() / 1000.0 + " seconds";
        }
        long seconds = limit.toSeconds();
        return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }

    private static String command(Job job) {
        JobCommand command = job.command();
        if (command instanceof JobCommand.Step step) {
            return "INFO startExec 'hadoop jar " + step.jar() + " " + String.join(" ", step.arguments()) + "'";
        }
        if (command instanceof JobCommand.SparkSubmit submit) {
            return "INFO startExec 'spark-submit " + submit.parameters() + " " + submit.entryPoint() + " "
                    + String.join(" ", submit.arguments()) + "'";
        }
        return "INFO startExec 'hive'";
    }

    private synchronized SparkDiscovery.Found found() {
        if (found == null) {
            found = SparkDiscovery.ofHost(settings).find();
        }
        return found;
    }
}
