package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.iam.Credentials;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a job in the current thread: creates its folders and its temporary credentials, and writes its logs to S3. */
final class JobCall {
    /** Creates the folders of a job. */
    @FunctionalInterface
    interface Folders {
        JobFolders get() throws IOException;
    }

    private static final String CANCELLED = "The job was cancelled";
    /** The maximum length of messages and notes. Strings of EMR have at most 10,280 characters. */
    private static final int LONGEST = 10_000;

    private final ServiceContext context;
    private final Jobs jobs;
    private final Folders folders;

    JobCall(ServiceContext context, Jobs jobs, Folders folders) {
        this.context = context;
        this.jobs = jobs;
        this.folders = folders;
    }

    /** Returns the result of the job. Every problem is a failure of the job. */
    JobResult run(Supplier<JobOrder> order, JobThread thread) {
        try {
            return bounded(run(order.get(), thread));
        } catch (IOException | RuntimeException | Error e) {
            return failed("The job could not run: " + FailureReason.of(e), Duration.ZERO, Map.of());
        }
    }

    private JobResult run(JobOrder order, JobThread thread) throws IOException {
        JobFolders own = folders.get();
        Credentials credentials = context.iam().credentials(order.principal(), Instant.MAX);
        JobResult result;
        try {
            Job job = new Job(
                    order.id(),
                    order.name(),
                    order.command(),
                    order.releaseLabel(),
                    order.classifications(),
                    environment(credentials),
                    own.make(order.folder()),
                    own.make(order.shared()),
                    order.limit());
            result = run(job, thread, credentials);
        } finally {
            context.iam().expire(credentials);
        }
        if (result.outcome() == Outcome.SIMULATED) {
            return result;
        }
        List<String> notes = new ArrayList<>(result.notes());
        notes.addAll(order.notes());
        if (order.logs() != null) {
            notes.addAll(new JobLogs(context.gateway(), own.root()).write(order.logs(), result.logs()));
        }
        return new JobResult(
                result.outcome(), result.message(), result.exitCode(), notes, result.duration(), result.logs());
    }

    private JobResult run(Job job, JobThread thread, Credentials credentials) {
        if (!thread.begin(credentials.accessKeyId())) {
            return failed(CANCELLED, Duration.ZERO, Map.of());
        }
        long start = System.nanoTime();
        @Nullable Throwable thrown = null;
        try {
            return Objects.requireNonNull(jobs.run(job), "its result is null");
        } catch (InterruptedException | RuntimeException | Error e) {
            thrown = e;
        } finally {
            thread.end();
        }
        return failed(
                thrown instanceof InterruptedException
                        ? CANCELLED
                        : "The job could not run: " + jobs.getClass().getName() + " failed: " + thrown,
                Duration.ofNanos(System.nanoTime() - start),
                logs(job));
    }

    /** Returns the logs of a job without a result, from the folder that {@link Jobs} defines. */
    private static Map<String, Path> logs(Job job) {
        Path folder = job.directory().resolve("logs");
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> file));
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static JobResult failed(String message, Duration duration, Map<String, Path> logs) {
        return new JobResult(Outcome.FAILED, message, null, List.of(), duration, logs);
    }

    /** Returns the result with texts of limited length for responses and pages. */
    private static JobResult bounded(JobResult result) {
        return new JobResult(
                result.outcome(),
                bounded(result.message()),
                result.exitCode(),
                result.notes().stream().map(JobCall::bounded).toList(),
                result.duration(),
                result.logs());
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private Map<String, String> environment(Credentials credentials) {
        String region = context.account().region();
        return Map.of(
                "AWS_ENDPOINT_URL", context.endpoint().toString(),
                "AWS_REGION", region,
                "AWS_DEFAULT_REGION", region,
                "AWS_ACCESS_KEY_ID", credentials.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey(),
                "AWS_SESSION_TOKEN", credentials.sessionToken());
    }
}
