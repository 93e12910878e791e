package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.states.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.Application;
import software.amazon.awssdk.services.emrserverless.model.ApplicationState;
import software.amazon.awssdk.services.emrserverless.model.ConflictException;
import software.amazon.awssdk.services.emrserverless.model.JobRun;
import software.amazon.awssdk.services.emrserverless.model.JobRunState;
import software.amazon.awssdk.services.emrserverless.model.ResourceNotFoundException;
import software.amazon.awssdk.services.emrserverless.model.ValidationException;

class ServerlessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLE = "arn:aws:iam::123456789012:role/job";
    private static final String TEMPLATE = """
        {"Resources": {"App": {"Type": "AWS::EMRServerless::Application", "Properties": {
            "Name": "batch", "ReleaseLabel": "emr-7.1.0", "Type": "SPARK", "Tags": [{"Key": "team", "Value": "etl"}],
            "AutoStopConfiguration": {"Enabled": true, "IdleTimeoutMinutes": %d},
            "InitialCapacity": [{"Key": "Driver", "Value": {"WorkerCount": 1,
              "WorkerConfiguration": {"Cpu": "2 vCPU", "Memory": "4 GB"}}}]}}},
         "Outputs": {"Id": {"Value": {"Ref": "App"}}, "Arn": {"Value": {"Fn::GetAtt": ["App", "Arn"]}}}}""";
    private static final String JOB = "{\"ApplicationId\": \"%s\", \"ExecutionRoleArn\": \"" + ROLE
            + "\", \"Name\": \"aggregate\", \"JobDriver\": {\"SparkSubmit\": {\"EntryPoint\": \"s3://code/job.py\","
            + " \"EntryPointArguments\": [\"out\"]}}}";

    private final LocalAws aws = LocalAws.start();
    private final EmrServerlessClient serverless = SdkClients.emrServerless(aws);
    private final Machines machines = new Machines(aws);
    private String application = "";

    @TempDir
    private Path directory;

    @BeforeEach
    void deploy() {
        aws.existing().role("job");
        application = deploy(15).output("Stack", "Id");
        aws.clock().advance(Duration.ofMinutes(1));
    }

    private Deployment deploy(int idleMinutes) {
        return aws.deploy(new Assembly(directory)
                .stack("Stack", TEMPLATE.formatted(idleMinutes))
                .write());
    }

    @AfterEach
    void close() {
        serverless.close();
        aws.close();
    }

    @Test
    void deployedApplicationHasPropertiesOfTemplate() {
        Application described = application();

        assertThat(described.state()).isEqualTo(ApplicationState.CREATED);
        assertThat(described.name()).isEqualTo("batch");
        assertThat(described.tags()).containsEntry("team", "etl");
        assertThat(described.initialCapacity()).hasEntrySatisfying("Driver", driver -> assertThat(driver.workerCount())
                .isEqualTo(1));
        assertThat(described.arn())
                .isEqualTo("arn:aws:emr-serverless:us-east-1:123456789012:/applications/" + application);
    }

    @Test
    void jobRunStartsTheApplicationWhichStopsWhenItIsIdle() {
        String run = start("token");

        assertThat(application().state()).isEqualTo(ApplicationState.STARTING);
        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(jobRun(run).state()).isEqualTo(JobRunState.RUNNING);
        assertThat(application().state()).isEqualTo(ApplicationState.STARTED);
        aws.clock().advance(Duration.ofMinutes(1));
        assertThat(jobRun(run).state()).isEqualTo(JobRunState.SUCCESS);
        assertThat(jobRun(run).totalExecutionDurationSeconds()).isEqualTo(120);
        assertThat(jobRun(run).executionRole()).isEqualTo(ROLE);
        assertThat(jobRun(run).jobDriver().sparkSubmit().entryPoint()).isEqualTo("s3://code/job.py");
        aws.clock().advance(Duration.ofMinutes(14));
        assertThat(application().state()).isEqualTo(ApplicationState.STARTED);
        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(application().state()).isEqualTo(ApplicationState.STOPPED);
    }

    @Test
    void idleTimeCountsFromEndOfLastJobRun() {
        for (String token : List.of("first", "second", "third")) {
            start(token);
            aws.clock().advance(Duration.ofMinutes(6));
        }

        // The last job run ended three minutes ago.
        aws.clock().advance(Duration.ofMinutes(11));
        assertThat(application().state()).isEqualTo(ApplicationState.STARTED);
        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(application().state()).isEqualTo(ApplicationState.STOPPED);
    }

    @Test
    void sameClientTokenReturnsSameJobRun() {
        assertThat(start("token")).isEqualTo(start("token")).isNotEqualTo(start("other"));
        assertThatThrownBy(() -> serverless.startJobRun(request -> request.applicationId(application)
                        .clientToken("token")
                        .executionRoleArn(ROLE)
                        .jobDriver(driver -> driver.sparkSubmit(spark -> spark.entryPoint("s3://code/other.py")))))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void sameClientTokenReturnsSameApplication() {
        assertThat(create("token", "emr-7.1.0"))
                .isEqualTo(create("token", "emr-7.1.0"))
                .isNotEqualTo(create("other", "emr-7.1.0"));
        assertThatThrownBy(() -> create("token", "emr-7.2.0")).isInstanceOf(ConflictException.class);
    }

    private String create(String token, String releaseLabel) {
        return serverless
                .createApplication(
                        request -> request.clientToken(token).type("SPARK").releaseLabel(releaseLabel))
                .applicationId();
    }

    private void createApplicationWithQueue() {
        application = serverless
                .createApplication(request -> request.type("SPARK")
                        .releaseLabel("emr-7.1.0")
                        .schedulerConfiguration(
                                scheduler -> scheduler.maxConcurrentRuns(1).queueTimeoutMinutes(15)))
                .applicationId();
        aws.clock().advance(Duration.ofMinutes(1));
    }

    @Test
    void jobRunsBeyondMaxConcurrentRunsAreQueued() {
        createApplicationWithQueue();
        String first = start("first");
        String cancelled = start("cancelled");
        String second = start("second");
        aws.clock().advance(Duration.ofSeconds(90));

        assertThat(jobRun(first).state()).isEqualTo(JobRunState.RUNNING);
        assertThat(jobRun(cancelled).state()).isEqualTo(JobRunState.QUEUED);
        assertThat(jobRun(second).state()).isEqualTo(JobRunState.QUEUED);
        serverless.cancelJobRun(request -> request.applicationId(application).jobRunId(cancelled));
        aws.clock().advance(Duration.ofMinutes(3));
        assertThat(jobRun(first).state()).isEqualTo(JobRunState.SUCCESS);
        assertThat(jobRun(cancelled).state()).isEqualTo(JobRunState.CANCELLED);
        assertThat(jobRun(second).state()).isEqualTo(JobRunState.RUNNING);
        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(jobRun(second).state()).isEqualTo(JobRunState.SUCCESS);
    }

    @Test
    void jobRunThatQueuesTooLongIsCancelled() {
        createApplicationWithQueue();
        aws.serverless().hangJobRun("");
        String hangs = start("first");
        String queued = start("second");
        aws.clock().advance(Duration.ofMinutes(16));

        assertThat(jobRun(hangs).state()).isEqualTo(JobRunState.RUNNING);
        assertThat(jobRun(queued).state()).isEqualTo(JobRunState.CANCELLED);
        assertThat(jobRun(queued).stateDetails()).isEqualTo("Job run timed out in the queue after 15 minutes");
    }

    @Test
    void taskWaitsForTheJobRun() throws Exception {
        JsonNode output =
                output(machines.run(Machines.task("emr-serverless:startJobRun.sync", JOB.formatted(application))));

        assertThat(output.path("State").asText()).isEqualTo("SUCCESS");
        assertThat(output.path("ApplicationId").asText()).isEqualTo(application);
        assertThat(output.at("/JobDriver/SparkSubmit/EntryPointArguments/0").asText())
                .isEqualTo("out");
        assertThat(aws.serverless().jobRuns()).extracting(LocalJobRun::name).containsExactly("aggregate");
    }

    /**
     * Parameters and results are in Pascal case for all services, except the keys of maps, which belong to the user; times
     * are texts. Page "Learning to use AWS service SDK integrations in Step Functions".
     */
    @Test
    void sdkTasksCallTheOperationsDirectly() throws Exception {
        JsonNode started =
                output(machines.run(Machines.task("aws-sdk:emrserverless:startJobRun", JOB.formatted(application))));
        String jobRun = started.path("JobRunId").asText();
        JsonNode described = output(machines.run(Machines.task(
                "aws-sdk:emrserverless:getJobRun",
                "{\"ApplicationId\": \"%s\", \"JobRunId\": \"%s\"}".formatted(application, jobRun))));

        assertThat(aws.serverless().jobRuns()).extracting(LocalJobRun::id).containsExactly(jobRun);
        assertThat(described.at("/JobRun/JobDriver/SparkSubmit/EntryPoint").asText())
                .isEqualTo("s3://code/job.py");
        assertThat(described.at("/JobRun/CreatedAt").asText()).matches("2026-01-01T00:\\d\\d:\\d\\dZ");
        JsonNode shown = output(machines.run(Machines.task(
                "aws-sdk:emrserverless:getApplication", "{\"ApplicationId\": \"%s\"}".formatted(application))));
        assertThat(shown.at("/Application/Tags/team").asText()).isEqualTo("etl");
    }

    /** Service and error are in Pascal case, according to the same page. */
    @Test
    void sdkTaskErrorNamesStartWithServiceName() throws Exception {
        assertThat(machines.run(Machines.task(
                                "aws-sdk:emrserverless:getApplication", "{\"ApplicationId\": \"00f0000000000000\"}"))
                        .error())
                .isEqualTo("EmrServerless.ResourceNotFoundException");
        assertThat(machines.run(Machines.task("aws-sdk:emrserverless:getApplication", "{}"))
                        .error())
                .isEqualTo("EmrServerless.ValidationException");
        assertThat(machines.run(Machines.task("aws-sdk:secretsmanager:getSecretValue", "{\"SecretId\": \"none\"}"))
                        .error())
                .isEqualTo("SecretsManager.ResourceNotFoundException");
    }

    @Test
    void taskFailsWhenJobRunFails() throws Exception {
        aws.serverless().failJobRun("aggregate", "Job failed, please check the logs");

        LocalExecution execution =
                machines.run(Machines.task("emr-serverless:startJobRun.sync", JOB.formatted(application)));

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(JSON.readTree(execution.cause()).path("StateDetails").asText())
                .isEqualTo("Job failed, please check the logs");
    }

    @Test
    void stoppedExecutionCancelsItsJobRun() throws Exception {
        aws.serverless().hangJobRun("aggregate");
        String machine = machines.create(Machines.task("emr-serverless:startJobRun.sync", JOB.formatted(application)));
        VirtualClock.Worker hold = aws.clock().register();
        String execution = aws.startExecution(machine, "{}");
        Poll.until(() -> aws.serverless().jobRuns(), runs -> !runs.isEmpty());

        aws.stopExecution(execution);
        hold.close();
        aws.awaitIdle();
        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(aws.serverless().jobRuns())
                .extracting(LocalJobRun::state, LocalJobRun::isAlive)
                .containsExactly(tuple("CANCELLED", false));
    }

    @Test
    void jobRunEndsAtItsTimeout() {
        aws.serverless().hangJobRun("aggregate");
        String run = serverless
                .startJobRun(request -> request.applicationId(application)
                        .clientToken("t")
                        .name("aggregate")
                        .executionTimeoutMinutes(10L)
                        .executionRoleArn(ROLE)
                        .jobDriver(driver -> driver.sparkSubmit(spark -> spark.entryPoint("s3://code/job.py"))))
                .jobRunId();

        aws.clock().advance(Duration.ofMinutes(11));

        assertThat(jobRun(run).state()).isEqualTo(JobRunState.CANCELLED);
    }

    @Test
    void tasksCreateStartStopAndDeleteApplication() throws Exception {
        String id = output(machines.run(Machines.task(
                        "emr-serverless:createApplication.sync",
                        "{\"ReleaseLabel\": \"emr-7.1.0\", \"Type\": \"HIVE\", \"Name\": \"mine\"}")))
                .path("ApplicationId")
                .asText();
        for (String action : new String[] {"start", "stop", "delete"}) {
            assertThat(machines.run(Machines.task(
                                    "emr-serverless:" + action + "Application.sync",
                                    "{\"ApplicationId\": \"" + id + "\"}"))
                            .error())
                    .as(action)
                    .isNull();
        }

        assertThat(aws.serverless().applications()).containsEntry(id, "TERMINATED");
    }

    @Test
    void startedApplicationCannotBeDeletedNorUpdated() {
        serverless.startApplication(request -> request.applicationId(application));
        aws.clock().advance(Duration.ofMinutes(1));

        assertThatThrownBy(() -> serverless.deleteApplication(request -> request.applicationId(application)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(
                        "must be in one of the following statuses [CREATED, STOPPED]. Current status: STARTED");
        deploy(15);
        assertThatThrownBy(() -> deploy(20))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("Current status: STARTED");
    }

    @Test
    void rejectsInvalidRequests() {
        assertThatThrownBy(() -> serverless.getApplication(request -> request.applicationId("none")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> serverless.startJobRun(request -> request.applicationId(application)
                        .clientToken("t")
                        .executionRoleArn(ROLE)
                        .jobDriver(driver -> driver.hive(hive -> hive.query("s3://code/q.sql")))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'sparkSubmit'");
        assertThatThrownBy(() -> serverless.createApplication(
                        request -> request.clientToken("t").type("FLINK").releaseLabel("emr-7.1.0")))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("got: FLINK");
    }

    /** The shapes ApplicationSummary and JobRunSummary of the API reference. An SDK would not show additional members. */
    @Test
    void listsReturnSummariesWithoutDetails() throws Exception {
        startWith("s3://input");

        assertThat(get("/applications").path("applications").path(0).fieldNames())
                .toIterable()
                .contains("id", "state", "releaseLabel", "type")
                .doesNotContain("applicationId", "autoStopConfiguration");
        assertThat(get("/applications/" + application + "/jobruns")
                        .path("jobRuns")
                        .path(0)
                        .fieldNames())
                .toIterable()
                .contains("id", "applicationId", "executionRole", "stateDetails")
                .doesNotContain("jobRunId", "jobDriver");
    }

    private JsonNode get(String path) throws IOException {
        return new ObjectMapper()
                .readTree(Wire.rest(aws, "emr-serverless", "GET", path, "").body());
    }

    @Test
    void outputsAreS3ArgumentsThatRoleCanWrite() {
        aws.existing()
                .role(
                        "job",
                        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:PutObject\","
                                + " \"Resource\": \"arn:aws:s3:::data/out/*\"}}");
        startWith("agg", "s3://data/in/cities.csv", "sums.csv");
        startWith("agg", "s3://data/in/cities.csv", "s3://data/out/");
        startWith("cmp", "s3://data/out/sums", "s3://other/out/report");

        assertThat(aws.serverless().jobRuns())
                .extracting(LocalJobRun::outputs)
                .containsExactly(List.of(), List.of("s3://data/out/"), List.of("s3://data/out/sums"));
        assertThat(aws.authorizations()).isEmpty();
    }

    private void startWith(String... arguments) {
        serverless.startJobRun(request -> request.applicationId(application)
                .executionRoleArn(ROLE)
                .jobDriver(driver -> driver.sparkSubmit(
                        spark -> spark.entryPoint("s3://code/job.py").entryPointArguments(arguments))));
    }

    @Test
    void jobWhoseRoleCannotBeAssumedFails() {
        String run = serverless
                .startJobRun(request -> request.applicationId(application)
                        .clientToken("t")
                        .executionRoleArn(ROLE + "x")
                        .jobDriver(driver -> driver.sparkSubmit(spark -> spark.entryPoint("s3://code/job.py"))))
                .jobRunId();
        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(jobRun(run).stateDetails()).startsWith("Could not assume runtime role " + ROLE + "x");
    }

    @Test
    void startJobRunRequiresPassRole() throws Exception {
        aws.existing()
                .role(
                        "starter",
                        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": [\"emr-serverless:*\", \"events:*\"],"
                                + " \"Resource\": \"*\"}}");
        String machine = machines.createAs(
                "starter",
                "{\"StartAt\": \"A\", \"States\": {\"A\": "
                        + Machines.task("emr-serverless:startJobRun.sync", JOB.formatted(application)) + "}}");

        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));

        assertThat(execution.cause()).contains("not authorized to perform: iam:PassRole on resource: " + ROLE);
        assertThat(aws.serverless().jobRuns()).isEmpty();
    }

    private String start(String token) {
        return serverless
                .startJobRun(request -> request.applicationId(application)
                        .clientToken(token)
                        .executionRoleArn(ROLE)
                        .jobDriver(driver -> driver.sparkSubmit(spark -> spark.entryPoint("s3://code/job.py"))))
                .jobRunId();
    }

    private Application application() {
        return serverless
                .getApplication(request -> request.applicationId(application))
                .application();
    }

    private JobRun jobRun(String id) {
        return serverless
                .getJobRun(request -> request.applicationId(application).jobRunId(id))
                .jobRun();
    }

    private static JsonNode output(LocalExecution execution) throws Exception {
        assertThat(execution.succeeded())
                .as("%s %s", execution.error(), execution.cause())
                .isTrue();
        return JSON.readTree(Objects.requireNonNull(execution.output()));
    }
}
