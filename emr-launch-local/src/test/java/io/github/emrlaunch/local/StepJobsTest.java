package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import io.github.emrlaunch.local.jobs.Jobs;
import io.github.emrlaunch.states.time.ClockMode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.Configuration;
import software.amazon.awssdk.services.emr.model.FailureDetails;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.KeyValue;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.StepConfig;

/** Steps with real jobs. */
@Timeout(60)
class StepJobsTest {
    private static final String WRITES_LOGS = """
        {"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*"}]}\
        """;

    private final ShellJobs shell = new ShellJobs();
    private LocalAws aws = start(LocalAws.builder().jobs(shell));
    private EmrClient emr = SdkClients.emr(aws);

    @TempDir
    private Path directory;

    private static LocalAws start(LocalAws.Builder settings) {
        LocalAws aws = settings.start();
        aws.existing()
                .role("service")
                .role("instances", WRITES_LOGS)
                .instanceProfile("profile", "instances")
                .securityConfiguration("known-by-name")
                .bucket("logs");
        return aws;
    }

    private void restart(LocalAws.Builder settings) {
        close();
        aws = start(settings);
        emr = SdkClients.emr(aws);
    }

    @AfterEach
    void close() {
        emr.close();
        aws.close();
    }

    @Test
    void stepEndsWithOutcomeOfItsJob() throws Exception {
        String cluster = readyCluster(request -> {});

        List<String> ids = add(cluster, shell("good", "exit 0"), shell("bad", "echo no such table >&2; exit 3"));
        pass(1);

        assertThat(states()).containsExactly("COMPLETED", "FAILED");
        FailureDetails failure = emr.describeStep(
                        request -> request.clusterId(cluster).stepId(ids.get(1)))
                .step()
                .status()
                .failureDetails();
        assertThat(failure.message()).isEqualTo("no such table");
        assertThat(job("good").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(job("bad").exitCode()).isEqualTo(3);
        assertThat(job("bad").notes()).contains("ran by the shell");
    }

    @Test
    void jobGetsSettingsOfStepAndCluster() throws Exception {
        String cluster = readyCluster(request -> request.configurations(
                Configuration.builder()
                        .classification("spark-defaults")
                        .properties(Map.of("spark.a", "1", "spark.b", "2"))
                        .build(),
                Configuration.builder()
                        .classification("spark-env")
                        .configurations(Configuration.builder()
                                .classification("export")
                                .properties(Map.of("X", "y"))
                                .build())
                        .build()));

        add(
                cluster,
                StepConfig.builder()
                        .name("spark")
                        .hadoopJarStep(jar -> jar.jar("s3://code/job.jar")
                                .mainClass("Main")
                                .args("one", "simulate it")
                                .properties(
                                        KeyValue.builder().key("k").value("v").build()))
                        .build());
        pass(1);

        Job job = shell.jobs.get(0);
        assertThat(job.id()).isEqualTo(aws.clusters().get(0).steps().get(0).id());
        assertThat(job.name()).isEqualTo("spark");
        assertThat(job.command())
                .isEqualTo(new JobCommand.Step(
                        "s3://code/job.jar", "Main", List.of("one", "simulate it"), Map.of("k", "v")));
        assertThat(job.releaseLabel()).isEqualTo("emr-7.1.0");
        assertThat(job.classifications())
                .containsEntry("spark-defaults", Map.of("spark.a", "1", "spark.b", "2"))
                .containsEntry("spark-env/export", Map.of("X", "y"));
        assertThat(job.limit()).as("AWS has no limit for steps").isNull();
        assertThat(job.directory()).isEmptyDirectory();
    }

    @Test
    void primaryInstanceGroupOverridesClusterConfiguration() throws Exception {
        String cluster =
                readyCluster(request -> request.configurations(spark("spark.a", "cluster", "spark.b", "cluster"))
                        .instances(instances -> instances
                                .keepJobFlowAliveWhenNoSteps(true)
                                .instanceGroups(
                                        group("MASTER", spark("spark.b", "primary")),
                                        group("CORE", spark("spark.a", "core")))));
        add(cluster, shell("a", "simulate it"));
        pass(1);

        assertThat(shell.jobs.get(0).classifications())
                .containsEntry("spark-defaults", Map.of("spark.a", "cluster", "spark.b", "primary"));
    }

    private static Configuration spark(String... properties) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        return Configuration.builder()
                .classification("spark-defaults")
                .properties(all)
                .build();
    }

    private static InstanceGroupConfig group(String role, Configuration configuration) {
        return InstanceGroupConfig.builder()
                .instanceRole(role)
                .instanceType("m5.xlarge")
                .instanceCount(1)
                .configurations(configuration)
                .build();
    }

    @Test
    void stepsShareFolderThatIsDeletedWithCluster() throws Exception {
        String cluster = readyCluster(request -> request.stepConcurrencyLevel(2));
        add(cluster, shell("a", "exit 0"), shell("b", "exit 0"));
        pass(1);
        List<Path> shared = shell.jobs.stream().map(Job::shared).distinct().toList();
        assertThat(shared).singleElement().satisfies(folder -> assertThat(folder)
                .isDirectory());
        assertThat(shell.jobs).extracting(Job::directory).doesNotHaveDuplicates();

        emr.terminateJobFlows(request -> request.jobFlowIds(cluster));
        pass(1);

        assertThat(shared.get(0)).doesNotExist();
    }

    @Test
    void stepsRunOneAfterAnother() throws Exception {
        Latches latches = new Latches();
        restart(LocalAws.builder().jobs(latches));
        String cluster = readyCluster(request -> {});
        add(cluster, step("a"), step("b"));

        latches.awaitStart("a");
        assertThat(states()).containsExactly("RUNNING", "PENDING");
        assertThat(latches.running).containsExactly("a");
        latches.end("a");
        latches.end("b");
        pass(1);

        assertThat(states()).containsExactly("COMPLETED", "COMPLETED");
        assertThat(latches.started).containsExactly("a", "b");
    }

    @Test
    void stepConcurrencyLevelLimitsRunningSteps() throws Exception {
        Latches latches = new Latches();
        restart(LocalAws.builder().jobs(latches));
        String cluster = readyCluster(request -> request.stepConcurrencyLevel(2));
        add(cluster, step("a"), step("b"), step("c"));

        latches.awaitStart("a");
        latches.awaitStart("b");
        assertThat(states()).containsExactly("RUNNING", "RUNNING", "PENDING");
        latches.end("b");
        latches.end("a");
        latches.end("c");
        pass(1);

        assertThat(states()).containsExactly("COMPLETED", "COMPLETED", "COMPLETED");
        assertThat(latches.started).endsWith("c");
    }

    @Test
    void virtualTimeAdvancesByJobDurationAfterJobEnds() throws Exception {
        Latches latches = new Latches();
        restart(LocalAws.builder().jobs(latches));
        String cluster = readyCluster(request -> {});
        aws.emr().stepDuration("ruled", Duration.ofHours(2));
        add(cluster, step("measured"), step("ruled"));
        latches.awaitStart("measured");
        Instant before = aws.clock().now();
        // A worker that would wake immediately if the job did not hold the clock.
        Thread sleeper = new Thread(() -> {
            try {
                aws.clock().sleep(Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        sleeper.start();
        while (sleeper.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(aws.clock().now()).isEqualTo(before);

        latches.end("measured");
        latches.awaitStart("ruled");
        latches.end("ruled");
        sleeper.join();
        aws.clock().advance(Duration.ofHours(2));

        assertThat(aws.clusters().get(0).steps())
                .extracting(StepJobsTest::duration)
                .containsExactly(Latches.DURATION, Duration.ofHours(2));
    }

    @Test
    void simulatedJobTakesOneMinuteAndIsNotedInLaterSteps() throws Exception {
        String cluster = readyCluster(request -> {});
        add(cluster, shell("hbase", "simulate there is no hbase"), shell("next", "exit 0"));
        pass(2);

        assertThat(states()).containsExactly("COMPLETED", "COMPLETED");
        assertThat(duration(aws.clusters().get(0).steps().get(0))).isEqualTo(Duration.ofMinutes(1));
        assertThat(job("hbase")).isEqualTo(JobResult.simulated("there is no hbase"));
        assertThat(job("next").notes()).contains("Steps before were simulated and wrote nothing: 'hbase'");
    }

    @Test
    void plannedOutcomeOfStepReplacesJob() throws Exception {
        String cluster = readyCluster(request -> {});
        aws.emr().failStep("etl", "planned");
        aws.emr().hangStep("stuck");
        add(cluster, shell("etl", "exit 0"), shell("stuck", "exit 0"));
        pass(5);

        assertThat(shell.jobs).isEmpty();
        assertThat(aws.clusters().get(0).steps())
                .extracting(LocalStep::state, LocalStep::message)
                .containsExactly(tuple("FAILED", "planned"), tuple("RUNNING", ""));
        assertThat(job("etl").message()).contains("planned");
    }

    @Test
    void commandLineAsOneArgumentFailsStepWithoutRunningJob() throws Exception {
        String cluster = readyCluster(request -> {});
        add(
                cluster,
                StepConfig.builder()
                        .name("line")
                        .actionOnFailure(ActionOnFailure.CONTINUE)
                        .hadoopJarStep(jar -> jar.jar("command-runner.jar").args("spark-submit s3://code/job.py"))
                        .build());
        pass(1);

        assertThat(shell.jobs).isEmpty();
        assertThat(aws.clusters().get(0).steps().get(0).message()).contains("Cannot run program");
    }

    @Test
    void stepsAreSimulatedWithoutJobRunner() throws Exception {
        restart(LocalAws.builder());
        String cluster = readyCluster(request -> {});
        add(cluster, shell("a", "exit 1"));
        pass(1);

        assertThat(aws.clusters().get(0).steps())
                .extracting(LocalStep::state, LocalStep::job)
                .containsExactly(tuple("COMPLETED", null));
    }

    @Test
    void cancelledStepEndsItsProcess() throws Exception {
        String cluster = readyCluster(request -> request.logUri("s3://logs"));
        List<String> ids = add(cluster, shell("hangs", "echo so far; sleep 1000"), shell("next", "exit 0"));
        ProcessHandle process = shell.process();
        Path log = shell.jobs.get(0).directory().resolve("logs/stdout");
        while (Files.size(log) == 0) {
            Thread.sleep(10);
        }

        emr.cancelSteps(request -> request.clusterId(cluster).stepIds(ids.get(0)));
        assertThat(states().get(0)).isEqualTo("CANCEL_PENDING");
        pass(1);

        assertThat(process.isAlive()).isFalse();
        assertThat(states()).containsExactly("CANCELLED", "COMPLETED");
        assertThat(job("hangs").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(job("hangs").message()).isEqualTo("The job was cancelled");
        assertThat(job("hangs").duration()).isPositive();
        assertThat(job("hangs").logs()).containsEntry("stdout", log);
        assertThat(unzipped(cluster + "/steps/" + ids.get(0) + "/stdout.gz")).isEqualTo("so far\n");
    }

    /** Requests, reasons of states and pages have limits. */
    @Test
    void truncatesLongTextsAndNotesMissingLogs() throws Exception {
        restart(LocalAws.builder().jobs(new Jobs() {
            @Override
            public JobResult run(Job job) {
                return new JobResult(
                        Outcome.FAILED,
                        "m".repeat(300_000),
                        3,
                        List.of("n".repeat(300_000)),
                        Duration.ofSeconds(1),
                        Map.of("stderr", job.directory().resolve("gone")));
            }

            @Override
            public String description() {
                return "talkative";
            }
        }));
        String cluster = readyCluster(request -> request.logUri("s3://logs"));
        add(cluster, step("talks"));
        pass(1);

        assertThat(aws.clusters().get(0).steps().get(0).message())
                .hasSize(10_000)
                .startsWith("mmm");
        assertThat(job("talks").notes().get(0)).hasSize(10_000);
        assertThat(job("talks").notes().get(1))
                .startsWith("The log stderr was not written to s3://logs/" + cluster)
                .contains("the job did not write this file: ")
                .doesNotContain("Exception");
    }

    @Test
    void terminatedClusterEndsItsProcesses() throws Exception {
        String cluster = readyCluster(request -> request.stepConcurrencyLevel(2));
        add(cluster, shell("a", "sleep 1000"), shell("b", "sleep 1000 & sleep 1000"));
        List<ProcessHandle> processes = new ArrayList<>(List.of(shell.process(), shell.process()));

        emr.terminateJobFlows(request -> request.jobFlowIds(cluster));
        pass(1);

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(states()).containsExactly("CANCELLED", "CANCELLED");
        assertThat(job("a").message()).isEqualTo("The job was cancelled");
        assertThat(aws.clusters().get(0).state()).isEqualTo("TERMINATED");
    }

    @Test
    void stoppedExecutionEndsProcessOfItsStep() throws Exception {
        String cluster = readyCluster(request -> {});
        String machine =
                new Machines(aws).create(Machines.task("elasticmapreduce:addStep.sync", """
                    {"ClusterId": "%s", "Step": {"Name": "sleeps", "ActionOnFailure": "CONTINUE", "HadoopJarStep":
                      {"Jar": "command-runner.jar", "Args": ["sh", "sleep 1000"]}}}\
                    """.formatted(cluster)));
        String execution = aws.startExecution(machine, "{}");
        ProcessHandle process = shell.process();

        aws.stopExecution(execution);
        aws.awaitIdle();
        pass(1);

        assertThat(process.isAlive()).isFalse();
        assertThat(states()).containsExactly("CANCELLED");
    }

    @Test
    void executionFailsWithMessageOfFailedStep() throws Exception {
        String cluster = readyCluster(request -> {});

        LocalExecution execution =
                new Machines(aws).run(Machines.task("elasticmapreduce:addStep.sync", """
                    {"ClusterId": "%s", "Step": {"Name": "fails", "ActionOnFailure": "CONTINUE", "HadoopJarStep":
                      {"Jar": "command-runner.jar", "Args": ["sh", "echo table not found >&2; exit 1"]}}}\
                    """.formatted(cluster)));

        assertThat(execution.cause()).contains("\"Message\":\"table not found\"");
    }

    @Test
    void runPageShowsJobs() throws Exception {
        String cluster = readyCluster(request -> request.logUri("s3://logs"));
        Machines machines = new Machines(aws);
        LocalExecution execution = machines.run(Machines.task("elasticmapreduce:addStep.sync", """
            {"ClusterId": "%s", "Step": {"Name": "ran", "ActionOnFailure": "CONTINUE", "HadoopJarStep":
              {"Jar": "command-runner.jar", "Args": ["sh", "exit 3"]}}}\
            """.formatted(cluster)));
        LocalExecution other = machines.run(Machines.task("elasticmapreduce:addStep.sync", """
            {"ClusterId": "%s", "Step": {"Name": "other", "ActionOnFailure": "CONTINUE", "HadoopJarStep":
              {"Jar": "command-runner.jar", "Args": ["sh", "simulate no such program"]}}}\
            """.formatted(cluster)));

        assertThat(aws.runPage(execution.arn()))
                .containsPattern("Job</dt><dd>ran for [0-9.]+ s of real time and failed with exit code 3</dd>")
                .contains("Note</dt><dd>ran by the shell</dd>", "<code>s3:PutObject</code>");
        assertThat(aws.runPage(other.arn()))
                .contains("Job</dt><dd>simulated: no such program</dd>")
                .doesNotContain("<code>s3:PutObject</code>");
    }

    @Test
    void eventOfObjectWrittenByRunningJobStartsExecution() throws Exception {
        aws.deploy(new Assembly(directory)
                .stack("Stack", """
                    {"Resources": {
                      "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "told",
                        "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": true}}}},
                      "Rule": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {"source": ["aws.s3"]},
                        "Targets": [{"Id": "t", "Arn": "%s", "RoleArn": "arn:aws:iam::123456789012:role/machine"}]}}}}
                    """.formatted(new Machines(aws).create("{\"Type\": \"Succeed\"}")))
                .write());
        aws.existing()
                .role(
                        "instances",
                        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}}");
        String cluster = readyCluster(request -> request.logUri("s3://told"));
        // The job ends after the execution that its object started has ended.
        add(cluster, shell("writes", put("told/in/a") + "while [ ! -f go ]; do sleep 0.05; done"));
        shell.process();
        while (aws.events().deliveries().isEmpty()) {
            Thread.sleep(10);
        }
        assertThat(aws.events().deliveries().get(0).failure()).isNull();
        Files.createFile(shell.jobs.get(0).directory().resolve("go"));
        pass(1);
        aws.awaitIdle();

        assertThat(states()).containsExactly("COMPLETED");
        assertThat(aws.events().all())
                .filteredOn(event -> event.path("source").asText().equals("aws.s3"))
                .extracting(event -> event.at("/detail/object/key").asText().replaceFirst(".*/", ""))
                .containsExactly("a", "stderr.gz", "stdout.gz");
    }

    @Test
    void serverListsJobResults() throws Exception {
        try (LocalAwsServer server = LocalAwsServer.start(LocalAws.builder().jobs(shell), ClockMode.JUMP)) {
            LocalAws served = server.aws();
            served.existing().role("service").instanceProfile("profile", "instances");
            new EmrWire(served).run("""
                'Steps': [{'Name': 'fails', 'ActionOnFailure': 'CONTINUE',
                  'HadoopJarStep': {'Jar': 'command-runner.jar', 'Args': ['sh', 'echo no >&2; exit 2']}}]\
                """);
            served.clock().advance(Duration.ofMinutes(9));
            JsonNode step = get(served, "clusters").at("/clusters/0/steps/0");

            assertThat(step.at("/job/outcome").asText()).isEqualTo("FAILED");
            assertThat(step.at("/job/message").asText()).isEqualTo("no");
            assertThat(step.at("/job/exitCode").asInt()).isEqualTo(2);
            assertThat(step.at("/job/notes/0").asText()).isEqualTo("ran by the shell");
            assertThat(step.at("/job/logs/stderr").asText()).endsWith("stderr");
            assertThat(get(served, "job-runs").path("jobRuns").isArray()).isTrue();
        }
    }

    private static JsonNode get(LocalAws served, String path) throws IOException {
        return new ObjectMapper()
                .readTree(Wire.send(HttpRequest.newBuilder(served.endpoint().resolve("/_emr-launch/" + path))
                                .build())
                        .body());
    }

    @Test
    void writesLogOfHundredMegabytes() throws Exception {
        String cluster = readyCluster(request -> request.logUri("s3://logs"));
        add(cluster, shell("talks", "head -c 100000000 /dev/zero"));
        pass(1);

        String key = aws.s3().keys("logs").stream()
                .filter(name -> name.endsWith("stdout.gz"))
                .findFirst()
                .orElseThrow();
        try (GZIPInputStream in =
                new GZIPInputStream(Files.newInputStream(aws.s3().folder("logs").resolve(key)))) {
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(100_000_000);
        }
        assertThat(job("talks").logs().values()).allMatch(Files::isRegularFile);
    }

    @Test
    void closedEmulatorLeavesNoProcess() throws Exception {
        String cluster = readyCluster(request -> {});
        add(cluster, shell("a", "sleep 1000"), shell("b", "sleep 1000"));
        ProcessHandle process = shell.process();

        aws.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(shell.jobs).hasSize(1);
    }

    @Test
    void exceptionOfJobRunnerFailsStep() throws Exception {
        restart(LocalAws.builder().jobs(new Jobs() {
            @Override
            public JobResult run(Job job) throws InterruptedException {
                switch (job.name()) {
                    case "throws" -> throw new IllegalArgumentException("no Spark");
                    case "error" -> throw new NoClassDefFoundError("Spark");
                    default -> throw new InterruptedException();
                }
            }

            @Override
            public String description() {
                return "broken";
            }
        }));
        String cluster = readyCluster(request -> request.logUri("s3://logs"));
        List<String> ids = add(cluster, step("throws"), step("error"), step("interrupted"));
        pass(1);

        assertThat(aws.clusters().get(0).steps())
                .extracting(LocalStep::state)
                .containsExactly("FAILED", "FAILED", "FAILED");
        assertThat(aws.clusters().get(0).steps().get(0).message())
                .startsWith("The job could not run: ")
                .endsWith("IllegalArgumentException: no Spark");
        assertThat(aws.clusters().get(0).steps().get(1).message()).contains("NoClassDefFoundError: Spark");
        assertThat(emr.describeStep(request -> request.clusterId(cluster).stepId(ids.get(0)))
                        .step()
                        .status()
                        .failureDetails()
                        .logFile())
                .as("no log was written")
                .isNull();
    }

    @Test
    void writesLogsToDestinationOfCluster() throws Exception {
        String cluster = readyCluster(request -> request.logUri("s3n://logs/emr/"));
        List<String> ids = add(cluster, shell("talks", "echo out; echo err >&2"));
        pass(1);

        String folder = "emr/" + cluster + "/steps/" + ids.get(0) + "/";
        assertThat(aws.s3().keys("logs")).containsExactly(folder + "stderr.gz", folder + "stdout.gz");
        assertThat(unzipped(folder + "stdout.gz")).isEqualTo("out\n");
        assertThat(unzipped(folder + "stderr.gz")).isEqualTo("err\n");
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.action().equals("s3:PutObject"))
                .extracting(Authorization::roleName, Authorization::allowed)
                .containsOnly(tuple("instances", true));
        assertThat(job("talks").notes()).containsExactly("ran by the shell");
    }

    @Test
    void stepCanSetDestinationOfItsLogs() throws Exception {
        String cluster = readyCluster(request -> request.logUri("s3://other/"));
        List<String> ids = add(
                cluster,
                shell("talks", "echo err >&2; exit 1").toBuilder()
                        .stepMonitoringConfiguration(
                                monitoring -> monitoring.s3MonitoringConfiguration(s3 -> s3.logUri("s3://logs/mine")))
                        .build());
        pass(1);

        String log = "mine/" + cluster + "/steps/" + ids.get(0) + "/stderr.gz";
        assertThat(aws.s3().keys("logs")).contains(log);
        assertThat(emr.describeStep(request -> request.clusterId(cluster).stepId(ids.get(0)))
                        .step()
                        .status()
                        .failureDetails()
                        .logFile())
                .isEqualTo("s3://logs/" + log);
    }

    @Test
    void logsThatCannotBeWrittenAreNotedWithoutFailingStep() throws Exception {
        aws.existing().bucket("forbidden");
        String forbidden = readyCluster(request -> request.logUri("s3://forbidden/"));
        add(forbidden, shell("talks", "exit 0"));
        pass(1);
        String missing = readyCluster(request -> request.logUri("s3://missing/x"));
        add(missing, shell("talks", "exit 0"));
        pass(1);

        assertThat(aws.clusters())
                .allSatisfy(
                        cluster -> assertThat(cluster.steps().get(0).state()).isEqualTo("COMPLETED"));
        assertThat(job(0, "talks").notes())
                .anyMatch(note -> note.contains("could not be written to s3://forbidden/" + forbidden)
                        && note.contains("AccessDenied"));
        assertThat(job(1, "talks").notes())
                .anyMatch(note -> note.contains("AccessDenied") || note.contains("NoSuchBucket"));
    }

    @Test
    void jobCredentialsOfInstanceRoleAreValidOnlyWhileJobRuns() throws Exception {
        String cluster = readyCluster(request -> {});
        add(
                cluster,
                shell(
                        "keys",
                        "echo $AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN; " + put("logs/allowed") + put("logs2/denied")));
        pass(1);

        String[] keys = Files.readString(
                        Objects.requireNonNull(job("keys").logs().get("stdout")))
                .strip()
                .split("\\s+", -1);
        assertThat(Arrays.copyOfRange(keys, 2, keys.length)).containsExactly("200", "403");
        assertThat(aws.s3().keys("logs")).containsExactly("allowed");
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.action().equals("s3:PutObject"))
                .extracting(Authorization::roleName)
                .containsOnly("instances");
        assertThat(Wire.rest(aws, new Wire.Keys(keys[0], keys[1]), "s3", "PUT", "/logs/late", "x")
                        .statusCode())
                .isNotEqualTo(200);
    }

    @Test
    void runtimeRoleReplacesInstanceRole() throws Exception {
        aws.existing().role("runtime", """
            {"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/runtime/*"}]}\
            """);
        String cluster = readyCluster(
                request -> request.securityConfiguration("known-by-name").logUri("s3://logs/own"));
        emr.addJobFlowSteps(request -> request.jobFlowId(cluster)
                .executionRoleArn("arn:aws:iam::123456789012:role/runtime")
                .steps(shell("keys", put("logs/runtime/yes") + put("logs/other/no"))));
        pass(1);

        assertThat(Files.readString(Objects.requireNonNull(job("keys").logs().get("stdout"))))
                .isEqualTo("200\n403\n");
        // The instances write the logs, whatever the role of the step is.
        assertThat(aws.s3().keys("logs")).contains("runtime/yes").anyMatch(key -> key.startsWith("own/"));
    }

    @Test
    void jobEnvironmentContainsOnlyAwsVariables() throws Exception {
        String cluster = readyCluster(request -> {});
        add(cluster, shell("variables", "exit 0"));
        pass(1);

        assertThat(shell.jobs.get(0).environment())
                .containsOnlyKeys(
                        "AWS_ENDPOINT_URL",
                        "AWS_REGION",
                        "AWS_DEFAULT_REGION",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_SESSION_TOKEN")
                .containsEntry("AWS_ENDPOINT_URL", aws.endpoint().toString());
    }

    @Test
    void emulatorsInSameDirectoryUseSeparateJobFolders() throws Exception {
        ShellJobs otherShell = new ShellJobs();
        restart(LocalAws.builder().jobs(shell).directory(directory));
        try (LocalAws other = start(LocalAws.builder().jobs(otherShell).directory(directory))) {
            add(readyCluster(request -> {}), shell("a", "echo one > file; sleep 1000"));
            ProcessHandle process = shell.process();
            EmrClient mine = emr;
            LocalAws first = aws;
            aws = other;
            emr = SdkClients.emr(other);
            add(readyCluster(request -> {}), shell("a", "echo two > file"));
            otherShell.process();
            pass(1);

            Job one = shell.jobs.get(0);
            Job two = otherShell.jobs.get(0);
            assertThat(two.id()).isEqualTo(one.id());
            assertThat(two.directory()).isNotEqualTo(one.directory());
            assertThat(two.shared()).isNotEqualTo(one.shared());
            assertThat(process.isAlive()).isTrue();
            emr.close();
            emr = mine;
            aws = first;
        }
    }

    @Test
    void deletesFilesOfEarlierEmulator() throws Exception {
        restart(LocalAws.builder().jobs(shell).directory(directory));
        add(readyCluster(request -> {}), shell("a", "echo one > file; echo shared > ../left"));
        pass(1);
        restart(LocalAws.builder().jobs(shell).directory(directory));
        add(readyCluster(request -> {}), shell("a", "ls file ../left"));
        pass(1);

        assertThat(shell.jobs)
                .extracting(Job::directory)
                .containsOnly(shell.jobs.get(0).directory());
        assertThat(states()).containsExactly("FAILED");
    }

    /** Returns a script that puts an object and prints the status. */
    private static String put(String path) {
        return "python3 -c \"" + """
            import os, urllib.request, urllib.error
            request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'] + '/PATH', b'x', method='PUT', headers={
              'Authorization': 'AWS4-HMAC-SHA256 Credential=%s/20260101/%s/s3/aws4_request, SignedHeaders=host, Signature=0'
                % (os.environ['AWS_ACCESS_KEY_ID'], os.environ['AWS_REGION']),
              'X-Amz-Security-Token': os.environ['AWS_SESSION_TOKEN']})
            try:
              print(urllib.request.urlopen(request).status)
            except urllib.error.HTTPError as e:
              print(e.code)
            """.replace("PATH", path) + "\"; ";
    }

    private String unzipped(String key) throws IOException {
        try (GZIPInputStream in =
                new GZIPInputStream(Files.newInputStream(aws.s3().folder("logs").resolve(key)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static @Nullable Duration duration(LocalStep step) {
        return step.started() == null || step.ended() == null ? null : Duration.between(step.started(), step.ended());
    }

    private JobResult job(String step) {
        return job(0, step);
    }

    private JobResult job(int cluster, String step) {
        return Objects.requireNonNull(
                aws.clusters().get(cluster).stepsNamed(step).get(0).job());
    }

    private List<String> states() {
        return aws.clusters().get(0).steps().stream().map(LocalStep::state).toList();
    }

    /** Lets minutes pass, in which jobs start and end. */
    private void pass(int minutes) throws InterruptedException {
        aws.clock().advance(Duration.ofMinutes(minutes));
    }

    private List<String> add(String cluster, StepConfig... steps) {
        return emr.addJobFlowSteps(request -> request.jobFlowId(cluster).steps(steps))
                .stepIds();
    }

    private static StepConfig step(String name) {
        return shell(name, "");
    }

    private static StepConfig shell(String name, String script) {
        return StepConfig.builder()
                .name(name)
                .actionOnFailure(ActionOnFailure.CONTINUE)
                .hadoopJarStep(jar -> jar.jar("command-runner.jar")
                        .args(Stream.of("sh", script)
                                .filter(word -> !word.isEmpty())
                                .toList()))
                .build();
    }

    private String readyCluster(Consumer<RunJobFlowRequest.Builder> change) throws InterruptedException {
        RunJobFlowRequest.Builder request = RunJobFlowRequest.builder()
                .name("etl")
                .releaseLabel("emr-7.1.0")
                .serviceRole("service")
                .jobFlowRole("profile")
                .instances(instances -> instances
                        .masterInstanceType("m5.xlarge")
                        .slaveInstanceType("m5.xlarge")
                        .instanceCount(1)
                        .keepJobFlowAliveWhenNoSteps(true));
        change.accept(request);
        String id = emr.runJobFlow(request.build()).jobFlowId();
        pass(8);
        return id;
    }

    /** Jobs that a test stops. */
    private static final class Latches implements Jobs {
        static final Duration DURATION = Duration.ofSeconds(7);

        final List<String> running = new CopyOnWriteArrayList<>();
        final List<String> started = new CopyOnWriteArrayList<>();
        private final Map<String, CountDownLatch> starts = new ConcurrentHashMap<>();
        private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();

        private static CountDownLatch of(Map<String, CountDownLatch> latches, String name) {
            return latches.computeIfAbsent(name, unused -> new CountDownLatch(1));
        }

        void awaitStart(String name) throws InterruptedException {
            assertThat(of(starts, name).await(10, TimeUnit.SECONDS)).isTrue();
        }

        void end(String name) {
            of(ends, name).countDown();
        }

        @Override
        public JobResult run(Job job) throws InterruptedException {
            running.add(job.name());
            started.add(job.name());
            of(starts, job.name()).countDown();
            of(ends, job.name()).await();
            running.remove(job.name());
            return new JobResult(Outcome.SUCCEEDED, "", 0, List.of(), DURATION, Map.of());
        }

        @Override
        public String description() {
            return "latches";
        }
    }
}
