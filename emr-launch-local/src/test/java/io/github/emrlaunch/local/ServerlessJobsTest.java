package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.Configuration;
import software.amazon.awssdk.services.emrserverless.model.CreateApplicationRequest;
import software.amazon.awssdk.services.emrserverless.model.JobRunMode;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;

/** Job runs with real jobs. */
@Timeout(60)
class ServerlessJobsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/job";
    private static final String WRITES_LOGS = """
        {"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*"}]}\
        """;

    private final ShellJobs shell = new ShellJobs();
    private final LocalAws aws = LocalAws.builder().jobs(shell).start();
    private final EmrServerlessClient serverless = SdkClients.emrServerless(aws);

    @BeforeEach
    void declare() {
        aws.existing().role("job", WRITES_LOGS).bucket("logs");
    }

    @AfterEach
    void close() {
        serverless.close();
        aws.close();
    }

    @Test
    void jobRunEndsWithOutcomeOfItsJob() throws Exception {
        String application = application("SPARK", request -> {});
        start(application, "good", "exit 0", request -> {});
        start(application, "bad", "echo Traceback >&2; echo KeyError: city >&2; exit 3", request -> {});
        pass(5);

        assertThat(aws.serverless().jobRuns())
                .extracting(LocalJobRun::name, LocalJobRun::state)
                .containsExactly(tuple("good", "SUCCESS"), tuple("bad", "FAILED"));
        assertThat(jobRun("bad").stateDetails())
                .isEqualTo("Job failed, please check complete logs in configured logging destination. ExitCode: 3. Last"
                        + " few exceptions: KeyError: city");
        assertThat(job("good").notes()).containsExactly("ran by the shell");
        assertThat(job("bad").outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void jobGetsSettingsOfRequestAndApplication() throws Exception {
        String application = application(
                "SPARK",
                request -> request.runtimeConfiguration(
                        configuration("spark-defaults", Map.of("spark.a", "app", "spark.b", "app"))));
        start(application, "told", "simulate it", request -> request.jobDriver(
                        driver -> driver.sparkSubmit(spark -> spark.entryPoint("s3://code/job.py")
                                .entryPointArguments("one", "simulate it")
                                .sparkSubmitParameters("--conf spark.c=1")))
                .configurationOverrides(overrides -> overrides.applicationConfiguration(
                        configuration("spark-defaults", Map.of("spark.b", "job")),
                        Configuration.builder()
                                .classification("spark-env")
                                .configurations(configuration("export", Map.of("X", "y")))
                                .build()))
                .executionTimeoutMinutes(5L));
        pass(5);

        Job job = shell.jobs.get(0);
        assertThat(job.command())
                .isEqualTo(new JobCommand.SparkSubmit(
                        "s3://code/job.py", List.of("one", "simulate it"), "--conf spark.c=1"));
        assertThat(job.classifications())
                .containsEntry("spark-defaults", Map.of("spark.a", "app", "spark.b", "job"))
                .containsEntry("spark-env/export", Map.of("X", "y"));
        assertThat(job.name()).isEqualTo("told");
        assertThat(job.releaseLabel()).isEqualTo("emr-7.1.0");
        assertThat(job.limit()).isEqualTo(Duration.ofMinutes(5));
        assertThat(job.directory()).isEmptyDirectory().isNotEqualTo(job.shared());
        assertThat(job.shared()).isEmptyDirectory();
        assertThat(job("told")).isEqualTo(JobResult.simulated("it"));
        assertThat(duration("told")).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void hiveJobGetsQueryFilesAndParameters() throws Exception {
        String application = application("HIVE", request -> {});
        String run = start(application, "hive", "", request -> request.jobDriver(
                        driver -> driver.hive(hive -> hive.query("s3://code/q.sql")
                                .initQueryFile("s3://code/i.sql")
                                .parameters("echo hello")))
                .configurationOverrides(overrides -> overrides.monitoringConfiguration(
                        monitoring -> monitoring.s3MonitoringConfiguration(s3 -> s3.logUri("s3://logs")))));
        pass(5);

        assertThat(shell.jobs.get(0).command())
                .isEqualTo(new JobCommand.Hive("s3://code/q.sql", "s3://code/i.sql", "echo hello"));
        String folder = "applications/" + application + "/jobs/" + run + "/HIVE_DRIVER/";
        assertThat(aws.s3().keys("logs")).containsExactly(folder + "stderr.gz", folder + "stdout.gz");
    }

    @Test
    void writesLogsToConfiguredDestination() throws Exception {
        String application = application(
                "SPARK",
                request -> request.monitoringConfiguration(
                        monitoring -> monitoring.s3MonitoringConfiguration(s3 -> s3.logUri("s3://logs/app/"))));
        String first = start(application, "first", "echo out", request -> {});
        String second = start(
                application,
                "second",
                "echo out",
                request -> request.configurationOverrides(overrides -> overrides.monitoringConfiguration(
                        monitoring -> monitoring.s3MonitoringConfiguration(s3 -> s3.logUri("s3://logs/run")))));
        start(
                application,
                "third",
                "echo out",
                request -> request.configurationOverrides(overrides -> overrides.monitoringConfiguration(
                        monitoring -> monitoring.s3MonitoringConfiguration(s3 -> s3.logUri("s3://forbidden/run")))));
        pass(5);

        String application1 = "app/applications/" + application + "/jobs/" + first + "/SPARK_DRIVER/";
        String application2 = "run/applications/" + application + "/jobs/" + second + "/SPARK_DRIVER/";
        assertThat(aws.s3().keys("logs"))
                .containsExactly(
                        application1 + "stderr.gz",
                        application1 + "stdout.gz",
                        application2 + "stderr.gz",
                        application2 + "stdout.gz");
        assertThat(jobRun("third").state()).isEqualTo("SUCCESS");
        assertThat(job("third").notes()).anyMatch(note -> note.contains("could not be written to s3://forbidden/run"));
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.action().equals("s3:PutObject"))
                .extracting(Authorization::roleName)
                .containsOnly("job");
    }

    @Test
    void retriesFailedAttemptInNewFolder() throws Exception {
        String application = application("SPARK", request -> {});
        String run = start(application, "retried", "echo $AWS_ACCESS_KEY_ID; exit 1", request -> request.retryPolicy(
                        retries -> retries.maxAttempts(2))
                .configurationOverrides(overrides -> overrides.monitoringConfiguration(
                        monitoring -> monitoring.s3MonitoringConfiguration(s3 -> s3.logUri("s3://logs")))));
        pass(10);

        assertThat(jobRun("retried").state()).isEqualTo("FAILED");
        assertThat(jobRun("retried").attempt()).isEqualTo(2);
        assertThat(shell.jobs).hasSize(2).extracting(Job::directory).doesNotHaveDuplicates();
        assertThat(shell.jobs)
                .extracting(job -> job.environment().get("AWS_ACCESS_KEY_ID"))
                .doesNotHaveDuplicates();
        String folder = "applications/" + application + "/jobs/" + run + "/";
        assertThat(aws.s3().keys("logs"))
                .contains(folder + "SPARK_DRIVER/stdout.gz", folder + "attempts/2/SPARK_DRIVER/stdout.gz");
    }

    @Test
    void cancelledJobRunEndsItsProcess() throws Exception {
        String application = application("SPARK", request -> {});
        String run = start(application, "sleeps", "sleep 1000", request -> {});
        CompletableFuture<Void> minute = CompletableFuture.runAsync(() -> pass(1));
        ProcessHandle process = shell.process();

        serverless.cancelJobRun(request -> request.applicationId(application).jobRunId(run));
        minute.join();
        pass(1);

        assertThat(process.isAlive()).isFalse();
        assertThat(jobRun("sleeps").state()).isEqualTo("CANCELLED");
        assertThat(job("sleeps").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(job("sleeps").message()).isEqualTo("The job was cancelled");
        assertThat(job("sleeps").logs()).containsKeys("stdout", "stderr");
    }

    @Test
    void stoppedExecutionEndsProcessOfItsJobRun() throws Exception {
        String application = application("SPARK", request -> {});
        String machine = new Machines(aws)
                .create(Machines.task("emr-serverless:startJobRun.sync", """
                    {"ApplicationId": "%s", "ExecutionRoleArn": "%s", "Name": "sleeps", "JobDriver": {"SparkSubmit":
                      {"EntryPoint": "s3://code/job.py", "EntryPointArguments": ["sleep 1000"]}}}\
                    """.formatted(application, ROLE)));
        String execution = aws.startExecution(machine, "{}");
        ProcessHandle process = shell.process();

        aws.stopExecution(execution);
        aws.awaitIdle();
        pass(1);

        assertThat(process.isAlive()).isFalse();
        assertThat(jobRun("sleeps").state()).isEqualTo("CANCELLED");
    }

    @Test
    void jobRunIsCancelledAtExecutionTimeout() throws Exception {
        String application = application("SPARK", request -> {});
        start(application, "long", "sleep 1000", request -> request.executionTimeoutMinutes(2L));
        aws.clock().advance(Duration.ofMinutes(1));
        pass(5);

        assertThat(jobRun("long").state()).isEqualTo("CANCELLED");
        assertThat(jobRun("long").stateDetails()).isEqualTo("Job run timed out after 2 minutes");
        assertThat(shell.jobs.get(0).limit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(shell.process().isAlive()).isFalse();
    }

    /** The limit for a job on this machine depends on its runner. */
    @Test
    void jobLimitIsExecutionTimeoutOfJobRun() throws Exception {
        String application = application("SPARK", request -> {});
        start(application, "hour", "exit 0", request -> request.executionTimeoutMinutes(60L));
        start(application, "none", "exit 0", request -> request.executionTimeoutMinutes(0L));
        pass(5);

        assertThat(shell.jobs)
                .extracting(Job::name, Job::limit)
                .containsOnly(tuple("hour", Duration.ofHours(1)), tuple("none", null));
    }

    @Test
    void jobRunTakesPlannedDuration() throws Exception {
        String application = application("SPARK", request -> {});
        aws.serverless().jobRunDuration("ruled", Duration.ofHours(3));
        start(application, "ruled", "exit 0", request -> {});
        pass(200);

        assertThat(jobRun("ruled").state()).isEqualTo("SUCCESS");
        assertThat(duration("ruled")).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void plannedFailureAndStreamingModeSkipRealJob() throws Exception {
        String application = application("SPARK", request -> {});
        aws.serverless().failJobRun("etl", "planned");
        start(application, "etl", "exit 0", request -> {});
        start(application, "stream", "exit 0", request -> request.mode(JobRunMode.STREAMING));
        pass(5);

        assertThat(shell.jobs).isEmpty();
        assertThat(jobRun("etl").stateDetails()).isEqualTo("planned");
        assertThat(job("etl").outcome()).isEqualTo(Outcome.SIMULATED);
        assertThat(job("stream").message()).contains("STREAMING");
    }

    @Test
    void jobRunsWaitInQueueOfApplication() throws Exception {
        String application =
                application("SPARK", request -> request.schedulerConfiguration(queue -> queue.maxConcurrentRuns(1)));
        start(application, "first", "exit 0", request -> {});
        start(application, "second", "exit 0", request -> {});
        aws.clock().advance(Duration.ofMinutes(1));
        assertThat(jobRun("second").state()).isEqualTo("QUEUED");
        pass(5);

        assertThat(shell.jobs).extracting(Job::name).containsExactly("first", "second");
        assertThat(jobRun("second").state()).isEqualTo("SUCCESS");
    }

    private static Configuration configuration(String classification, Map<String, String> properties) {
        return Configuration.builder()
                .classification(classification)
                .properties(properties)
                .build();
    }

    private String application(String type, Consumer<CreateApplicationRequest.Builder> change) {
        CreateApplicationRequest.Builder request = CreateApplicationRequest.builder()
                .name("batch")
                .releaseLabel("emr-7.1.0")
                .type(type)
                .clientToken(type);
        change.accept(request);
        String id = serverless.createApplication(request.build()).applicationId();
        pass(1);
        return id;
    }

    private String start(String application, String name, String script, Consumer<StartJobRunRequest.Builder> change) {
        StartJobRunRequest.Builder request = StartJobRunRequest.builder()
                .applicationId(application)
                .clientToken(name)
                .name(name)
                .executionRoleArn(ROLE)
                .jobDriver(driver -> driver.sparkSubmit(
                        spark -> spark.entryPoint("s3://code/job.py").entryPointArguments(script)));
        change.accept(request);
        return serverless.startJobRun(request.build()).jobRunId();
    }

    /** Lets minutes pass, in which jobs start and end. */
    private void pass(int minutes) {
        aws.clock().advance(Duration.ofMinutes(minutes));
    }

    private LocalJobRun jobRun(String name) {
        return aws.serverless().jobRuns().stream()
                .filter(run -> run.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private JobResult job(String name) {
        return Objects.requireNonNull(jobRun(name).job());
    }

    private Duration duration(String name) {
        return Duration.between(
                Objects.requireNonNull(jobRun(name).started()),
                Objects.requireNonNull(jobRun(name).ended()));
    }
}
