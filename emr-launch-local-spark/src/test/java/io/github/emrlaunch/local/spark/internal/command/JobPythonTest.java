package io.github.emrlaunch.local.spark.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import io.github.emrlaunch.local.spark.internal.RunningJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobPythonTest {
    private static final String BROUGHT = "./environment/bin/python";
    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    private Path folder;

    private Path own;
    private RunningJob job;

    @BeforeEach
    void job() throws IOException {
        own = python(folder.resolve("own/python3"), "echo '3 11'");
        job = RunningJobs.of(folder, new JobCommand.SparkSubmit("s3://b/x.py", List.of(), ""), Map.of(), own);
    }

    private static Path python(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private void choose() throws InterruptedException {
        new JobPython(job).choose(settings);
        assertThat(settings).isEmpty();
        assertThat(job.environment().get("PYSPARK_PYTHON"))
                .isEqualTo(job.environment().get("PYSPARK_DRIVER_PYTHON"));
    }

    @Test
    void usesInstalledPythonByDefault() throws Exception {
        choose();

        assertThat(job.environment()).containsEntry("PYSPARK_PYTHON", own.toString());
        assertThat(job.notes()).isEmpty();
    }

    @Test
    void usesPythonFromArchive() throws Exception {
        Path brought = python(job.work().resolve("environment/bin/python"), "echo '3 9'");
        job.setVariable("PYSPARK_DRIVER_PYTHON", BROUGHT);
        job.setVariable("PYSPARK_PYTHON", BROUGHT);

        choose();

        assertThat(job.environment()).containsEntry("PYSPARK_PYTHON", brought.toString());
        assertThat(job.notes()).isEmpty();
    }

    @Test
    void settingsOverrideVariables() throws Exception {
        Path brought = python(job.work().resolve("environment/bin/python"), "echo '3 9'");
        settings.put("spark.pyspark.python", "environment/bin/python");
        job.setVariable("PYSPARK_PYTHON", "/usr/bin/python3");

        choose();

        assertThat(job.environment()).containsEntry("PYSPARK_PYTHON", brought.toString());
        assertThat(job.notes()).singleElement().asString().contains("/usr/bin/python3", "one of EMR's machines");
    }

    @Test
    void usesPackagesOfArchiveIfItsPythonDoesNotStart() throws Exception {
        python(job.work().resolve("environment/bin/python"), "exit 1");
        Path packages = Files.createDirectories(job.work().resolve("environment/lib/python3.11/site-packages"));
        job.setVariable("PYSPARK_PYTHON", BROUGHT);

        choose();

        assertThat(job.environment())
                .containsEntry("PYSPARK_PYTHON", own.toString())
                .containsEntry("PYTHONPATH", packages.toString());
        assertThat(job.notes())
                .singleElement()
                .asString()
                .contains("does not start on this machine", "the packages of the archive");
    }

    @Test
    void notesPythonThatIsInNoArchive() throws Exception {
        job.setVariable("PYSPARK_DRIVER_PYTHON", BROUGHT);

        choose();

        assertThat(job.environment())
                .containsEntry("PYSPARK_PYTHON", own.toString())
                .doesNotContainKey("PYTHONPATH");
        assertThat(job.notes()).singleElement().asString().contains("no archive brought it");
    }
}
