package io.github.emrlaunch.client;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Jobs that print their arguments, one per line. The last argument can make them fail, hang or not start. */
public final class PrintingJobs implements Jobs {
    private volatile CountDownLatch hangs = new CountDownLatch(1);
    private final List<JobCommand.Step> steps = new CopyOnWriteArrayList<>();

    /** Forgets what has run. */
    public void clear() {
        hangs = new CountDownLatch(1);
        steps.clear();
    }

    /** Waits until a job hangs. */
    public void awaitHang() throws InterruptedException {
        if (!hangs.await(1, TimeUnit.MINUTES)) {
            throw new AssertionError("No job hangs");
        }
    }

    /** The jobs that have run. */
    public List<JobCommand.Step> steps() {
        return steps;
    }

    @Override
    public JobResult run(Job job) throws InterruptedException {
        List<String> arguments = arguments(job.command());
        if (arguments.get(arguments.size() - 1).equals("refuse")) {
            return new JobResult(
                    JobResult.Outcome.FAILED, "The job could not start", null, List.of(), Duration.ZERO, Map.of());
        }
        boolean fails = arguments.get(arguments.size() - 1).equals("fail");
        if (arguments.get(arguments.size() - 1).equals("hang")) {
            hangs.countDown();
            new CountDownLatch(1).await();
        }
        try {
            Path folder = Files.createDirectories(job.directory().resolve("logs"));
            Path out = Files.writeString(folder.resolve("stdout"), String.join("\n", arguments));
            Path err =
                    Files.writeString(folder.resolve("stderr"), fails ? "Traceback\nValueError: no data\n" : "INFO\n");
            return new JobResult(
                    fails ? JobResult.Outcome.FAILED : JobResult.Outcome.SUCCEEDED,
                    fails ? "ValueError: no data" : "",
                    fails ? 1 : 0,
                    List.of(),
                    Duration.ofSeconds(90),
                    Map.of("stdout", out, "stderr", err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> arguments(JobCommand command) {
        if (command instanceof JobCommand.Step step) {
            steps.add(step);
            return step.arguments();
        }
        return ((JobCommand.SparkSubmit) command).arguments();
    }

    @Override
    public String description() {
        return "Jobs that print their arguments";
    }
}
