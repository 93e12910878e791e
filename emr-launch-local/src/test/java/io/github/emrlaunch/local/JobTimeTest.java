package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual time while a job runs: it stands still, except for certain requests of the job. */
@Timeout(60)
class JobTimeTest {
    private static final String WAIT = "{\"Type\": \"Wait\", \"Seconds\": 3600, \"End\": true}";

    /** The work of every step's job. */
    private interface Work {
        void run(Job job) throws Exception;
    }

    private Work work = job -> {};
    private final LocalAws aws = LocalAws.builder().jobs(new InThisJvm()).start();
    private final EmrWire emr = new EmrWire(aws);
    private final Machines machines = new Machines(aws);

    @AfterEach
    void close() {
        aws.close();
    }

    private Wire.Keys keys(Job job) {
        return new Wire.Keys(
                job.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""),
                job.environment().getOrDefault("AWS_SESSION_TOKEN", ""));
    }

    private JsonNode call(Job job, String target, String body) throws IOException {
        Wire.Answer answer = Wire.call(aws, keys(job), target, body);
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void timeStandsStillForS3RequestsAndOneDescribeExecution() throws Exception {
        aws.existing().bucket("data");
        Instant[] seen = new Instant[2];
        work = job -> {
            seen[0] = aws.clock().now();
            String execution = aws.startExecution(machines.create(WAIT), "{}");
            for (int i = 0; i < 20; i++) {
                Wire.rest(aws, keys(job), "s3", "GET", "/data?list-type=2", "");
            }
            call(job, "AWSStepFunctions.DescribeExecution", "{\"executionArn\": \"" + execution + "\"}");
            seen[1] = aws.clock().now();
        };
        runStep();

        assertThat(seen[1]).isEqualTo(seen[0]);
    }

    /** Scripts make such requests in loops. If they let time pass, the timeout of a state would occur. */
    @Test
    void timeStandsStillWhileAJobPollsItsOwnStepAndCluster() throws Exception {
        Instant[] seen = new Instant[2];
        work = job -> {
            seen[0] = aws.clock().now();
            String own = "{\"ClusterId\": \"%s\", \"StepId\": \"%s\"}".formatted(cluster(), job.id());
            String cluster = "{\"ClusterId\": \"%s\"}".formatted(cluster());
            for (int i = 0; i < 20; i++) {
                call(job, "AmazonSSM.DescribeParameters", "{}");
                call(job, "ElasticMapReduce.DescribeCluster", cluster);
                call(job, "ElasticMapReduce.DescribeStep", own);
                call(job, "ElasticMapReduce.ListSteps", cluster);
                call(job, "ElasticMapReduce.ListInstances", cluster);
            }
            seen[1] = aws.clock().now();
        };
        runStep();

        assertThat(seen[1]).isEqualTo(seen[0]);
    }

    @Test
    void timeStandsStillWhileAJobPollsTheExecutionThatWaitsForIt() throws Exception {
        work = job -> {
            String look = "{\"executionArn\": \"%s\"}".formatted(job.name());
            for (int i = 0; i < 30; i++) {
                call(job, "AWSStepFunctions.DescribeExecution", look);
            }
        };
        startCluster();
        String machine = machines.create("""
            {"Type": "Task", "Resource": "arn:aws:states:::elasticmapreduce:addStep.sync", "TimeoutSeconds": 600,
             "Parameters": {"ClusterId": "%s", "Step": {"Name.$": "$$.Execution.Id", "ActionOnFailure": "CONTINUE",
               "HadoopJarStep": {"Jar": "command-runner.jar"}}}, "End": true}\
            """.formatted(cluster()));
        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));

        assertThat(execution.status()).as(execution.cause()).isEqualTo("SUCCEEDED");
    }

    @Test
    void timePassesWhileAJobPollsForTheStartOfAnotherCluster() throws Exception {
        work = job -> {
            String other = call(job, "ElasticMapReduce.RunJobFlow", """
                {"Name": "other", "ReleaseLabel": "emr-7.1.0", "ServiceRole": "service", "JobFlowRole": "profile",
                 "Instances": {"MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge", "InstanceCount": 1,
                   "KeepJobFlowAliveWhenNoSteps": true}}\
                """)
                    .path("JobFlowId")
                    .asText();
            while (!call(job, "ElasticMapReduce.DescribeCluster", "{\"ClusterId\": \"" + other + "\"}")
                    .at("/Cluster/Status/State")
                    .asText()
                    .equals("WAITING")) {
                Thread.onSpinWait();
            }
        };
        Duration lasted = runStep();

        assertThat(lasted).isGreaterThanOrEqualTo(Duration.ofMinutes(8));
    }

    @Test
    void timePassesWhileAJobPollsForTheEndOfAnExecution() throws Exception {
        work = job -> {
            String execution = aws.startExecution(machines.create(WAIT), "{}");
            String look = "{\"executionArn\": \"" + execution + "\"}";
            while (call(job, "AWSStepFunctions.DescribeExecution", look)
                    .path("status")
                    .asText()
                    .equals("RUNNING")) {
                Thread.onSpinWait();
            }
        };
        Duration lasted = runStep();

        assertThat(lasted).isGreaterThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    void timePassesWhileAJobPollsForTheEndOfAStepOfItsCluster() throws Exception {
        work = job -> {
            if (job.name().equals("other")) {
                return;
            }
            String other = call(job, "ElasticMapReduce.AddJobFlowSteps", """
                {"JobFlowId": "%s", "Steps": [{"Name": "other", "ActionOnFailure": "CONTINUE",
                  "HadoopJarStep": {"Jar": "command-runner.jar"}}]}\
                """.formatted(cluster()))
                    .at("/StepIds/0")
                    .asText();
            String look = "{\"ClusterId\": \"%s\", \"StepId\": \"%s\"}".formatted(cluster(), other);
            while (!call(job, "ElasticMapReduce.DescribeStep", look)
                    .at("/Step/Status/State")
                    .asText()
                    .equals("COMPLETED")) {
                Thread.onSpinWait();
            }
        };
        aws.emr().stepDuration("other", Duration.ofMinutes(30));
        Duration lasted = runStep();

        assertThat(lasted).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void timePassesWhileAJobWaitsForStartSyncExecution() throws Exception {
        aws.existing().role("express");
        String machine = "arn:aws:states:us-east-1:123456789012:stateMachine:express";
        Wire.call(aws, "AWSStepFunctions.CreateStateMachine", """
            {"name": "express", "type": "EXPRESS", "roleArn": "arn:aws:iam::123456789012:role/express",
             "definition": "{\\"StartAt\\": \\"Only\\", \\"States\\": \
               {\\"Only\\": {\\"Type\\": \\"Wait\\", \\"Seconds\\": 60, \\"End\\": true}}}"}\
            """);
        work = job -> assertThat(
                        call(job, "AWSStepFunctions.StartSyncExecution", "{\"stateMachineArn\": \"" + machine + "\"}")
                                .path("status")
                                .asText())
                .isEqualTo("SUCCEEDED");
        Duration lasted = runStep();

        assertThat(lasted).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
    }

    /** The step's job kills the client that makes the request. */
    @Test
    void aJobMayTerminateItsOwnCluster() throws Exception {
        work = job -> {
            call(job, "ElasticMapReduce.TerminateJobFlows", "{\"JobFlowIds\": [\"%s\"]}".formatted(cluster()));
            Thread.sleep(60_000);
        };
        startStep();
        aws.awaitIdle();
        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(aws.clusters().get(0).state()).isEqualTo("TERMINATED");
        assertThat(aws.clusters().get(0).steps().get(0).state()).isEqualTo("CANCELLED");
    }

    /** Returns the duration of the step after one more hour has passed. */
    private Duration runStep() throws InterruptedException {
        Instant start = startStep();
        aws.awaitIdle();
        Duration lasted = Duration.between(start, aws.clock().now());
        aws.clock().advance(Duration.ofHours(1));
        LocalStep step = aws.clusters().get(0).steps().get(0);
        assertThat(step.message()).isEmpty();
        assertThat(step.state()).isEqualTo("COMPLETED");
        return lasted;
    }

    private void startCluster() throws InterruptedException {
        aws.existing()
                .role("service")
                .role("instances", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}")
                .instanceProfile("profile", "instances");
        emr.run("'StepConcurrencyLevel': 2");
        aws.clock().advance(Duration.ofMinutes(8));
    }

    private Instant startStep() throws InterruptedException {
        startCluster();
        Instant start = aws.clock().now();
        emr.call("AddJobFlowSteps", """
            'JobFlowId': '%s', 'Steps': [{'Name': 'asks', 'ActionOnFailure': 'CONTINUE',
              'HadoopJarStep': {'Jar': 'command-runner.jar'}}]\
            """.formatted(cluster()));
        return start;
    }

    private String cluster() {
        return aws.clusters().get(0).id();
    }

    /** Runs the work of a test in the thread of the job. When the work fails, the job fails. */
    private final class InThisJvm implements Jobs {
        @Override
        public JobResult run(Job job) throws InterruptedException {
            try {
                work.run(job);
                return new JobResult(Outcome.SUCCEEDED, "", 0, List.of(), Duration.ofSeconds(1), Map.of());
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                return new JobResult(
                        Outcome.FAILED, Objects.toString(e.getMessage()), null, List.of(), Duration.ZERO, Map.of());
            }
        }

        @Override
        public String description() {
            return "in this JVM";
        }
    }
}
