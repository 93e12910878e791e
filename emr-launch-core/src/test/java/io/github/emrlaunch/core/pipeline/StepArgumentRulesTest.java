package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.definitions.OverrideRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.s3.Bucket;

/** Everybody who may only start an execution can choose values, but no options or commands. */
class StepArgumentRulesTest {
    private static final EmrStep CLUSTER_MODE = command("spark-submit", "--deploy-mode", "cluster", "s3://corp/app.py");
    private static final EmrStep CLIENT_MODE = command("spark-submit", "--deploy-mode", "client", "s3://corp/app.py");

    private static EmrStep command(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.add("DAY");
        return EmrStep.of("Job", "command-runner.jar", arguments).withOverridableArguments("DAY");
    }

    private static String violation(EmrStep step, String argument, String value) throws InterruptedException {
        return StepArgumentsTest.violation(step, argument, value);
    }

    /** The command by which YARN starts the driver with a value, as Spark and YARN write it. */
    private static String yarnCommand(String value) {
        String escaped = value.replace("$", "\\$").replace("\"", "\\\"").replace("'", "'\\''");
        return "/bin/bash -c \"printf '%s\\0' '" + escaped.replace("{{", "$").replace("}}", "") + "'\"\n";
    }

    private static String run(Path folder, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("launch_container.sh"), script);
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder("bash", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`touch won`",
                "\\$(touch won)",
                "\\\"; touch won; \\\"",
                "{{(touch won)",
                "a{{(touch won)}}b",
                "{{'`touch won`"
            })
    void rejectsShellCommandsInClusterMode(String value, @TempDir Path folder) throws Exception {
        run(folder, yarnCommand(value));
        assertThat(folder.resolve("won")).as("the attack works").exists();

        assertThat(violation(CLUSTER_MODE, "DAY", value))
                .startsWith(
                        "'StepArgumentOverrides.Job.DAY' must not have backticks, backslashes, control characters, {{ or }}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\u0000", "\u007f", "}}", "\t"})
    void rejectsControlCharactersAndDoubleBracesInClusterMode(String value) throws InterruptedException {
        assertThat(violation(CLUSTER_MODE, "DAY", value)).contains("must not have backticks");
    }

    @Test
    void acceptedValuesPassShellUnchanged(@TempDir Path folder) throws Exception {
        Random random = new Random(17);
        String alphabet = " !\"#$%&'()*+,-./09:;<=>?@AZ[]^_az{|}~äß€日";
        Pattern refused = Pattern.compile("[`\\\\\\p{Cntrl}]|\\{\\{|}}");
        List<String> values = random.ints(400, 1, 12)
                .mapToObj(length -> random.ints(length, 0, alphabet.length())
                        .mapToObj(i -> alphabet.substring(i, i + 1))
                        .collect(Collectors.joining()))
                .filter(value -> !refused.matcher(value).find() && !value.startsWith("-"))
                .toList();
        assertThat(values).hasSizeGreaterThan(200);
        for (String value : values.subList(0, 50)) {
            assertThat(violation(CLUSTER_MODE, "DAY", value)).as(value).isEmpty();
        }

        String output = run(
                folder, values.stream().map(StepArgumentRulesTest::yarnCommand).collect(Collectors.joining()));

        assertThat(List.of(output.split("\0"))).isEqualTo(values);
    }

    @Test
    void acceptsShellCharactersOutsideClusterMode() throws InterruptedException {
        for (EmrStep step : List.of(
                CLIENT_MODE,
                command("/usr/bin/spark-submit", "--verbose", "--deploy-mode=client", "s3://corp/app.py"),
                command("spark-submit", "--conf", "spark.submit.deployMode=client", "s3://corp/app.py"),
                command("hadoop", "jar", "a.jar"))) {
            assertThat(violation(step, "DAY", "`a\\d+{{`"))
                    .as("%s", step.arguments())
                    .isEmpty();
        }
    }

    @Test
    void assumesClusterModeUnlessCommandSetsClientMode() throws InterruptedException {
        for (EmrStep step : List.of(
                CLUSTER_MODE,
                command("spark-submit", "s3://corp/app.py"),
                command("/usr/lib/spark/bin/spark-submit", "s3://corp/app.py"),
                command("spark-submit", "s3://corp/app.py", "--deploy-mode", "client"),
                command("spark-submit", "--verbose", "s3://corp/app.py", "--deploy-mode", "client"),
                command("spark-submit", "--name", "--deploy-mode", "client"),
                command("timeout", "3600", "spark-submit", "--deploy-mode", "cluster", "s3://corp/app.py"),
                EmrStep.of(
                                "Job",
                                "s3://r.elasticmapreduce/libs/script-runner/script-runner.jar",
                                "/usr/bin/spark-submit",
                                "s3://corp/app.py",
                                "DAY")
                        .withOverridableArguments("DAY"),
                command("spark-submit", "--deploy-mode", "client", "--deploy-mode", "cluster", "s3://corp/app.py"))) {
            assertThat(violation(step, "DAY", "`")).as("%s", step.arguments()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--deleteOnSuccess", "-Dmapreduce.job.queuename=x", "-", "--", "-5x", "-1e5", "-.", "-1.2.3"})
    void rejectsOptionsAsValues(String value) throws InterruptedException {
        for (EmrStep step : List.of(CLUSTER_MODE, CLIENT_MODE, command("bash", "run.sh"))) {
            assertThat(violation(step, "DAY", value))
                    .isEqualTo(
                            "'StepArgumentOverrides.Job.DAY' must not begin with -, unless it is a number: it would be an option");
        }
        assertThat(violation(EmrStep.s3DistCp("Copy", "s3://a", "s3://b"), "--dest=s3://b", value))
                .isEqualTo(
                        "'StepArgumentOverrides.Copy.--dest=s3://b' must begin with --dest=, since only the value behind it can be overridden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-0.25", "5", "a-b", "s3://b/day=1/"})
    void acceptsNumbersAndTexts(String value) throws InterruptedException {
        assertThat(violation(CLUSTER_MODE, "DAY", value)).isEmpty();
    }

    @Test
    void onlyValueAfterEqualsSignCanBeOverridden() throws InterruptedException {
        EmrStep copy = EmrStep.s3DistCp("Copy", "s3://a", "s3://b", "--srcPattern=.*\\.csv");
        assertThat(violation(copy, "--srcPattern=.*\\.csv", "--srcPattern=.*\\.json"))
                .isEmpty();
        assertThat(violation(copy, "--srcPattern=.*\\.csv", "--dest=s3://evil"))
                .contains("must begin with --srcPattern=");

        TestStack test = TestStack.create();
        EmrCode code = EmrCode.fromBucket(Bucket.fromBucketName(test.stack(), "Code", "code"), "jobs");
        EmrStep script = EmrStep.hiveScript("Hive", code, "a.hql", Map.of("table", "orders", "day", "1"));
        assertThat(violation(script, "table=orders", "table=customers")).isEmpty();
        assertThat(violation(script, "table=orders", "day=2")).contains("must begin with table=");
        for (String query : List.of(
                "table=a; !bash",
                "table=a UNION SELECT TRANSFORM(x) USING 'bash' AS y",
                "table=${env:HOME}",
                "table=`a`")) {
            assertThat(violation(script, "table=orders", query)).contains("since Hive makes it a part of its query");
        }
        assertThat(violation(script, "table=orders", "customers")).contains("must begin with table=");
    }

    // https://hadoop.apache.org/docs/r3.4.1/api/org/apache/hadoop/conf/Configuration.html, "Variable Expansion"
    @ParameterizedTest
    @ValueSource(strings = {"s3://b/${env.AWS_SESSION_TOKEN}", "${fs.s3a.secret.key}", "${"})
    void rejectsVariablesThatHadoopWouldExpand(String value) throws InterruptedException {
        for (EmrStep step : List.of(
                command("hadoop-streaming", "-output"),
                command("s3-dist-cp", "--src"),
                command("hadoop", "jar", "a.jar"),
                EmrStep.of("Job", "s3://jobs/job.jar", "DAY").withOverridableArguments("DAY"))) {
            assertThat(violation(step, "DAY", value)).contains("must not have ${");
        }
        assertThat(violation(CLIENT_MODE, "DAY", value)).isEmpty();
    }

    /** Fixed values of the deployment cannot be replaced: a program may use the last of two occurrences. */
    @Test
    void rejectsValueThatStartsWithNameOfOtherArgument() throws InterruptedException {
        EmrStep step = EmrStep.of("Job", "s3://jobs/job.jar", "output=" + Aws.REGION, "DAY")
                .withOverridableArguments("DAY");

        assertThat(violation(step, "DAY", "output=s3://evil"))
                .isEqualTo("'StepArgumentOverrides.Job.DAY' must not begin with output=, which is another argument");
        assertThat(violation(step, "DAY", "input=s3://a")).isEmpty();
    }

    @Test
    void acceptsAllowedValuesOfRuleWithoutFurtherChecks() throws InterruptedException {
        EmrStep step = CLUSTER_MODE.withOverrideRules(OverrideRule.of("DAY").withAllowedValues("--full", "`x`"));

        assertThat(violation(step, "DAY", "--full")).isEmpty();
        assertThat(violation(step, "DAY", "--other")).contains("must be one of --full, `x`");
    }

    @Test
    void namedArgumentIsOverriddenByName() throws InterruptedException {
        EmrStep step = EmrStep.of("Job", "s3://jobs/job.jar", "x", "x", "--bucket", "data")
                .withArgumentName("First", "x")
                .withArgumentName("Bucket", "data");

        assertThat(StepArgumentsTest.run(
                                List.of(step),
                                "{\"StepArgumentOverrides\": {\"Job\": {\"First\": \"y\", \"Bucket\": \"other\"}}}")
                        .path("Job")
                        .toString())
                .isEqualTo("[\"y\",\"x\",\"--bucket\",\"other\"]");
        assertThat(violation(step, "x", "y")).contains("Arguments: First, Bucket");
    }
}
