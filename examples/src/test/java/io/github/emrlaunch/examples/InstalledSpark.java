package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.spark.SparkJobs;
import java.nio.file.Files;
import java.nio.file.Path;

/** The local Spark, for tests that run jobs. */
public final class InstalledSpark {
    private InstalledSpark() {}

    /**
     * Returns jobs with an archive of Spark's classes, which all modules share. Without Spark the test is skipped; if the variable CI
     * is set, it fails.
     */
    public static SparkJobs jobs() {
        Path root = Path.of(Files.isDirectory(Path.of("emr-launch-local-spark")) ? "" : "..");
        SparkJobs jobs = SparkJobs.installed().withClassArchive(root.resolve("target/class-archive"));
        if (System.getenv("CI") == null) {
            assumeTrue(jobs.isInstalled(), jobs.description());
        }
        assertThat(jobs.isInstalled()).as(jobs.description()).isTrue();
        return jobs;
    }
}
