package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.s3.Bucket;

class EmrStepTest {
    private final EmrCode code =
            EmrCode.fromBucket(Bucket.fromBucketName(TestStack.create().stack(), "Bucket", "jobs"), "etl");

    private static JsonNode jarStep(EmrStep step) {
        return request(step).path("HadoopJarStep");
    }

    private static JsonNode request(EmrStep step) {
        return new StepText(step, Reference.STATE_INPUT).json();
    }

    private static String command(EmrStep step) {
        assertThat(jarStep(step).path("Jar").asText()).isEqualTo("command-runner.jar");
        return String.join(" ", step.arguments());
    }

    @Test
    void submitsAJarToSpark() {
        EmrStep step = SparkSubmit.jar(code, "job.jar", "com.acme.Job")
                .numExecutors(4)
                .executorMemory("4g")
                .packages("org.acme:lib:1.0")
                .jars("a.jar", "b.jar")
                .conf(Map.of("spark.b", "2", "spark.a", "1"))
                .arguments("--date", "2026-01-01")
                .toStep("Prepare");

        assertThat(command(step))
                .isEqualTo("spark-submit --deploy-mode cluster --class com.acme.Job --num-executors 4 "
                        + "--executor-memory 4g --packages org.acme:lib:1.0 --jars s3://jobs/etl/a.jar,s3://jobs/etl/b.jar "
                        + "--conf spark.a=1 --conf spark.b=2 s3://jobs/etl/job.jar --date 2026-01-01");
    }

    @Test
    void submitsPythonToSpark() {
        EmrStep step = SparkSubmit.python(code, "job.py")
                .deployMode(SparkSubmit.DeployMode.CLIENT)
                .pyFiles("lib.zip")
                .toStep("Prepare");

        assertThat(command(step))
                .isEqualTo("spark-submit --deploy-mode client --py-files s3://jobs/etl/lib.zip s3://jobs/etl/job.py");
    }

    @Test
    void runsHiveS3DistCpAndStreamingWithCommandRunner() {
        assertThat(command(EmrStep.hiveScript("Hive", code, "q.hql", Map.of("OUT", "s3://o", "IN", "s3://i"))))
                .isEqualTo("hive-script --run-hive-script --args -f s3://jobs/etl/q.hql -d IN=s3://i -d OUT=s3://o");
        assertThat(command(EmrStep.s3DistCp("Copy", "s3://a", "hdfs:///a", "--srcPattern=.*csv")))
                .isEqualTo("s3-dist-cp --src=s3://a --dest=hdfs:///a --srcPattern=.*csv");
        assertThat(command(EmrStep.hadoopStreaming("Count", code, "py/map.py", "py/reduce.py", "s3://i", "s3://o")))
                .isEqualTo("hadoop-streaming -files s3://jobs/etl/py/map.py,s3://jobs/etl/py/reduce.py -mapper map.py "
                        + "-reducer reduce.py -input s3://i -output s3://o");
    }

    @Test
    void runsShellScriptWithScriptRunnerOfRegion() {
        EmrStep step = EmrStep.shellScript("Tidy", code, "tidy.sh", "--all");

        assertThat(step.jar()).endsWith(".elasticmapreduce/libs/script-runner/script-runner.jar");
        assertThat(step.jar()).startsWith("s3://${Token[AWS.Region.");
        assertThat(step.arguments()).containsExactly("s3://jobs/etl/tidy.sh", "--all");
    }

    @Test
    void createsStepConfigForEmr() {
        EmrStep step = EmrStep.ofJar("Job", code, "job.jar", "com.acme.Job", "one", "two")
                .withProperties(Map.of("b", "2", "a", "1"))
                .withActionOnFailure(ActionOnFailure.TERMINATE_CLUSTER);

        assertThat(request(step)).isEqualTo(Json.parse("""
                        {"Name": "Job", "ActionOnFailure": "TERMINATE_CLUSTER", "HadoopJarStep": {
                            "Jar": "s3://jobs/etl/job.jar", "MainClass": "com.acme.Job", "Args": ["one", "two"],
                            "Properties": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}}"""));
    }

    private static List<String> overridable(EmrStep step) {
        return List.copyOf(step.overridableArguments().values());
    }

    /** Everybody who may start a pipeline must not be able to run any program on its cluster. */
    @Test
    void commandAndItsOptionsCannotBeOverridden() {
        assertThat(overridable(SparkSubmit.python(code, "job.py")
                        .executorMemory("4g")
                        .conf(Map.of("spark.a", "b"))
                        .arguments("--date", "2026-01-01", "client")
                        .toStep("Job")))
                .containsExactly("2026-01-01", "client");
        assertThat(overridable(EmrStep.hiveScript("Job", code, "job.hql", Map.of("table", "orders"))))
                .containsExactly("table=orders");
        assertThat(overridable(EmrStep.shellScript("Job", code, "job.sh", "-v", "daily")))
                .containsExactly("daily");
        assertThat(overridable(EmrStep.s3DistCp("Job", "s3://a", "hdfs:///b", "--deleteOnSuccess")))
                .containsExactly("--src=s3://a", "--dest=hdfs:///b");
        assertThat(overridable(EmrStep.hadoopStreaming("Job", code, "map.py", "reduce.py", "s3://a", "s3://b")))
                .containsExactly("s3://a", "s3://b");
        assertThat(overridable(EmrStep.ofJar("Job", code, "job.jar", "com.example.Job", "--date", "2026-01-01")))
                .containsExactly("2026-01-01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command-runner.jar",
                "/usr/share/aws/emr/command-runner/lib/command-runner.jar",
                "s3://eu-west-1.elasticmapreduce/libs/script-runner/script-runner.jar",
                "s3://jobs/job.jar"
            })
    void genericStepHasOnlyDeclaredOverridableArguments(String jar) {
        EmrStep step = EmrStep.of("Job", jar, "spark-submit", "--conf", "spark.a=b", "s3://corp/app.py", "DAY", "DAY");

        assertThat(overridable(step)).isEmpty();
        assertThat(step.withOverridableArguments("DAY").overridableArguments())
                .isEqualTo(new TreeMap<>(Map.of(4, "DAY", 5, "DAY")));
        assertThat(step.withOverridableArguments("DAY").withOverridableArguments())
                .isEqualTo(step);
        if (!jar.endsWith("job.jar")) {
            for (EmrStep named : List.of(step, step.withOverridableArguments("DAY"))) {
                assertThatThrownBy(() -> named.withOverridableArguments("spark-submit"))
                        .hasMessage(
                                "Step 'Job': 'overridableArguments' must be values after the program that %s runs and its options, got: 'spark-submit'",
                                jar);
                assertThatThrownBy(() -> named.withArgumentName("Program", "spark-submit"))
                        .hasMessageContaining("must be values after the program");
                for (String fixed : List.of("--conf", "spark.a=b", "s3://corp/app.py")) {
                    assertThatThrownBy(() -> named.withOverridableArguments(fixed))
                            .as(fixed)
                            .hasMessageContaining("must be values after the program");
                }
            }
        }
    }

    @Test
    void overridableArgumentsCanHaveUniqueNames() {
        EmrStep step = SparkSubmit.python(code, "job.py")
                .arguments("DAY", Aws.REGION, "DAY", "5")
                .toStep("Job");
        int first = step.arguments().indexOf("DAY");

        EmrStep named = step.withArgumentName("From", "DAY")
                .withArgumentName("Region", Aws.REGION)
                .withArgumentName("To", "DAY");

        assertThat(named.overridableArguments())
                .isEqualTo(new TreeMap<>(Map.of(first, "From", first + 1, "Region", first + 2, "To", first + 3, "5")));
        assertThatThrownBy(() -> named.withArgumentName("Third", "DAY"))
                .hasMessage("Step 'Job': each argument 'DAY' has a name already");
        assertThatThrownBy(() -> named.withArgumentName("From", "5"))
                .hasMessage("Step 'Job': 'argumentName' must not be that of another argument, got: 'From'");
        assertThatThrownBy(() -> named.withArgumentName("None", "6"))
                .hasMessageStartingWith("Step 'Job' has no argument '6'. Arguments: [spark-submit, ");
        assertThatThrownBy(() -> step.withOverridableArguments(Aws.REGION)).hasMessageContaining("withArgumentName");
        assertThatThrownBy(() -> step.withOverridableArguments("none")).hasMessageContaining("has no argument 'none'");
    }

    /** Only command-runner runs its first argument as a program, and omits empty arguments. */
    @Test
    void acceptsAnyArgumentsForCustomJar() {
        assertThat(jarStep(EmrStep.of("Job", "s3://jobs/job.jar", "a text", "")).path("Args"))
                .isEqualTo(Json.parse("[\"a text\", \"\"]"));
        assertThat(EmrStep.of("Job", "command-runner.jar", "bash", "-c", "date && true")
                        .arguments())
                .hasSize(3);
    }

    @Test
    void rejectsInvalidStepsAndSparkSubmitSettings() {
        assertThatThrownBy(() -> EmrStep.of("a\u0000b", "job.jar"))
                .hasMessageStartingWith(
                        "'name' of a step must be 1 to 256 characters without control characters, got: ");
        assertThatThrownBy(() -> EmrStep.of("Job", "")).hasMessage("Step 'Job': 'jar' must not be empty");
        assertThatThrownBy(() -> EmrStep.of("Job", "job.jar", "x".repeat(10_240)))
                .hasMessage(
                        "Step 'Job': jar, main class, arguments and properties have 10247 characters, EMR allows 10240. "
                                + "Put long values into a file");
        assertThatThrownBy(() -> EmrStep.of("Job", "command-runner.jar", "spark-submit s3://jobs/job.py"))
                .hasMessage(
                        "Step 'Job': the first argument of command-runner.jar must be the program to run, and each argument of "
                                + "the program must be a separate argument; got: 'spark-submit s3://jobs/job.py'");
        assertThatThrownBy(() -> EmrStep.of("Job", "command-runner.jar"))
                .hasMessage(
                        "Step 'Job': the first argument of command-runner.jar must be the program to run, and each argument of "
                                + "the program must be a separate argument; got: nothing");
        assertThatThrownBy(() -> SparkSubmit.python(code, "job.py")
                        .arguments("--date", "")
                        .toStep("Job"))
                .hasMessage(
                        "Step 'Job': 'arguments' of command-runner.jar must not be empty strings, which it omits, got one at "
                                + "index 5");
        assertThatThrownBy(() -> SparkSubmit.python(code, "job.jar"))
                .hasMessage("'file' of PySpark must end in .py, got: job.jar");
        assertThatThrownBy(() -> SparkSubmit.jar(code, "job.jar", "com.acme.Job --conf a=b"))
                .hasMessage("'mainClass' must be the name of a class, got: com.acme.Job --conf a=b");
        assertThatThrownBy(() -> SparkSubmit.python(code, "job.py").numExecutors(0))
                .hasMessage("'--num-executors' must be at least 1, got: 0");
        assertThatThrownBy(() -> SparkSubmit.python(code, "job.py").conf(Map.of("a", "1")))
                .hasMessage("'conf' must have properties that start with spark., Spark ignores others, got: a");
        assertThatThrownBy(() -> SparkSubmit.python(code, "job.py").packages("a:b"))
                .hasMessage("'packages' must be Maven coordinates group:artifact:version, got: a:b");
    }

    /** Command lines in one argument: the runner finds no such program, or the program no such option. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            command-runner.jar | spark-submit s3://jobs/job.py
            /usr/share/aws/emr/command-runner/lib/command-runner.jar | spark-submit s3://jobs/job.py
            s3://eu-west-1.elasticmapreduce/libs/script-runner/script-runner.jar | s3://jobs/job.sh --day 2026-01-01
            """)
    void rejectsCommandLineInOneArgument(String jar, String line) {
        assertThatThrownBy(() -> EmrStep.of("Job", jar, List.of(line)))
                .hasMessageStartingWith(
                        "Step 'Job': the first argument of %s must be the program to run".formatted(jar));
    }

    /** Values of options may start with any character. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark-submit|--driver-java-options|-XX:+UseG1GC -XX:+PrintGCDetails|s3://jobs/job.py",
                "spark-submit|--driver-java-options=-XX:+UseG1GC -verbose:gc|s3://jobs/job.py",
                "spark-submit|--verbose|--conf|spark.driver.extraJavaOptions=-XX:+UseG1GC -verbose:gc|s3://jobs/job.py",
                "timeout|60|spark-submit|--driver-java-options|-verbose:gc -XX:+UseG1GC|--class|Job|s3://jobs/job.jar",
                "spark-submit|s3://jobs/job.py|-x y",
                "hadoop-streaming|-verbose|-D|-Xmx1g -Xms1g|-mapper|cat -n",
                "s3-dist-cp|--srcPattern|-part .*|--src=s3://a",
                "hive-script|--run-hive-script|--args|-f|s3://jobs/q.hql|-d|-a b"
            })
    void acceptsOptionValuesWithSpaces(String command) {
        List<String> arguments = List.of(command.split("\\|", -1));

        assertThat(EmrStep.of("Job", "command-runner.jar", arguments).arguments())
                .isEqualTo(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hadoop-streaming|-verbose|-input s3://a",
                "spark-submit|--version|--deploy-mode cluster|s3://jobs/job.py",
                "spark-submit|--deploy-mode cluster|s3://jobs/job.py",
                "spark-submit|--deploy-mode cluster s3://jobs/job.py",
                "spark-submit|--conf spark.executor.extraJavaOptions=-Da=b|s3://jobs/job.py",
                "timeout|60|spark-submit|--class\tJob|s3://jobs/job.jar",
                "hive-script|--run-hive-script --args -f s3://jobs/q.hql",
                "s3-dist-cp|--src s3://a|--dest s3://b",
                "hadoop-streaming|-input s3://a"
            })
    void rejectsOptionAndValueInOneArgument(String command) {
        List<String> arguments = List.of(command.split("\\|", -1));
        assertThatThrownBy(() -> EmrStep.of("Job", "command-runner.jar", arguments))
                .hasMessageStartingWith("Step 'Job': an option of " + arguments.get(0)
                        + " and its value must be two separate arguments");
    }

    @Test
    void acceptsArgumentsWithIntendedSpaces() {
        for (List<String> command : List.of(
                List.of("spark-submit", "--conf", "spark.driver.extraJavaOptions=-Da=b -Dc=d", "s3://jobs/a.py"),
                List.of("spark-submit", "--conf=spark.a=b c", "s3://jobs/a.py", "-q select 1"),
                List.of("s3-dist-cp", "--src=s3://a b", "--dest=s3://b"),
                List.of("bash", "-c", "date && true"))) {
            assertThat(EmrStep.of("Job", "command-runner.jar", command).arguments())
                    .isEqualTo(command);
        }
    }
}
