package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Job runs in state machines of other projects: the errors of the service, and its retries. */
class ServerlessMachinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLE = "arn:aws:iam::123456789012:role/job";
    private static final String TEMPLATE = """
        {"Resources": {"App": {"Type": "AWS::EMRServerless::Application", "Properties": {
            "Name": "batch", "ReleaseLabel": "%s", "Type": "SPARK"}}},
         "Outputs": {"Id": {"Value": {"Ref": "App"}}}}""";

    @TempDir
    private Path directory;

    private LocalExecution run(LocalAws aws, String release, String machine, JsonNode input) throws Exception {
        Machines machines = new Machines(aws);
        aws.existing().role("job");
        String application = aws.deploy(new Assembly(directory)
                        .stack("Stack", TEMPLATE.formatted(release))
                        .write())
                .output("Stack", "Id");
        aws.clock().advance(Duration.ofMinutes(1));
        return aws.awaitExecution(aws.startExecution(
                machines.createAs("machine", machine),
                input.toString().replace("APPLICATION", application).replace("JOB_ROLE", ROLE)));
    }

    private static String start(String members) {
        return """
            {"StartAt": "Run", "States": {"Run": {"Type": "Task", "End": true,
             "Resource": "arn:aws:states:::emr-serverless:startJobRun.sync",
             "Parameters": {"ApplicationId.$": "$.application", "ExecutionRoleArn": "%s", "Name": "nightly",
              "JobDriver": {"SparkSubmit": {"EntryPoint": "s3://b/job.py"}}, %s}}}}""".formatted(ROLE, members);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "RetryPolicy": {"MaxAttempts": 11} | maxAttempts must be 1 to 10, got: 11
        "RetryPolicy": {"MaxFailedAttemptsPerHour": 3} | maxFailedAttemptsPerHour is only applicable for mode STREAMING
        "Mode": "STREAMING", "RetryPolicy": {"MaxAttempts": 3} | maxAttempts is only applicable for mode BATCH
        "Mode": "FAST" | Value 'FAST' at 'mode' failed to satisfy constraint: Member must satisfy enum value set: [BATCH,STREAMING]
        "ExecutionTimeoutMinutes": 0 | executionTimeoutMinutes of a BATCH job run must be 1 to 10080 from release emr-7.11.0 on, got: 0
        "ConfigurationOverrides": {"MonitoringConfiguration": {"PrometheusMonitoringConfiguration": \
        {"RemoteWriteUrl": "https://example.com"}}} | monitoringConfiguration.prometheusMonitoringConfiguration.remoteWriteUrl' failed
        "Tags": {"team": "e&tl"} | Value 'e&tl' at 'tags.team' failed to satisfy constraint
        """)
    void rejectsInvalidJobRunRequests(String members, String cause) throws Exception {
        try (LocalAws aws = LocalAws.start()) {
            LocalExecution execution =
                    run(aws, "emr-7.12.0", start(members), JSON.readTree("{\"application\": \"APPLICATION\"}"));

            assertThat(execution.status()).isEqualTo("FAILED");
            assertThat(execution.error()).isEqualTo("EmrServerless.ValidationException");
            assertThat(execution.cause()).contains(cause);
            assertThat(aws.serverless().jobRuns()).isEmpty();
        }
    }

    @Test
    void acceptsExecutionTimeoutOfThirtyDaysForRelease710() throws Exception {
        try (LocalAws aws = LocalAws.start()) {
            assertThat(run(
                                    aws,
                                    "emr-7.10.0",
                                    start("\"ExecutionTimeoutMinutes\": 43200"),
                                    JSON.readTree("{\"application\": \"APPLICATION\"}"))
                            .status())
                    .isEqualTo("SUCCEEDED");
        }
    }

    @Test
    void retriesAreAttemptsOfSameJobRun() throws Exception {
        try (LocalAws aws = LocalAws.start()) {
            aws.serverless().failJobRun("nightly", "out of memory");
            aws.serverless().failJobRun("nightly", "out of memory");

            LocalExecution execution = run(
                    aws,
                    "emr-7.12.0",
                    start("\"RetryPolicy\": {\"MaxAttempts\": 3}"),
                    JSON.readTree("{\"application\": \"APPLICATION\"}"));

            assertThat(execution.status()).isEqualTo("SUCCEEDED");
            assertThat(aws.serverless().jobRuns()).hasSize(1).allSatisfy(run -> assertThat(run.attempt())
                    .isEqualTo(3));
        }
    }
}
