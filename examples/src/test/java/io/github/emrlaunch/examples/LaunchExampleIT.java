package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.spark.SparkJobs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example on this machine. */
class LaunchExampleIT {
    static List<String> names() {
        return Example.all().stream().map(Example::name).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void runsEachExampleSuccessfully(String name) throws InterruptedException {
        if (name.equals("transient-pipeline")) {
            InstalledPython.require();
        }
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        boolean succeeded = LaunchExample.run(
                Example.named(name), "simulated", new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(succeeded).as("%s", told).isTrue();
        assertThat(told.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("Ended after")))
                .hasSameSizeAs(Example.named(name).starts());
    }

    @Test
    void explainsWhatToInstallForRealJobs() throws InterruptedException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        boolean succeeded = LaunchExample.run(
                Example.named("serverless-batch"),
                SparkJobs.installed().withSparkHome(Path.of("no/such/spark")),
                new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(succeeded).isFalse();
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains(
                        "The jobs of serverless-batch cannot run. Jobs are simulated: ",
                        "pip install 'pyspark==3.5.*'");
    }

    @Test
    void rejectsAnUnknownKindOfJobs() throws InterruptedException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        assertThat(LaunchExample.run(
                        Example.named("serverless-batch"), "yes", new PrintStream(told, true, StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(told).hasToString("-Djobs must be simulated or real, got: yes%n".formatted());
    }
}
