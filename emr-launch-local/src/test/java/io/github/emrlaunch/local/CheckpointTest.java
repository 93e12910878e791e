package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** A restore brings back the state at the checkpoint and removes everything else. */
class CheckpointTest {
    private static final String DATA = """
        {"Resources": {
          "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "data-%1$s"}},
          "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/data/%1$s", "Type": "String", "Value": "then"}},
          "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "secret-%1$s", "SecretString": "then-%1$s"}},
          "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "queue-%1$s"}},
          "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "topic-%1$s"}},
          "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/logs/%1$s"}},
          "Alias": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/%1$s", "TargetKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"}},
          "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
          "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}}},
          "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "bus-%1$s"}},
          "Hourly": {"Type": "AWS::Events::Rule", "Properties": {"Name": "hourly-%1$s", "ScheduleExpression": "rate(1 hour)",
            "Targets": [{"Id": "0", "Arn": {"Ref": "Topic"}}]}},
          "Security": {"Type": "AWS::EMR::SecurityConfiguration", "Properties": {"Name": "security-%1$s", "SecurityConfiguration": {}}},
          "App": {"Type": "AWS::EMRServerless::Application", "Properties": {
            "Name": "app-%1$s", "ReleaseLabel": "emr-7.1.0", "Type": "SPARK"}}},
         "Outputs": {"App": {"Value": {"Ref": "App"}}, "Topic": {"Value": {"Ref": "Topic"}}, "Queue": {"Value": {"Ref": "Queue"}}}}\
        """;

    private final LocalAws aws = LocalAws.start();
    private Deployment deployment = new Deployment(List.of(), Map.of());

    @TempDir
    private Path directory;

    @BeforeEach
    void deploy() throws IOException {
        aws.existing().role("job");
        deployment = aws.deploy(new Assembly(directory.resolve("first"))
                .stack("Launch", Assembly.template("launch.json"))
                .handlers()
                .stack("Data", DATA.formatted("a"))
                .write());
        Files.writeString(aws.s3().folder("data-a").resolve("input.csv"), "1,2");
        try (S3Client s3 = SdkClients.s3(aws)) {
            s3.putObject(
                    put -> put.bucket("data-a").key("in/with metadata").contentType("text/csv"),
                    RequestBody.fromString("3,4"));
        }
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private String machine() {
        return deployment.output("Launch", "MachineArn");
    }

    /** Uses every service, and deploys another stack. */
    private void changeEverything() throws Exception {
        aws.existing().role("other");
        aws.emr().failStep("any", "planned");
        aws.faults().throttle("ssm:GetParameter", 3);
        aws.faults().limitConcurrency("probe", 5);
        aws.deploy(new Assembly(directory.resolve("second"))
                .stack("Events", Assembly.template("events.json").replace("\"probe\"", "\"probe2\""))
                .handlers()
                .stack("Pipes", Assembly.template("pipes.json"))
                .stack("More", DATA.formatted("b"))
                .write());
        aws.run(machine(), "{\"Name\": \"etl\"}");
        new EmrWire(aws)
                .run("'JobFlowRole': 'instances', 'Steps': [{'Name': 'any', 'HadoopJarStep': {'Jar':"
                        + " 'command-runner.jar'}}]");
        aws.clock().advance(Duration.ofMinutes(20));
        Files.writeString(aws.s3().folder("data-a").resolve("input.csv"), "changed");
        try (S3Client s3 = SdkClients.s3(aws);
                SsmClient ssm = SdkClients.ssm(aws);
                SecretsManagerClient secrets = SdkClients.secretsManager(aws);
                SqsClient sqs = SdkClients.sqs(aws);
                SnsClient sns = SdkClients.sns(aws);
                EventBridgeClient events = SdkClients.events(aws)) {
            s3.deleteObject(delete -> delete.bucket("data-a").key("in/with metadata"));
            s3.putObject(put -> put.bucket("data-a").key("out/1"), RequestBody.fromString("5"));
            ssm.putParameter(put -> put.name("/data/a").value("now").overwrite(true));
            ssm.deleteParameter(delete -> delete.name("/teams/etl/cluster"));
            secrets.putSecretValue(put -> put.secretId("secret-a").secretString("now"));
            String queue = sqs.getQueueUrl(get -> get.queueName("queue-a")).queueUrl();
            sqs.sendMessage(send -> send.queueUrl(queue).messageBody("hello"));
            sns.publish(publish ->
                    publish.topicArn(deployment.output("Data", "Topic")).message("hello"));
            events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                    .source("test")
                    .detailType("Test")
                    .detail("{}")
                    .build()));
        }
        startJobRun(deployment.output("Data", "App"));
        aws.clock().advance(Duration.ofHours(1));
    }

    private void startJobRun(String application) throws IOException {
        assertThat(Wire.rest(
                                aws,
                                "emr-serverless",
                                "POST",
                                "/applications/" + application + "/jobruns",
                                "{\"clientToken\": \"t\", \"executionRoleArn\":"
                                        + " \"arn:aws:iam::123456789012:role/job\", \"jobDriver\": {\"sparkSubmit\":"
                                        + " {\"entryPoint\": \"s3://data-a/job.py\"}}}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void restoresStateOfAllServices() throws Exception {
        // Functions and jobs have run once before, so their processes stay warm.
        Map<String, List<String>> before = StateDump.of(aws);
        LocalCheckpoint checkpoint = aws.checkpoint();
        Instant time = aws.clock().now();

        changeEverything();
        Map<String, List<String>> changed = StateDump.of(aws);
        checkpoint.restore();

        TreeSet<String> unchanged = new TreeSet<>(before.keySet());
        unchanged.removeIf(service -> !Objects.equals(before.get(service), changed.get(service)));
        assertThat(unchanged)
                .as("services whose own fields the test leaves alone")
                .containsExactly("sts");
        Map<String, List<String>> after = StateDump.of(aws);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach(
                (service, lines) -> assertThat(after.get(service)).as(service).containsExactlyElementsOf(lines));
        assertThat(aws.clock().now()).isEqualTo(time);
    }

    @Test
    void restoresStateVisibleThroughApi() throws Exception {
        LocalCheckpoint checkpoint = aws.checkpoint();

        for (int round = 0; round < 2; round++) {
            changeEverything();
            assertThat(aws.clusters()).hasSize(2);
            checkpoint.restore();

            assertThat(aws.clusters()).isEmpty();
            assertThat(aws.invocations()).isEmpty();
            assertThat(aws.publications()).isEmpty();
            assertThat(aws.messages("queue-a")).isEmpty();
            assertThat(aws.logs()).isEmpty();
            assertThat(aws.authorizations()).isEmpty();
            assertThat(aws.events().all()).isEmpty();
            assertThat(aws.serverless().jobRuns()).isEmpty();
            assertThat(aws.s3().buckets()).containsExactly("data-a");
            assertThat(aws.s3().keys("data-a")).containsExactly("in/with metadata", "input.csv");
            assertThat(aws.s3().folder("data-a").resolve("input.csv")).hasContent("1,2");
        }
        try (S3Client s3 = SdkClients.s3(aws);
                SsmClient ssm = SdkClients.ssm(aws);
                SecretsManagerClient secrets = SdkClients.secretsManager(aws);
                SfnClient sfn = SdkClients.sfn(aws)) {
            HeadObjectResponse object =
                    s3.headObject(head -> head.bucket("data-a").key("in/with metadata"));
            assertThat(object.contentType())
                    .as("what S3 knows beside the content")
                    .isEqualTo("text/csv");
            assertThat(ssm.getParameter(get -> get.name("/data/a")).parameter().value())
                    .isEqualTo("then");
            assertThat(secrets.getSecretValue(get -> get.secretId("secret-a")).secretString())
                    .isEqualTo("then-a");
            assertThat(sfn.listExecutions(list -> list.stateMachineArn(machine()))
                            .executions())
                    .isEmpty();
        }
    }

    /** Otherwise each test would have to start a JVM. */
    @Test
    void functionsStayWarmAfterRestore() throws Exception {
        LocalCheckpoint checkpoint = aws.checkpoint();
        aws.run(machine(), "{\"Name\": \"etl\"}");
        assertThat(aws.invocations()).extracting(LambdaInvocation::coldStart).containsExactly(true);

        checkpoint.restore();
        LocalExecution execution = aws.run(machine(), "{\"Name\": \"etl\"}");

        assertThat(execution.status()).isEqualTo("SUCCEEDED");
        assertThat(aws.invocations()).extracting(LambdaInvocation::coldStart).containsExactly(false);
    }

    /** A starting cluster and a waiting execution are removed and cause no later events. */
    @Test
    void restoreStopsStartingClustersAndRunningExecutions() throws Exception {
        LocalCheckpoint checkpoint = aws.checkpoint();
        new EmrWire(aws).run("'JobFlowRole': 'instances'");
        String waiting = aws.startExecution(machine(), "{\"Name\": \"etl\"}");

        checkpoint.restore();
        aws.clock().advance(Duration.ofMinutes(30));

        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.events().all()).isEmpty();
        try (SfnClient sfn = SdkClients.sfn(aws)) {
            assertThat(sfn.listExecutions(list -> list.stateMachineArn(machine()))
                            .executions())
                    .isEmpty();
        }
        assertThatThrownBy(() -> aws.awaitExecution(waiting)).hasMessageContaining("There is no execution " + waiting);
    }

    @Test
    void clusterTerminatedAfterCheckpointRunsStepsAfterRestore() throws Exception {
        EmrWire emr = new EmrWire(aws);
        String cluster =
                emr.run("'JobFlowRole': 'instances'").body().path("JobFlowId").asText();
        aws.clock().advance(Duration.ofMinutes(10));
        LocalCheckpoint checkpoint = aws.checkpoint();

        aws.emr().terminateClusters();
        aws.clock().advance(Duration.ofMinutes(10));
        assertThat(aws.clusters().get(0).isAlive()).isFalse();
        checkpoint.restore();

        assertThat(aws.clusters()).singleElement().satisfies(restored -> {
            assertThat(restored.id()).isEqualTo(cluster);
            assertThat(restored.state()).isEqualTo("WAITING");
        });
        Wire.Answer added = emr.call(
                "AddJobFlowSteps",
                "'JobFlowId': '" + cluster
                        + "', 'Steps': [{'Name': 'later',"
                        + " 'HadoopJarStep': {'Jar': 'command-runner.jar', 'Args': ['true']}}]");
        aws.clock().advance(Duration.ofMinutes(10));

        assertThat(added.status()).as(added.message()).isEqualTo(200);
        assertThat(aws.clusters()).singleElement().satisfies(later -> {
            assertThat(later.state()).isEqualTo("WAITING");
            assertThat(later.steps())
                    .extracting(LocalStep::name, LocalStep::state)
                    .containsExactly(tuple("later", "COMPLETED"));
        });
    }

    @Test
    void restoresDueTimeOfSchedule() throws Exception {
        aws.clock().advance(Duration.ofMinutes(50));
        LocalCheckpoint checkpoint = aws.checkpoint();

        aws.clock().advance(Duration.ofHours(5));
        checkpoint.restore();

        aws.clock().advance(Duration.ofMinutes(9));
        assertThat(aws.events().all()).isEmpty();
        aws.clock().advance(Duration.ofMinutes(1));
        assertThat(aws.events().all()).hasSize(1);
    }

    @Test
    void removesStackDeployedAfterCheckpoint() throws Exception {
        LocalCheckpoint checkpoint = aws.checkpoint();
        Path second = new Assembly(directory.resolve("third"))
                .stack("More", DATA.formatted("b"))
                .write();
        aws.deploy(second);

        checkpoint.restore();

        assertThat(aws.s3().buckets()).containsExactly("data-a");
        assertThat(aws.deploy(second).ofType("AWS::S3::Bucket")).hasSize(1);
    }
}
