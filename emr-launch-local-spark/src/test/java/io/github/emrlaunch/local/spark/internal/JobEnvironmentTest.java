package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.jobs.JobCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobEnvironmentTest {
    @TempDir
    private Path folder;

    private RunningJob job() throws IOException {
        return RunningJobs.of(
                folder,
                new JobCommand.SparkSubmit("s3://b/x.py", List.of(), ""),
                Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID", "key"));
    }

    @Test
    void containsNoVariablesOfTheDeveloper() throws IOException {
        Map<String, String> environment = job().environment();

        assertThat(environment.keySet())
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "TMPDIR",
                        "TZ",
                        "LANG",
                        "USER",
                        "LOGNAME",
                        "HADOOP_USER_NAME",
                        "JAVA_HOME",
                        "SPARK_HOME",
                        "SPARK_LOCAL_IP",
                        "SPARK_LOCAL_DIRS",
                        "SPARK_CONF_DIR",
                        "HADOOP_CONF_DIR",
                        "AWS_CONFIG_FILE",
                        "AWS_SHARED_CREDENTIALS_FILE",
                        "AWS_EC2_METADATA_DISABLED",
                        "EMR_LAUNCH_NOTES",
                        "LD_LIBRARY_PATH",
                        "AWS_ENDPOINT_URL",
                        "AWS_ACCESS_KEY_ID");
        assertThat(environment.get("HOME")).startsWith(folder.toString());
        assertThat(Path.of(environment.get("AWS_CONFIG_FILE"))).isEmptyFile();
        assertThat(Path.of(environment.get("AWS_SHARED_CREDENTIALS_FILE"))).isEmptyFile();
        assertThat(Files.isDirectory(Path.of(environment.get("TMPDIR")))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_ENDPOINT_URL",
                "AWS_ENDPOINT_URL_S3",
                "AWS_ACCESS_KEY_ID",
                "AWS_PROFILE",
                "HOME",
                "JAVA_TOOL_OPTIONS"
            })
    void jobCannotOverrideProtectedVariables(String name) throws IOException {
        RunningJob job = job();
        String before = job.environment().get(name);

        job.setVariable(name, "other");

        assertThat(job.environment().get(name)).isEqualTo(before);
        assertThat(job.notes()).singleElement().asString().contains("the variable " + name);
    }

    @Test
    void jobCanSetOtherVariables() throws IOException {
        RunningJob job = job();

        job.setVariable("STAGE", "test");

        assertThat(job.environment()).containsEntry("STAGE", "test");
        assertThat(job.notes()).isEmpty();
    }

    /** {@code pip install --user} puts them below the user's home, which a job does not have. */
    @Test
    void pythonFindsUserPackages() throws Exception {
        Path onPath = Executables.onPath("python3", System.getenv("PATH"));
        assumeTrue(onPath != null, "There is no python3");
        PythonInterpreter python = Objects.requireNonNull(PythonInterpreter.of(Objects.requireNonNull(onPath)));
        Path packages = Files.createDirectories(folder.resolve("it's user"));
        Files.writeString(packages.resolve("mylib.py"), "VALUE = 'seen'\n");
        RunningJob job = RunningJobs.of(
                folder,
                new JobCommand.SparkSubmit("s3://b/x.py", List.of(), ""),
                Map.of(),
                Map.of(),
                python.program(),
                new PythonInterpreter.UserPackages(
                        packages, Path.of("lib/python" + python.version() + "/site-packages")));

        assertThat(answer(job, python, "import site; print(site.getuserbase())"))
                .isEqualTo(job.home().toAbsolutePath().resolve(".local").toString());
        assumeTrue(
                answer(job, python, "import site; print(site.ENABLE_USER_SITE)").equals("True"),
                "python3 is one of a virtual environment");
        assertThat(answer(job, python, "import mylib; print(mylib.VALUE)")).isEqualTo("seen");
    }

    private static String answer(RunningJob job, PythonInterpreter python, String question) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(python.program().toString(), "-c", question).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(job.environment());
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    }
}
