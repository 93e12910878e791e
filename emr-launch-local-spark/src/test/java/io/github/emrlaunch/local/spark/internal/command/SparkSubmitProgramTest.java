package io.github.emrlaunch.local.spark.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import io.github.emrlaunch.local.spark.internal.RunningJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a Spark that has no jars: what comes to it ends with exit code 1. */
class SparkSubmitProgramTest {
    @TempDir
    private Path folder;

    private RunningJob job;

    @BeforeEach
    void job() throws IOException {
        Files.createDirectories(folder.resolve("spark/jars"));
        job = RunningJobs.step(folder);
    }

    private Ended submit(String... words) throws IOException, InterruptedException {
        return new SparkSubmitProgram().run(job, List.of(words));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --class org.apache.spark.examples.SparkPi /usr/lib/spark/examples/jars/spark-examples.jar 10 | /usr/lib/spark
        --class org.apache.spark.examples.SparkPi local:///usr/lib/spark/examples/jars/spark-examples.jar | local:///usr
        --kill app-1   | spark-submit --kill does not run here
        --status app-1 | spark-submit --status does not run here
        """)
    void simulatesFilesAndOptionsThatExistOnlyOnEmr(String words, String why) throws Exception {
        assertThat(submit(words.split(" ")))
                .isInstanceOfSatisfying(Ended.Simulated.class, simulated -> assertThat(simulated.why())
                        .contains(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/hadoop/x.py",
                "file:///home/hadoop/x.py",
                "local:///home/hadoop/x.jar",
                "none.py",
                "--py-files,/home/hadoop/y.py,spark-internal",
                "--jars,/home/hadoop/lib/*.jar,spark-internal",
                "--conf,spark.jars=/home/hadoop/y.jar,spark-internal"
            })
    void rejectsMissingFiles(String words) {
        assertThatThrownBy(() -> submit(words.split(",")))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("bootstrap actions are not run");
    }

    @Test
    void hadoopSimulatesEmrJarAndRejectsMissingJar() throws Exception {
        assertThat(new HadoopCommand().run(job, List.of("jar", "/usr/lib/hadoop/hadoop-streaming.jar")))
                .isInstanceOf(Ended.Simulated.class);
        assertThatThrownBy(() -> new HadoopCommand().run(job, List.of("jar", "/home/hadoop/x.jar")))
                .hasMessageContaining("bootstrap actions are not run");
    }

    @Test
    void resolvesEmrSparkPathToInstalledSpark() throws IOException {
        Path installed = folder.resolve("spark/examples/pi.py");
        Files.createDirectories(folder.resolve("spark/examples"));
        Files.createFile(installed);

        JobFile file = new JobFile(job, "local:///usr/lib/spark/examples/pi.py");

        assertThat(file.here()).isEqualTo(installed.toString());
        assertThat(file.obstacle()).isNull();
    }

    @Test
    void acceptsExistingFilesAndS3Addresses() throws IOException {
        Path script = Files.createFile(folder.resolve("a b.py"));
        Files.createFile(job.work().resolve("x.jar"));

        for (String address :
                List.of(script.toString(), script.toUri().toString(), "x.jar", "*.jar", "s3://b-1/a b.py")) {
            assertThat(new JobFile(job, address).obstacle()).as(address).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://my bucket/x.py", "s3:///x.py", "s3a:/bucket/x.py"})
    void rejectsInvalidBucketNames(String address) {
        assertThatThrownBy(() -> submit(address)).hasMessageContaining(address + " names no valid bucket");
    }

    @Test
    void omitsJarsThatEmrInstalls() throws Exception {
        assertThat(submit("--jars", "/usr/lib/hudi/hudi.jar", "spark-internal")).isEqualTo(new Ended.Exited(1));
        assertThat(job.notes()).singleElement().asString().contains("--jars", "/usr/lib/hudi/hudi.jar", "--packages");
    }

    @Test
    void versionOptionStartsSparkSubmitWithoutResource() throws Exception {
        assertThat(submit("--version")).isEqualTo(new Ended.Exited(1));
        assertThat(job.failure(1)).contains("SparkSubmit");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --driver-memory 1g                               |
        --conf spark.driver.memory=1024m                 |
        --driver-memory much                             | --driver-memory much
        --driver-memory 1g --executor-memory 2g          | --executor-memory 2g
        """)
    void notesOnlyMemoryOptionsThatAreNotApplied(String words, String leftOut) throws Exception {
        submit((words + " spark-internal").split(" "));

        if (leftOut == null) {
            assertThat(job.notes()).isEmpty();
        } else {
            assertThat(job.notes()).singleElement().asString().endsWith("runs the job: " + leftOut);
        }
    }

    @Test
    void notesUnavailableDriverMemoryOnce() throws Exception {
        submit("--driver-memory", "9999g", "spark-internal");

        assertThat(job.notes()).singleElement().asString().contains("The driver asks for 9999g");
    }

    @Test
    void failedHiveKeepsExitCode() throws Exception {
        Ended ended = new Hive().run(job, List.of("-e", "SELECT 1"));

        assertThat(ended).isInstanceOf(Ended.Failed.class);
        assertThat(ended.exitCode()).isEqualTo(1);
    }
}
