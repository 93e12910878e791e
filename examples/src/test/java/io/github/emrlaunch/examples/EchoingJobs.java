package io.github.emrlaunch.examples;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jobs that print the name of their program and its arguments, in place of Spark. */
final class EchoingJobs implements Jobs {
    @Override
    public JobResult run(Job job) {
        Path stdout;
        try {
            Path logs = Files.createDirectories(job.directory().resolve("logs"));
            stdout = Files.writeString(logs.resolve("stdout"), String.join(" ", program(job.command())) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JobResult(
                JobResult.Outcome.SUCCEEDED, "", 0, List.of(), duration(job.command()), Map.of("stdout", stdout));
    }

    /** A step takes as long as a simulated one, so that its cluster is not idle meanwhile. */
    private static Duration duration(JobCommand command) {
        return command instanceof JobCommand.Step ? Duration.ofMinutes(1) : Duration.ZERO;
    }

    /** The file name of the program, and its arguments. */
    private static List<String> program(JobCommand command) {
        List<String> words = new ArrayList<>();
        if (command instanceof JobCommand.SparkSubmit spark) {
            words.add(spark.entryPoint());
            words.addAll(spark.arguments());
        } else if (command instanceof JobCommand.Step step) {
            words.addAll(step.arguments());
            // The options of spark-submit come first.
            while (words.size() > 1 && !words.get(0).matches(".*\\.(py|jar)")) {
                words.remove(0);
            }
        }
        if (!words.isEmpty()) {
            words.set(0, words.get(0).replaceAll(".*/", ""));
        }
        return words;
    }

    @Override
    public String description() {
        return "Jobs print their arguments";
    }
}
