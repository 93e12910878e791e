package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestPip;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.code.PythonEnvironment;
import io.github.emrlaunch.core.pipeline.SparkSubmit.DeployMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

/** Options of spark-submit, in the forms that Spark accepts. */
class SparkSubmitTest {
    private final Stack stack = TestStack.create().stack();
    private final EmrCode code = EmrCode.fromBucket(Bucket.fromBucketName(stack, "Bucket", "jobs"), "etl");
    private final SparkSubmit job = SparkSubmit.python(code, "job.py");

    private static List<String> command(SparkSubmit job) {
        return job.toStep("Job").arguments();
    }

    private static String optionOf(SparkSubmit job, String option) {
        List<String> command = command(job);
        return command.get(command.indexOf(option) + 1);
    }

    /**
     * Each amount has Spark's meaning of the text, in a form that Java also accepts: in client mode Spark passes the
     * text to the driver as -Xmx.
     */
    @ParameterizedTest
    @CsvSource({
        "4g, 4g",
        "4G, 4g",
        "4gb, 4g",
        "4GB, 4g",
        "4096, 4096m",
        "10240M, 10240m",
        "10240mb, 10240m",
        "524288k, 524288k",
        "1t, 1t",
        "1p, 1099511627776k",
        "1073741824b, 1048576k",
        "' 8g ', 8g"
    })
    void normalizesMemoryAmounts(String text, String written) {
        assertThat(optionOf(job.executorMemory(text), "--executor-memory")).isEqualTo(written);
        assertThat(optionOf(job.driverMemory(text).deployMode(DeployMode.CLIENT), "--driver-memory"))
                .isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "g", "4.5g", "-4g", "4 g", "4x", "4bb", "4gbb", "4g --conf spark.a=b", "9999999999999999999g"
            })
    void rejectsInvalidMemoryAmounts(String text) {
        assertThatThrownBy(() -> job.executorMemory(text))
                .hasMessage(
                        "'--executor-memory' must be a whole number of MiB, or one with a unit such as 512m or 4g, got: %s",
                        text);
    }

    @Test
    void rejectsMemoryBelow450MiB() {
        assertThatThrownBy(() -> job.driverMemory("4"))
                .hasMessage(
                        "'--driver-memory' must be at least 450m, or Spark refuses it, got: 4, which is MiB. Write a unit, such as 4g");
        assertThatThrownBy(() -> job.executorMemory("449m"))
                .hasMessage("'--executor-memory' must be at least 450m, or Spark refuses it, got: 449m");
    }

    @Test
    void acceptsFilesOfCodeOnNodesAndAtOtherUris() {
        SparkSubmit all = job.jars(
                        "a.jar", "s3://libs/b.jar", "/usr/lib/hudi/hudi-spark-bundle.jar", "local:///opt/c.jar")
                .files("dev.json#settings.json", "s3://conf/log.properties#log")
                .archives("venv.tar.gz#environment")
                .pyFiles("lib.zip", "hdfs:///apps/more.py");

        assertThat(optionOf(all, "--jars"))
                .isEqualTo(
                        "s3://jobs/etl/a.jar,s3://libs/b.jar,/usr/lib/hudi/hudi-spark-bundle.jar,local:///opt/c.jar");
        assertThat(optionOf(all, "--files"))
                .isEqualTo("s3://jobs/etl/dev.json#settings.json,s3://conf/log.properties#log");
        assertThat(optionOf(all, "--archives")).isEqualTo("s3://jobs/etl/venv.tar.gz#environment");
        assertThat(optionOf(all, "--py-files")).isEqualTo("s3://jobs/etl/lib.zip,hdfs:///apps/more.py");
    }

    /** A name after # belongs to the file in the folder, which is known at synthesis. */
    @Test
    void checksFileWithoutNameAfterHash() {
        EmrCode known = EmrCode.fromPath(
                "src/test/java/io/github/emrlaunch/core/pipeline", Bucket.fromBucketName(stack, "Other", "other"), "x");
        SparkSubmit here = SparkSubmit.python("s3://jobs/job.py").code(known);

        assertThat(optionOf(
                        SparkSubmit.jar(known, "SparkSubmitTest.java", "A").files("SparkSubmitTest.java#t"), "--files"))
                .isEqualTo("s3://other/x/SparkSubmitTest.java#t");
        assertThatThrownBy(() ->
                        SparkSubmit.jar(known, "SparkSubmitTest.java", "A").files("none#t"))
                .hasMessageStartingWith("There is no file 'none' in the folder of code");
        assertThat(here.files(known.uriOf("SparkSubmitTest.java")).toStep("Job").code())
                .containsExactly(known);
    }

    @Test
    void acceptsApplicationsOnNodesAndAtOtherUris() {
        IBucket made = new Bucket(stack, "Made");

        assertThat(command(SparkSubmit.jar("/usr/lib/spark/examples/jars/spark-examples.jar", "org.example.Pi")
                        .arguments("10")))
                .containsExactly(
                        "spark-submit",
                        "--deploy-mode",
                        "cluster",
                        "--class",
                        "org.example.Pi",
                        "/usr/lib/spark/examples/jars/spark-examples.jar",
                        "10");
        for (String uri : List.of(
                "s3://other/job.py",
                "local:///usr/lib/spark/examples/src/main/python/pi.py",
                "/usr/lib/spark/examples/src/main/python/pi.py",
                "hdfs:///apps/job.py",
                made.s3UrlForObject("job.py"))) {
            EmrStep step = SparkSubmit.python(uri).arguments("DAY").toStep("Job");
            assertThat(step.arguments()).endsWith(uri, "DAY");
            assertThat(step.code()).isEmpty();
            // An execution cannot choose what runs either.
            assertThat(step.overridableArguments().values()).containsExactly("DAY");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "job.py", "jobs/job.py", "job.py --x", "s3//a.py"})
    void rejectsApplicationWithoutUriOrAbsolutePath(String uri) {
        assertThatThrownBy(() -> SparkSubmit.python(uri))
                .hasMessageStartingWith("'uri' must be a URI such as s3://bucket/job.py, or a path");
    }

    @Test
    void acceptsOnlyOptionsWithoutOwnMethod() {
        SparkSubmit more = job.option("--queue", "nightly").option("--driver-java-options", "-Da=b -Dc=d");

        assertThat(optionOf(more, "--queue")).isEqualTo("nightly");
        assertThat(optionOf(more, "--driver-java-options")).isEqualTo("-Da=b -Dc=d");
        for (String name : List.of("queue", "-v", "--jars", "--conf", "--a b", "--queue=x", "")) {
            assertThatThrownBy(() -> job.option(name, "x"))
                    .as(name)
                    .hasMessage(
                            "'name' must be an option of spark-submit for which SparkSubmit has no method, such as --queue, got: '%s'",
                            name);
        }
    }

    /** spark-submit would use the value as the application, or do something else and succeed. */
    @ParameterizedTest
    @ValueSource(strings = {"--help", "--kill", "--status", "--supervise", "--usage-error", "--verbose", "--version"})
    void rejectsOptionsThatPreventApplicationFromRunning(String name) {
        assertThatThrownBy(() -> job.option(name, "true"))
                .hasMessage(
                        "'name' must be an option with a value that does not prevent spark-submit from running the application, got: '%s'",
                        name);
    }

    @Test
    void rejectsInvalidFiles() {
        for (String file : List.of("", "a.jar,b.jar", "a.jar#b")) {
            assertThatThrownBy(() -> job.jars("ok.jar", file))
                    .as(file)
                    .hasMessage("'--jars' must be separate files without commas or #, got: '%s'", file);
        }
        for (String file : List.of("", "a.zip,b.zip", "#b", "a.zip#")) {
            assertThatThrownBy(() -> job.archives(file))
                    .as(file)
                    .hasMessage(
                            "'--archives' must be separate files without commas, optionally with a name after #, got: '%s'",
                            file);
        }
        assertThatThrownBy(() -> SparkSubmit.python("s3://jobs/job.py").files("a.json"))
                .hasMessage(
                        "'--files' must be URIs or paths, because the application is not a file of an EmrCode, got: 'a.json'. EmrCode.uriOf returns the URI of a file; add that code to 'code'");
    }

    /** Without requirements pip installs nothing, and sends no requests. */
    private PythonEnvironment environment(Path folder) throws IOException, InterruptedException {
        TestPip.assumeItIsThere();
        Path file = Files.writeString(folder.resolve("requirements.txt"), "# nothing yet\n");
        return PythonEnvironment.fromRequirements(
                        file.toString(), "emr-7.12.0", Bucket.fromBucketName(stack, "Packages", "packages"), "python")
                .withPipOptions("--no-index")
                .withCache(folder.resolve("cache").toString());
    }

    /** The readers of the archive and the location that the settings choose, as in Spark's page on Python packaging for YARN. */
    @Test
    void addsPythonEnvironmentToArchivesAndPythonPath(@TempDir Path folder) throws IOException, InterruptedException {
        PythonEnvironment environment = environment(folder);
        EmrStep step = job.archives("data.zip#data")
                .conf(Map.of("spark.executor.memoryOverhead", "1g"))
                .environment(environment)
                .arguments("DAY")
                .toStep("Job");

        assertThat(step.arguments())
                .containsExactly(
                        "spark-submit",
                        "--deploy-mode",
                        "cluster",
                        "--archives",
                        "s3://jobs/etl/data.zip#data," + environment.archive(),
                        "--conf",
                        "spark.executor.memoryOverhead=1g",
                        "--conf",
                        "spark.executorEnv.PYTHONPATH=./environment",
                        "--conf",
                        "spark.yarn.appMasterEnv.PYTHONPATH=./environment",
                        "s3://jobs/etl/job.py",
                        "DAY");
        assertThat(step.code()).containsExactly(code, environment.code());
        assertThat(optionOf(job.environment(environment), "--archives")).isEqualTo(environment.archive());
    }

    @Test
    void rejectsSettingsThatConflictWithEnvironment(@TempDir Path folder) throws IOException, InterruptedException {
        PythonEnvironment environment = environment(folder);
        SparkSubmit packed = job.environment(environment);

        assertThatThrownBy(() -> SparkSubmit.jar("s3://jobs/job.jar", "Job")
                        .environment(environment)
                        .toStep("Job"))
                .hasMessage("'environment' has packages of Python, and the application is a jar: s3://jobs/job.jar");
        assertThatThrownBy(() -> packed.deployMode(DeployMode.CLIENT).toStep("Job"))
                .hasMessageStartingWith("'environment' is not available to a driver on the primary node");
        assertThatThrownBy(() ->
                        packed.conf(Map.of("spark.executorEnv.PYTHONPATH", "x")).toStep("Job"))
                .hasMessage("'conf' must not have spark.executorEnv.PYTHONPATH, which 'environment' sets");
        assertThatThrownBy(() ->
                        packed.conf(Map.of("spark.archives", "s3://a/b.zip")).toStep("Job"))
                .hasMessageStartingWith("'conf' must not have spark.archives together with 'environment'");
        assertThatThrownBy(() -> packed.archives("venv.tar.gz#environment").toStep("Job"))
                .hasMessageStartingWith(
                        "'archives' must not have the name environment, which is that of 'environment'");
    }
}
