package io.github.emrlaunch.local.spark.internal;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.spark.internal.PythonInterpreter.UserPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs for tests that need no Spark. */
public final class RunningJobs {
    private RunningJobs() {}

    /** A job in a folder. */
    public static RunningJob of(Path folder, JobCommand command, Map<String, String> environment) throws IOException {
        return of(folder, command, environment, null);
    }

    /** A job in a folder of a machine with a Python. */
    public static RunningJob of(Path folder, JobCommand command, Map<String, String> environment, @Nullable Path python)
            throws IOException {
        return of(folder, command, Map.of(), environment, python, null);
    }

    /** A job in a folder of a machine with a Python, whose user has packages. */
    static RunningJob of(
            Path folder,
            JobCommand command,
            Map<String, Map<String, String>> classifications,
            Map<String, String> environment,
            @Nullable Path python,
            @Nullable UserPackages user)
            throws IOException {
        Job job = new Job(
                "s-1",
                "test",
                command,
                "emr-7.12.0",
                classifications,
                environment,
                Files.createDirectories(folder.resolve("job")),
                Files.createDirectories(folder.resolve("shared")),
                Duration.ofMinutes(1));
        SparkInstallation spark = new SparkInstallation(
                folder.resolve("spark"),
                new SparkVersion(3, 5, "3.5.9", "2.12"),
                Path.of(System.getProperty("java.home")),
                17,
                python,
                user,
                List.of());
        return new RunningJob(job, spark, SparkSettings.standard(), folder.resolve("fs.jar"));
    }

    /** A step's job in a folder, with the configuration of its cluster. */
    static RunningJob configured(Path folder, Map<String, Map<String, String>> classifications) throws IOException {
        return of(
                folder,
                new JobCommand.Step("command-runner.jar", null, List.of("x"), Map.of()),
                classifications,
                Map.of(),
                null,
                null);
    }

    /** A step's job in a folder. */
    public static RunningJob step(Path folder) throws IOException {
        return of(folder, new JobCommand.Step("command-runner.jar", null, List.of("x"), Map.of()), Map.of());
    }
}
