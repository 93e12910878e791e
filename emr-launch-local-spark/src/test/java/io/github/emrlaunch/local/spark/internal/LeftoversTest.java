package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.jobs.JobCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir
    private Path folder;

    private static void write(RunningJob job, String... names) throws IOException {
        for (String name : names) {
            Path file = job.work().resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
    }

    @Test
    void reportsFilesInFolderNamedLikeScheme() throws IOException {
        RunningJob job = RunningJobs.step(folder);
        write(job, "s3:/out/sums/part-0.csv");

        new Leftovers(job).tell();

        assertThat(job.notes())
                .singleElement()
                .asString()
                .startsWith("s3:/out/sums/part-0.csv: wrote to the local disk; on EMR this is lost");
    }

    @Test
    void reportsFilesWrittenToRelativePaths() throws IOException {
        RunningJob job = RunningJobs.of(folder, new JobCommand.SparkSubmit("s3://b/x.py", List.of(), ""), Map.of());
        write(job, "report.csv", "out/a/1", "out/a/2", "out/a/3", "out/b/1", "out/b/2");

        new Leftovers(job).tell();

        assertThat(job.notes())
                .containsExactly(
                        "out/a/, out/b/, report.csv: wrote to the local disk; on EMR this is lost with the worker."
                                + " Write what shall stay to S3");
    }

    @Test
    void ignoresInputsAndFilesOfSparkAndPython() throws IOException {
        RunningJob job = RunningJobs.step(folder);
        write(
                job,
                "environment/bin/python",
                "in.csv",
                "metastore_db/x",
                "derby.log",
                "__pycache__/a.pyc",
                "spark-warehouse/t/x",
                ".a.crc");
        job.layIn(job.work().resolve("environment"));
        job.layIn(job.work().resolve("in.csv"));

        new Leftovers(job).tell();

        assertThat(job.notes()).isEmpty();
    }
}
