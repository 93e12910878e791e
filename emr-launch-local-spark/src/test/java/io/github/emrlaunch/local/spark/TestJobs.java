package io.github.emrlaunch.local.spark;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the steps of one cluster, without the cluster. */
final class TestJobs {
    private final Path directory;
    private final Map<String, String> environment;
    private final AtomicInteger count = new AtomicInteger();
    private Jobs jobs = SparkForTests.jobs();

    TestJobs(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    void use(Jobs other) {
        jobs = other;
    }

    Map<String, String> environment() {
        return environment;
    }

    Path shared() {
        return directory.resolve("shared");
    }

    /** Runs a step of {@code command-runner.jar}. */
    JobResult command(String... arguments) throws IOException, InterruptedException {
        return step("command-runner.jar", arguments);
    }

    JobResult step(String jar, String... arguments) throws IOException, InterruptedException {
        return run(new JobCommand.Step(jar, null, List.of(arguments), Map.of()));
    }

    JobResult run(JobCommand command) throws IOException, InterruptedException {
        String id = "s-" + count.incrementAndGet();
        return jobs.run(new Job(
                id,
                "test",
                command,
                "emr-7.12.0",
                Map.of(),
                environment,
                Files.createDirectories(directory.resolve("jobs").resolve(id)),
                Files.createDirectories(shared()),
                Duration.ofMinutes(5)));
    }
}
