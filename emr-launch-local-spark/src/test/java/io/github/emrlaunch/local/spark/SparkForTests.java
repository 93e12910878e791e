package io.github.emrlaunch.local.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.spark.internal.FoundSpark;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Spark that tests run with. */
public final class SparkForTests {
    private SparkForTests() {}

    /** Skips the test where there is no Spark that jobs can run with; where the variable CI is set, the test fails. */
    public static void assumeInstalled() {
        SparkJobs jobs = SparkJobs.installed();
        if (System.getenv("CI") == null) {
            assumeTrue(jobs.isInstalled(), jobs.description());
        }
        assertThat(jobs.isInstalled()).as(jobs.description()).isTrue();
    }

    /** Runs jobs, with an archive of Spark's classes that all modules share. */
    public static SparkJobs jobs() {
        Path root = Path.of(Files.isDirectory(Path.of("emr-launch-local-spark")) ? "" : "..");
        return SparkJobs.installed().withClassArchive(root.resolve("target/class-archive"));
    }

    /** The folder of its jars. */
    public static Path jars() {
        return FoundSpark.get().jars();
    }

    /** The launcher of a JVM that it supports. The JVM of the tests can be a later one. */
    public static Path java() {
        return FoundSpark.get().java();
    }

    /** The version of that JVM. */
    public static int javaVersion() {
        return FoundSpark.get().javaVersion();
    }

    /** Where a class was compiled to. */
    public static String classes(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
