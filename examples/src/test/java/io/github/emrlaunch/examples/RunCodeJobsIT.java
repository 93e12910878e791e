package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.Deployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs a PySpark folder with the command line on a cluster of the first example, with the local Spark. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the launcher is a script of the shell")
class RunCodeJobsIT {
    private static final Path SCRIPT =
            Path.of("../emr-launch-client/bin/emr-launch").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    @SuppressWarnings("try") // Time passes until the end.
    void runsAFolderAndShowsItsOutput() throws Exception {
        Files.createDirectories(folder.resolve("words"));
        Files.writeString(folder.resolve("main.py"), """
            import sys
            from pyspark.sql import SparkSession
            from words.count import count

            spark = SparkSession.builder.getOrCreate()
            print("words", count("a b c"), "rows", spark.range(10).count(), sys.argv[1:])
            if sys.argv[1] == "none":
                raise ValueError("no data")
            """);
        Files.writeString(folder.resolve("words/__init__.py"), "");
        Files.writeString(folder.resolve("words/count.py"), "def count(text):\n    return len(text.split())\n");
        try (ExampleRun run =
                        ExampleRun.withJobs(Example.named("plain-cluster"), ForkFolder.PATH, InstalledSpark.jobs());
                PassingTime time = PassingTime.of(run)) {
            Deployment deployment = run.deploy(run.synthesize());
            String bucket = deployment.resources().stream()
                    .filter(resource -> resource.type().equals("AWS::S3::Bucket"))
                    .findFirst()
                    .orElseThrow()
                    .physicalId();
            String code = "s3://" + bucket + "/code";

            String good =
                    emrLaunch(run, 0, folder.toString(), "--launch", "brioche", "--code", code, "--", "--day", "a b");
            String bad = emrLaunch(run, 1, folder.toString(), "--launch", "brioche", "--code", code, "--", "none");

            assertThat(good).contains("\nwords 3 rows 10 ['--day', 'a b']\n");
            assertThat(bad).contains("\nwords 3 rows 10 ['none']\n").contains("ValueError: no data");
            assertThat(run.aws().clusters()).hasSize(2).allSatisfy(cluster -> assertThat(cluster.state())
                    .startsWith("TERMINAT"));
        }
    }

    private static String emrLaunch(ExampleRun run, int exitCode, String... args)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "run").redirectErrorStream(true);
        builder.command().addAll(List.of(args));
        builder.environment().putAll(run.aws().environment());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
        return output;
    }
}
