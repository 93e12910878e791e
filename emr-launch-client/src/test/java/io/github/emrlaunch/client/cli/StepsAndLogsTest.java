package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.PrintingJobs;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code steps} and {@code logs}. */
class StepsAndLogsTest {
    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp().jobs(new PrintingJobs());

    private final ClusterAccount work = new ClusterAccount(emulator.local());
    private final Cli cli = work.cli;

    @AfterEach
    void close() {
        work.close();
    }

    private String launched() {
        work.storeNightly();
        return work.launch();
    }

    @Test
    void listsStepsOfAClusterAndOfItsExecution() throws Exception {
        String execution = launched();
        String ingest = work.addStep("Ingest", "spark-submit", "in");
        String report = work.addStep("Report", "spark-submit", "fail");
        String cluster = work.cluster().id();

        Result ofCluster = cli.run("steps", cluster);

        assertThat(ofCluster.out())
                .containsPattern("CLUSTER +STEP +STATE +STARTED +TOOK +NAME\n")
                .containsPattern(cluster + "  " + ingest + " +COMPLETED +\\S+Z +0:01:30 +Ingest\n")
                .containsPattern(cluster + "  " + report + " +FAILED +\\S+Z +0:01:30 +Report\n")
                .contains(report + " FAILED: Unknown Error: ValueError: no data\n");
        assertThat(cli.run("steps", execution).out()).isEqualTo(ofCluster.out());
        assertThat(Json.parse(cli.run("steps", execution, "--output", "json").out())
                        .findValuesAsText("Name"))
                .containsExactly("Ingest", "Report");
    }

    /** A pipeline adds steps to a cluster that others use, too. */
    @Test
    void listsOnlyTheStepsThatAnExecutionAddedToASharedCluster() throws Exception {
        launched();
        String cluster = work.cluster().id();
        work.addStep("Of others", "spark-submit", "x");
        String machine = work.account
                .stepFunctions()
                .createStateMachine(create -> create.name("pipeline")
                        .roleArn("arn:aws:iam::123456789012:role/launches")
                        .definition("""
                            {"StartAt": "All", "States": {"All": {"Type": "Parallel", "End": true, "Branches": [
                              {"StartAt": "A", "States": {"A": %1$s}}, {"StartAt": "B", "States": {"B": %1$s}}]}}}\
                            """.formatted("""
                                {"Type": "Task", "Resource": "arn:aws:states:::elasticmapreduce:addStep.sync", "End": true,
                                 "Parameters": {"ClusterId": "%s", "Step": {"Name": "Mine", "ActionOnFailure": "CONTINUE",
                                   "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["a"]}}}}\
                                """.formatted(cluster))))
                .stateMachineArn();
        String execution = work.account.aws().startExecution(machine, "one", "{}");
        work.account.aws().awaitExecution(execution);

        List<String> listed = Json.parse(
                        cli.run("steps", execution, "--output", "json").out())
                .findValuesAsText("StepId");

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(work.cluster().stepsNamed("Mine").stream()
                        .map(LocalStep::id)
                        .toList())
                .hasSize(2);
    }

    @Test
    void watchShowsTheReasonOfAFailedTask() throws Exception {
        launched();
        String machine = work.account
                .stepFunctions()
                .createStateMachine(create -> create.name("other")
                        .roleArn("arn:aws:iam::123456789012:role/launches")
                        .definition("""
                            {"StartAt": "Step", "States": {"Step": {"Type": "Task", "End": true,
                               "Resource": "arn:aws:states:::elasticmapreduce:addStep.sync",
                               "Parameters": {"ClusterId": "%s", "Step": {"Name": "Mine", "ActionOnFailure": "CONTINUE",
                                 "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["fail"]}}}}}}\
                            """.formatted(work.cluster().id())))
                .stateMachineArn();
        String execution = work.account.aws().startExecution(machine, "one", "{}");

        assertThat(cli.run("watch", execution).out())
                .containsPattern(
                        "TaskFailed: States.TaskFailed: Step s-\\w+ is FAILED: Unknown Error: ValueError: no data\n");
    }

    @Test
    void showsTheLogOfAStep() throws Exception {
        String execution = launched();
        work.addStep("Ingest", "spark-submit", "first");
        String last = work.addStep("Ingest", "spark-submit", "last");
        String failed = work.addStep("Report", "spark-submit", "fail");
        String cluster = work.cluster().id();

        assertThat(cli.run("logs", cluster, "Ingest")).isEqualTo(new Result(0, "spark-submit\nlast\n", ""));
        assertThat(cli.run("logs", execution, last, "--follow"))
                .isEqualTo(new Result(0, "spark-submit\nlast\n", "Step %s COMPLETED\n".formatted(last)));
        Result ofFailed = cli.run("logs", cluster, failed, "--file", "stderr", "--follow");
        assertThat(ofFailed.exitCode()).isEqualTo(ExitCode.NEGATIVE);
        assertThat(ofFailed.out()).isEqualTo("Traceback\nValueError: no data\n");
        assertThat(ofFailed.err())
                .startsWith("EMR found the failure in s3n://logs-of-clusters/emr/")
                .endsWith("Step %s FAILED: Unknown Error: ValueError: no data\n".formatted(failed));
    }

    @Test
    void reportsWhyALogIsMissing() throws Exception {
        launched();
        String cluster = work.cluster().id();
        Result none = cli.run("logs", cluster);
        work.addStep("Ingest", "spark-submit", "x");
        work.addStep("Report", "spark-submit", "x");

        assertThat(none).isEqualTo(new Result(3, "", "emr-launch: Cluster %s has no step\n".formatted(cluster)));
        assertThat(cli.run("logs", cluster, "ingest"))
                .isEqualTo(new Result(
                        3,
                        "",
                        "emr-launch: Cluster %s has no step 'ingest'. Did you mean Ingest?\n".formatted(cluster)));
        assertThat(cli.run("logs", cluster, "x-and-y").err()).contains("has no step 'x-and-y'; it has Ingest, Report");
        assertThat(cli.run("logs", cluster))
                .isEqualTo(new Result(
                        2, "", "emr-launch: Cluster %s has 2 steps; name one: Ingest, Report\n".formatted(cluster)));
        String unstarted = work.addStep("Other", "spark-submit", "refuse");
        for (String option : List.of("--file=stdout", "--file=stderr", "--follow")) {
            assertThat(cli.run("logs", cluster, "Other", option).err())
                    .startsWith("emr-launch: There is no s3://logs-of-clusters/emr/")
                    .contains("\nStep %s FAILED: Unknown Error: The job could not start\n".formatted(unstarted))
                    .contains("of jobs that could not start\n")
                    .doesNotContain("EMR found");
        }
        Result absent = cli.run("logs", cluster, "Ingest", "--file", "syslog");
        assertThat(absent.exitCode()).isEqualTo(3);
        assertThat(absent.err())
                .containsPattern("There is no s3://logs-of-clusters/emr/%s/steps/s-\\w+/syslog.gz".formatted(cluster))
                .contains("serve --jobs");
        assertThat(cli.run("logs", cluster, "Ingest", "--bucket-owner", "210987654321"))
                .satisfies(foreign -> assertThat(foreign.exitCode()).isEqualTo(4))
                .satisfies(foreign -> assertThat(foreign.err()).contains("--bucket-owner"));
    }

    /** Runs a job on EMR Serverless and returns the execution. */
    private String runJob(String arguments, String overrides) throws InterruptedException {
        work.account.aws().existing().role("job", """
            {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}\
            """);
        String machine = work.account
                .stepFunctions()
                .createStateMachine(create -> create.name("serverless_analytics_sum")
                        .roleArn("arn:aws:iam::123456789012:role/launches")
                        .definition("""
                            {"StartAt": "App", "States": {
                              "App": {"Type": "Task", "Next": "Job", "Resource": "arn:aws:states:::emr-serverless:createApplication.sync",
                                "Parameters": {"ReleaseLabel": "emr-7.12.0", "Type": "SPARK"}},
                              "Job": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::emr-serverless:startJobRun.sync",
                                "Parameters": {"ApplicationId.$": "$.ApplicationId",
                                  "ExecutionRoleArn": "arn:aws:iam::123456789012:role/job",
                                  "JobDriver": {"SparkSubmit": {"EntryPoint": "s3://code/a.py", "EntryPointArguments": %s}},
                                  "RetryPolicy": {"MaxAttempts": 2}, "ConfigurationOverrides": %s}}}}\
                            """.formatted(arguments, overrides)))
                .stateMachineArn();
        String execution = work.account.aws().startExecution(machine, "one", "{}");
        work.account.aws().awaitExecution(execution);
        return execution;
    }

    @Test
    void showsTheLogOfTheLastAttemptOfAJobRun() throws Exception {
        String execution = runJob("[\"x\", \"fail\"]", """
            {"MonitoringConfiguration": {"S3MonitoringConfiguration": {"LogUri": "s3://logs-of-clusters/jobs"}}}\
            """);

        assertThat(cli.run("steps", execution).out()).matches("Job run \\w+ of application \\w+\n");
        assertThat(cli.run("logs", execution)).isEqualTo(new Result(0, "x\nfail\n", ""));
        assertThat(cli.run("logs", execution, "none").err()).contains("has no job run 'none'; it has ");
        List<String> keys = work.account.aws().s3().keys("logs-of-clusters");
        String last = keys.stream()
                .filter(key -> key.endsWith("/attempts/2/SPARK_DRIVER/stderr.gz"))
                .findFirst()
                .orElseThrow();
        Files.delete(work.account.aws().s3().folder("logs-of-clusters").resolve(last));
        assertThat(cli.run("logs", execution, "--file", "stderr", "--follow").err())
                .startsWith("emr-launch: There is no s3://logs-of-clusters/" + last);
    }

    @Test
    void reportsAJobRunWithoutALogLocation() throws Exception {
        Result none = cli.run("logs", runJob("[\"x\"]", "{}"));

        assertThat(none.exitCode()).isEqualTo(3);
        assertThat(none.err())
                .startsWith("emr-launch: The request of job run ")
                .contains("names no place in S3 for its logs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps", "logs"})
    void rejectsATargetThatIsNeitherExecutionNorCluster(String command) {
        Result refused = cli.run(command, "nightly");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo(
                        "emr-launch: 'EXECUTION|CLUSTER' must be STATE_MACHINE:NAME or the ARN of an execution, or the"
                                + " id of a cluster, j-…, got: nightly\n");
    }

    /** A command accepts the short form that a terminal shows. */
    @Test
    void acceptsShortExecutionNames() throws Exception {
        String execution = launched();
        work.addStep("Ingest", "spark-submit", "x");

        assertThat(cli.run("steps", "analytics_nightly:first")).isEqualTo(cli.run("steps", execution));
        assertThat(cli.run("logs", "analytics_nightly:first", "Ingest").out()).isEqualTo("spark-submit\nx\n");
        assertThat(cli.run("watch", "analytics_nightly:first").out()).contains("SUCCEEDED after 0:08:00");
        assertThat(cli.run("open", "analytics_nightly:first").out())
                .endsWith("/executions/details/" + execution + "\n");
        assertThat(cli.run("steps", "analytics_nightly:").err())
                .startsWith("emr-launch: An execution is STATE_MACHINE:NAME");
        assertThat(cli.run("logs", execution.replace("us-east-1", "eu-west-1")).err())
                .startsWith("emr-launch: The execution is in eu-west-1, and AWS is asked in us-east-1");
        assertThat(cli.run("status", "analytics/nightly", "--wait").err())
                .isEqualTo("emr-launch: '--wait' is for one execution, got: analytics/nightly\n");
    }

    /** As {@code head} does. The log may have gigabytes and may grow for hours. */
    @Test
    void stopsReadingWithoutErrorWhenTheOutputIsClosed() throws Exception {
        launched();
        String step = work.addStep("Ingest", "spark-submit", "x");
        // Reading the complete log would be an error.
        byte[] log = zipped(20_000);
        Files.write(logOf(step), Arrays.copyOf(log, log.length / 2));
        AtomicInteger written = new AtomicInteger();
        PrintStream closed = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        written.incrementAndGet();
                        throw new IOException("Broken pipe");
                    }
                },
                true,
                StandardCharsets.UTF_8);

        assertThat(EmrLaunch.run(
                        new Terminal(closed, closed, false, false),
                        "--endpoint-url",
                        work.account.aws().endpoint().toString(),
                        "--region",
                        "us-east-1",
                        "logs",
                        work.cluster().id(),
                        step))
                .isZero();
        assertThat(written).as("the first line, and no later one").hasValueBetween(1, 2);
        assertThat(cli.run("logs", work.cluster().id(), step).err()).contains("can't be read");
    }

    private Path logOf(String step) {
        return work.account
                .aws()
                .s3()
                .folder("logs-of-clusters")
                .resolve("emr/%s/steps/%s/stdout.gz".formatted(work.cluster().id(), step));
    }

    /** Returns a log whose lines are random, so that it stays large. */
    private static byte[] zipped(int lines) throws IOException {
        Random random = new Random(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream log = new PrintStream(new GZIPOutputStream(bytes), false, StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                log.println(Long.toHexString(random.nextLong()));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void reportsALogThatCannotBeRead() throws Exception {
        launched();
        String step = work.addStep("Ingest", "spark-submit", "x");
        Path log = logOf(step);

        for (String content : List.of("", "no zip at all")) {
            Files.writeString(log, content);
            Result broken = cli.run("logs", work.cluster().id(), step, "--follow");
            assertThat(broken.exitCode()).isEqualTo(2);
            assertThat(broken.err())
                    .contains("emr-launch: The log s3://logs-of-clusters/emr/")
                    .matches("(?s).*/stdout.gz can't be read: (it is cut off|Not in GZIP format)\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "j-ABC, https://us-east-1.console.aws.amazon.com/emr/home?region=us-east-1#/clusterDetails/j-ABC",
        "arn:aws:states:us-east-1:1:execution:m:e,"
                + " https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/arn:aws:states:us-east-1:1:execution:m:e",
        "analytics/nightly,"
                + " https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/statemachines/view/arn:aws:states:us-east-1:123456789012:stateMachine:analytics_nightly"
    })
    void printsTheConsolesAddress(String target, String address) {
        work.storeNightly();

        assertThat(cli.run("open", target)).isEqualTo(new Result(0, address + "\n", ""));
    }

    @Test
    void reportsAPartitionWithoutAKnownConsole() {
        assertThat(cli.run("open", "arn:aws-iso:states:us-iso-east-1:1:execution:m:e"))
                .isEqualTo(new Result(
                        2,
                        "",
                        "emr-launch: The address of the AWS console is not known for the partition of"
                                + " arn:aws-iso:states:us-iso-east-1:1:execution:m:e\n"));
    }

    @Test
    void watchesAnExecutionToItsEnd() {
        String execution = launched();

        Result watched = cli.run("watch", execution);

        assertThat(watched.exitCode()).isZero();
        assertThat(watched.out()).contains("Start\n").contains("SUCCEEDED after 0:08:00");
        work.account.storeFunction(
                new DefinitionName("analytics", "broken"),
                "{\"First\": {\"Type\": \"Fail\", \"Error\": \"E\"}}",
                Map.of());
        cli.run("start", "analytics/broken", "--execution-name", "one");
        assertThat(cli.run("watch", execution.replace("nightly:first", "broken:one"))
                        .exitCode())
                .isEqualTo(1);
    }
}
