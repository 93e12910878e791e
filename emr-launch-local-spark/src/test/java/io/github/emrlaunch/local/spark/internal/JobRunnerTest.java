package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunnerTest {
    @TempDir
    private Path folder;

    private JobResult run(JobExecution execution) throws IOException, InterruptedException {
        SparkInstallation spark =
                RunningJobs.step(Files.createTempDirectory(folder, "other")).spark();
        Job job = new Job(
                "s-1",
                "test",
                new JobCommand.Step("command-runner.jar", null, List.of("x"), Map.of()),
                "emr-7.12.0",
                Map.of(),
                Map.of(),
                Files.createDirectories(folder.resolve("job")),
                Files.createDirectories(folder.resolve("shared")),
                Duration.ofMinutes(1));
        return new JobRunner(SparkSettings.standard(), execution, new SparkDiscovery.Found(spark, "")).run(job);
    }

    @Test
    void keepsNotesAndLogsWhenExecutionThrows() throws Exception {
        for (Exception failure : List.of(new IOException("broken"), new IllegalStateException("broken"))) {
            JobResult result = run(job -> {
                job.note("said before");
                Files.writeString(job.logs().resolve("stdout"), "written before");
                if (failure instanceof IOException e) {
                    throw e;
                }
                throw (RuntimeException) failure;
            });

            assertThat(result.outcome()).isEqualTo(JobResult.Outcome.FAILED);
            assertThat(result.message()).isEqualTo("The job could not run on this machine: " + failure);
            assertThat(result.notes()).contains("said before");
            assertThat(Objects.requireNonNull(result.logs().get("stdout"))).hasContent("written before");
            Folders.delete(folder.resolve("job"));
        }
    }

    @Test
    void reportsFullDisk() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "Linux has /dev/full");

        JobResult result = run(job -> {
            Files.writeString(full, "x");
            return Ended.succeeded();
        });

        assertThat(result.outcome()).isEqualTo(JobResult.Outcome.FAILED);
        assertThat(result.message())
                .isEqualTo("The job could not run on this machine: the disk is full: No space left on device");
    }

    @Test
    void invalidPathErrorSuggestsUtf8Locale() throws Exception {
        JobResult result = run(job -> {
            throw new InvalidPathException("a", "no");
        });

        assertThat(result.message()).contains("Start the emulator with LC_ALL=C.UTF-8");
    }

    @Test
    void readsNotesWithInvalidUtf8() throws Exception {
        JobResult result = run(job -> {
            Files.write(job.moreNotes(), new byte[] {'a', (byte) 0xff, '\n', 'b', '\n'});
            return Ended.succeeded();
        });

        assertThat(result.outcome()).isEqualTo(JobResult.Outcome.SUCCEEDED);
        assertThat(result.notes()).endsWith("a\ufffd", "b");
    }

    @Test
    void keepsOnlyHomeLogsAndWorkFolders() throws Exception {
        run(job -> {
            Files.createDirectories(job.temporary().resolve("blockmgr/00"));
            Files.createSymbolicLink(job.temporary().resolve("link"), job.work());
            Files.writeString(job.work().resolve("out.csv"), "1");
            Files.createDirectory(job.job().directory().resolve("conf"));
            Files.createDirectory(job.job().directory().resolve("calls"));
            return Ended.succeeded();
        });

        try (Stream<Path> left = Files.list(folder.resolve("job"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("home", "logs", "work");
        }
        assertThat(folder.resolve("job/work/out.csv")).exists();
    }
}
