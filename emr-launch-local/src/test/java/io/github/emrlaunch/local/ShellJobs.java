package io.github.emrlaunch.local;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the last argument of a job as a shell script. The message of a failure is the last output. For a script that starts with
 * {@code simulate}, it is the reason.
 */
final class ShellJobs implements Jobs {
    final List<Job> jobs = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ProcessHandle> processes = new LinkedBlockingQueue<>();

    /** Returns the process of the next job that starts. */
    ProcessHandle process() throws InterruptedException {
        ProcessHandle process = processes.poll(10, TimeUnit.SECONDS);
        if (process == null) {
            throw new AssertionError("No job has started");
        }
        return process;
    }

    @Override
    public JobResult run(Job job) throws InterruptedException {
        jobs.add(job);
        String script = script(job.command());
        if (script.startsWith("simulate ")) {
            return JobResult.simulated(script.substring("simulate ".length()));
        }
        long start = System.nanoTime();
        try {
            Path folder = Files.createDirectories(job.directory().resolve("logs"));
            Map<String, Path> logs = Map.of("stdout", folder.resolve("stdout"), "stderr", folder.resolve("stderr"));
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
                    .directory(job.directory().toFile())
                    .redirectOutput(folder.resolve("stdout").toFile())
                    .redirectError(folder.resolve("stderr").toFile());
            builder.environment().keySet().retainAll(List.of("PATH"));
            builder.environment().putAll(job.environment());
            Process process = builder.start();
            processes.add(process.toHandle());
            Duration limit = job.limit() == null ? Duration.ofMinutes(10) : job.limit();
            boolean ended = waitFor(process, limit);
            int code = process.waitFor();
            List<String> lines = Files.readAllLines(folder.resolve("stderr"));
            String last = lines.isEmpty() ? "exit code " + code : lines.get(lines.size() - 1);
            Duration duration = ended ? Duration.ofNanos(System.nanoTime() - start) : limit;
            return new JobResult(
                    ended && code == 0 ? Outcome.SUCCEEDED : Outcome.FAILED,
                    ended ? code == 0 ? "" : last : "it ran longer than " + limit,
                    code,
                    List.of("ran by the shell"),
                    duration,
                    logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end of the process. Tests do not wait long, so limits are shorter here. */
    private static boolean waitFor(Process process, Duration limit) throws InterruptedException {
        boolean ended = false;
        try {
            ended = limit.compareTo(Duration.ofMinutes(2)) > 0
                    ? process.waitFor(1, TimeUnit.MINUTES)
                    : process.waitFor(200, TimeUnit.MILLISECONDS);
            return ended;
        } finally {
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().onExit().join();
            }
        }
    }

    private static String script(JobCommand command) {
        if (command instanceof JobCommand.Step step) {
            return step.arguments().get(step.arguments().size() - 1);
        }
        if (command instanceof JobCommand.SparkSubmit spark) {
            return spark.arguments().get(spark.arguments().size() - 1);
        }
        return ((JobCommand.Hive) command).parameters();
    }

    @Override
    public String description() {
        return "Scripts of the shell";
    }
}
