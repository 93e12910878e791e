package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/** EventBridge, SNS and their targets, and logs. */
class EventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalAws aws = LocalAws.start();
    private String machine = "";
    private String topic = "";

    @TempDir
    private Path directory;

    @BeforeEach
    void deploy() {
        Deployment deployment = aws.deploy(Assembly.of(directory, "Events", "events.json"));
        assertThat(deployment.skippedResources()).isEmpty();
        machine = deployment.output("Events", "MachineArn");
        topic = deployment.output("Events", "TopicArn");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @ParameterizedTest
    @CsvSource({"'{\"fail\": 1}', FAILED", "'{\"wait\": 1}', TIMED_OUT", "'{\"stop\": 1, \"wait\": 1}', ABORTED"})
    void unsuccessfulExecutionInvokesCleanUpFunction(String input, String status) throws Exception {
        if (status.equals("ABORTED")) {
            aws.clock().register();
        }
        String arn = aws.startExecution(machine, input);
        if (status.equals("ABORTED")) {
            try (SfnClient sfn = SdkClients.sfn(aws)) {
                sfn.stopExecution(request -> request.executionArn(arn));
            }
        }
        aws.awaitExecution(arn);
        Poll.until(() -> aws.invocations(), invocations -> !invocations.isEmpty());

        JsonNode event = JSON.readTree(aws.invocations().get(0).response()).path("input");
        assertThat(event.path("detail-type").asText()).isEqualTo("Step Functions Execution Status Change");
        assertThat(event.path("resources").path(0).asText()).isEqualTo(arn);
        assertThat(event.at("/detail/executionArn").asText()).isEqualTo(arn);
        assertThat(event.at("/detail/status").asText()).isEqualTo(status);
        assertThat(event.at("/detail/input").asText()).isEqualTo(input);
        assertThat(event.at("/detail/stopDate").isIntegralNumber()).isTrue();
        assertThat(aws.events().all())
                .allSatisfy(
                        told -> assertThat(told.at("/detail/output").isNull()).isTrue());
    }

    @Test
    void successfulExecutionDoesNotInvokeCleanUpFunction() throws Exception {
        String arn = aws.startExecution(machine, "{}");
        aws.awaitExecution(arn);
        aws.awaitIdle();

        assertThat(aws.invocations()).isEmpty();
        assertThat(aws.events().all())
                .extracting(event -> event.at("/detail/status").asText())
                .containsExactly("RUNNING", "SUCCEEDED");
    }

    @Test
    void functionWithoutPermissionIsNotInvoked() throws Exception {
        aws.events().put("team.etl", "Done", "{}");
        aws.awaitIdle();

        assertThat(aws.invocations()).isEmpty();
        assertThat(aws.events().deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.rule()).isEqualTo("not-allowed");
            assertThat(delivery.failure())
                    .contains("lets events.amazonaws.com do lambda:InvokeFunction")
                    .contains("rule/not-allowed");
        });
    }

    @Test
    void createdObjectStartsStateMachineWithTransformedInput() throws Exception {
        aws.events().putObjectCreated("landing", "in/a b.csv", 7);
        aws.events().putObjectCreated("landing", "in/empty.csv", 0);
        aws.events().putObjectCreated("landing", "out/c.csv", 7);
        aws.events().putObjectCreated("other", "in/d.csv", 7);
        aws.awaitIdle();

        assertThat(inputs()).containsExactly("{\"key\":\"in/a b.csv\",\"text\":\"from in/a b.csv\",\"size\":7}");
    }

    /** "Amazon EventBridge input transformation": values are not escaped; "Monitoring Amazon EventBridge": FailedInvocations. */
    @Test
    void quoteInObjectKeyFailsInvocation() throws Exception {
        aws.events().putObjectCreated("landing", "in/a\"b.csv", 7);
        aws.awaitIdle();

        assertThat(inputs()).isEmpty();
        assertThat(aws.events().failedInvocations("arrival")).isEqualTo(1);
        assertThat(aws.events().deliveries()).singleElement().satisfies(delivery -> assertThat(delivery.failure())
                .contains("is not JSON", "from in/a\"b.csv"));
    }

    /** "AWS Step Functions events" (EventBridge events reference): delivery type "Best effort". */
    @Test
    void serviceEventCanBeLost() throws Exception {
        aws.events().lose("""
                {"detail-type": ["Step Functions Execution Status Change"], "detail": {"status": ["FAILED"]}}""", 1);

        aws.awaitExecution(aws.startExecution(machine, "{\"fail\": 1}"));
        aws.awaitIdle();
        assertThat(aws.invocations()).isEmpty();
        assertThat(aws.events().lost())
                .extracting(event -> event.at("/detail/status").asText())
                .containsExactly("FAILED");

        aws.awaitExecution(aws.startExecution(machine, "{\"fail\": 2}"));
        aws.awaitIdle();
        assertThat(aws.invocations()).hasSize(1);
        assertThat(aws.events().all())
                .extracting(event -> event.at("/detail/status").asText())
                .containsExactly("RUNNING", "RUNNING", "FAILED");
    }

    /** "Troubleshooting Amazon EventBridge": a permission for EventBridge can have the source ARN, but not the source account. */
    @Test
    void permissionWithSourceAccountDoesNotAllowEventBridge() throws Exception {
        aws.deploy(
                new Assembly(directory.resolve("account")).stack("Account", """
                    {"Resources": {
                      "Rule": {"Type": "AWS::Events::Rule", "Properties": {"Name": "with-account",
                        "EventPattern": {"source": ["team.account"]},
                        "Targets": [{"Id": "T", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:probe"}]}},
                      "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction",
                        "FunctionName": "probe", "Principal": "events.amazonaws.com",
                        "SourceAccount": "123456789012", "SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]}}}}}""").write());

        aws.events().put("team.account", "Done", "{}");
        aws.awaitIdle();

        assertThat(aws.invocations()).isEmpty();
        assertThat(aws.events().failedInvocations("with-account")).isEqualTo(1);
    }

    /** Recorded: aws-cli issue 1996 and terraform issue 17166. The source account is for S3 and SES. */
    @Test
    void permissionWithSourceAccountDoesNotAllowSns() throws Exception {
        aws.deploy(
                new Assembly(directory.resolve("account")).stack("Account", """
                    {"Resources": {
                      "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "told", "Subscription": [
                        {"Protocol": "lambda", "Endpoint": "arn:aws:lambda:us-east-1:123456789012:function:probe"}]}},
                      "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction",
                        "FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:probe", "Principal": "sns.amazonaws.com",
                        "SourceAccount": "123456789012", "SourceArn": {"Ref": "Topic"}}}}}""").write());

        try (SnsClient sns = SdkClients.sns(aws)) {
            sns.publish(request ->
                    request.topicArn("arn:aws:sns:us-east-1:123456789012:told").message("m"));
        }
        aws.awaitIdle();

        assertThat(aws.invocations()).isEmpty();
    }

    @Test
    void rejectsRulesAboveQuotas() {
        String target = "{\"Id\": \"T\", \"Arn\": \"arn:aws:sns:us-east-1:123456789012:results\"}";
        assertThatThrownBy(() -> deployRule("[\"a\"]", String.join(", ", Collections.nCopies(6, target))))
                .hasMessageContaining("a rule has at most 5 targets, got 6");
        assertThatThrownBy(() -> deployRule("[\"" + "a".repeat(2048) + "\"]", target))
                .hasMessageContaining("an event pattern has at most 2048 characters");
    }

    private void deployRule(String sources, String targets) {
        aws.deploy(new Assembly(directory.resolve("rule"))
                .stack("Rule", """
                    {"Resources": {"Rule": {"Type": "AWS::Events::Rule", "Properties": {
                      "EventPattern": {"source": %s}, "Targets": [%s]}}}}""".formatted(sources, targets))
                .write());
    }

    @Test
    void schedulesRunAsVirtualTimePasses() throws Exception {
        aws.clock().advance(Duration.ofHours(30));
        aws.awaitIdle();

        assertThat(inputs())
                .containsExactlyInAnyOrder(
                        "{\"nightly\":true}", "{\"nightly\":true}", "{\"hourly\":true}", "{\"hourly\":true}");
        assertThat(aws.events().all())
                .filteredOn(event -> event.path("detail-type").asText().equals("Scheduled Event"))
                .extracting(event -> Instant.parse(event.path("time").asText()))
                .contains(Instant.parse("2026-01-01T02:30:00Z"), Instant.parse("2026-01-02T02:30:00Z"));
    }

    /** "GetSchedule", "ListSchedules" (EventBridge Scheduler API reference). */
    @Test
    void schedulesAreDescribed() throws Exception {
        JsonNode schedule = rest("/schedules/hourly?groupName=default");

        assertThat(schedule.path("ScheduleExpression").asText()).isEqualTo("rate(12 hours)");
        assertThat(schedule.path("State").asText()).isEqualTo("ENABLED");
        assertThat(schedule.at("/Target/Arn").asText()).isEqualTo(machine);
        assertThat(rest("/schedules?NamePrefix=h&MaxResults=5")
                        .at("/Schedules/0/Name")
                        .asText())
                .isEqualTo("hourly");
        assertThat(rest("/schedules?State=DISABLED").path("Schedules")).isEmpty();
        assertThat(rest("/schedules/nightly").path("Message").asText()).isEqualTo("Schedule nightly does not exist.");
    }

    private JsonNode rest(String path) throws Exception {
        return JSON.readTree(Wire.rest(aws, "scheduler", "GET", path, "").body());
    }

    @Test
    void failedFunctionIsRetriedTwice() throws Exception {
        try (EventBridgeClient events = SdkClients.events(aws)) {
            aws.deploy(
                    new Assembly(directory.resolve("other")).stack("Other", """
                        {"Resources": {
                          "Rule": {"Type": "AWS::Events::Rule", "Properties": {"Name": "failing",
                            "EventPattern": {"source": ["team.broken"]},
                            "Targets": [{"Id": "T", "Arn": "arn:aws:lambda:us-east-1:123456789012:function:probe",
                              "Input": "{\\"action\\": \\"fail\\", \\"message\\": \\"no\\"}"}]}},
                          "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction",
                            "FunctionName": "probe", "Principal": "events.amazonaws.com"}}}}""").write());
            Instant before = aws.clock().now();

            PutEventsResponse answer = events.putEvents(request -> request.entries(
                    entry().build(),
                    entry().detail("[]").build(),
                    entry().source("aws.s3").build()));
            aws.awaitIdle();

            assertThat(answer.failedEntryCount()).isEqualTo(2);
            assertThat(answer.entries())
                    .extracting(entry -> entry.errorCode())
                    .containsExactly(null, "MalformedDetail", "NotAuthorizedForSourceException");
            assertThat(aws.invocations())
                    .extracting(LambdaInvocation::functionError)
                    .containsExactly("Unhandled", "Unhandled", "Unhandled");
            assertThat(Duration.between(before, aws.clock().now())).isEqualTo(Duration.ofMinutes(3));
        }
    }

    private static PutEventsRequestEntry.Builder entry() {
        return PutEventsRequestEntry.builder()
                .source("team.broken")
                .detailType("Broken")
                .detail("{}");
    }

    @Test
    void emrSendsEventsOfClustersAndSteps() throws Exception {
        aws.existing().role("service").instanceProfile("profile", "instances");
        aws.emr().failStep("bad", "no");
        Wire.call(
                aws,
                "ElasticMapReduce.RunJobFlow",
                "{\"Name\": \"etl\", \"ReleaseLabel\": \"emr-7.1.0\", \"ServiceRole\": \"service\", \"JobFlowRole\":"
                        + " \"profile\", \"Instances\": {\"MasterInstanceType\": \"m5.xlarge\", \"SlaveInstanceType\": \"m5.xlarge\", \"InstanceCount\": 1},"
                        + " \"Steps\": [{\"Name\": \"bad\", \"HadoopJarStep\": {\"Jar\": \"a.jar\"}}]}");
        aws.clock().advance(Duration.ofMinutes(15));
        aws.awaitIdle();

        assertThat(aws.events().all())
                .extracting(
                        event -> event.path("detail-type").asText(),
                        event -> event.at("/detail/state").asText(),
                        event -> event.at("/detail/severity").asText())
                .containsExactly(
                        tuple("EMR Cluster State Change", "STARTING", "INFO"),
                        tuple("EMR Cluster State Change", "RUNNING", "INFO"),
                        tuple("EMR Step Status Change", "RUNNING", "INFO"),
                        tuple("EMR Step Status Change", "FAILED", "ERROR"),
                        tuple("EMR Cluster State Change", "TERMINATED_WITH_ERRORS", "CRITICAL"));
        assertThat(JSON.readTree(aws.events()
                                .all()
                                .get(4)
                                .at("/detail/stateChangeReason")
                                .asText())
                        .path("code")
                        .asText())
                .isEqualTo("STEP_FAILURE");
        assertThat(aws.publications("results")).singleElement().satisfies(publication -> {
            // With its quotes, as LocalStack recorded for messages of EventBridge to queues.
            assertThat(publication.message())
                    .matches("\"Step failed: Step s-\\w+ \\(bad\\) in .* failed at .* UTC\\.\"");
            assertThat(publication.recipients())
                    .containsExactly(
                            "email:etl@example.com", "lambda:arn:aws:lambda:us-east-1:123456789012:function:probe");
        });
    }

    @Test
    void subscribedFunctionReceivesMessage() throws Exception {
        try (SnsClient sns = SdkClients.sns(aws)) {
            String id = sns.publish(request -> request.topicArn(topic)
                            .subject("Done")
                            .message("{\"rows\": 7}")
                            .messageAttributes(Map.of(
                                    "team",
                                    MessageAttributeValue.builder()
                                            .dataType("String")
                                            .stringValue("etl")
                                            .build())))
                    .messageId();
            aws.awaitIdle();

            JsonNode notification =
                    JSON.readTree(aws.invocations().get(0).response()).at("/input/Records/0/Sns");
            assertThat(notification.path("Message").asText()).isEqualTo("{\"rows\": 7}");
            assertThat(notification.path("Subject").asText()).isEqualTo("Done");
            assertThat(notification.at("/MessageAttributes/team/Value").asText())
                    .isEqualTo("etl");
            assertThat(notification.path("MessageId").asText()).isEqualTo(id);
            assertThat(aws.publications()).extracting(Publication::topicName).containsExactly("results");
            assertThatThrownBy(() ->
                            sns.publish(request -> request.topicArn(topic + "x").message("m")))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("Topic does not exist");
        }
    }

    @Test
    void tasksPublishMessagesAndPutEvents() throws Exception {
        Machines machines = new Machines(aws);

        LocalExecution published = machines.run(Machines.task(
                "sns:publish", "{\"TopicArn\": \"" + topic + "\", \"Message\": {\"a\": 1}, \"Subject\": \"s\"}"));
        LocalExecution unknown =
                machines.run(Machines.task("sns:publish", "{\"TopicArn\": \"" + topic + "x\", \"Message\": \"m\"}"));
        LocalExecution put = machines.run(Machines.task(
                "events:putEvents",
                "{\"Entries\": [{\"Source\": \"team.x\", \"DetailType\": \"D\", \"Detail\": {\"b\": 2}}]}"));

        assertThat(published.succeeded()).isTrue();
        assertThat(aws.publications("results").get(0).message()).isEqualTo("{\"a\":1}");
        assertThat(unknown.error()).isEqualTo("SNS.NotFoundException");
        assertThat(put.succeeded()).isTrue();
        assertThat(aws.events().all())
                .filteredOn(event -> event.path("source").asText().equals("team.x"))
                .singleElement()
                .satisfies(event -> assertThat(event.at("/detail/b").asInt()).isEqualTo(2));
    }

    /** aws-samples/amazon-rekognition-video-analyzer issue 41; moto agrees on the code. */
    @Test
    void publishRejectsInvalidTopicArn() {
        assertThatThrownBy(() -> SdkClients.sns(aws)
                        .publish(request -> request.topicArn("topic").message("m")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("TopicArn Reason: An ARN must have at least 6 elements, not 1");
    }

    @Test
    void publishTaskNeedsPermission() throws Exception {
        aws.existing()
                .role("mute", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"ssm:*\", \"Resource\": \"*\"}}");
        Machines machines = new Machines(aws);

        LocalExecution execution = aws.awaitExecution(aws.startExecution(
                machines.createAs(
                        "mute",
                        "{\"StartAt\": \"A\", \"States\": {\"A\": "
                                + Machines.task("sns:publish", "{\"TopicArn\": \"" + topic + "\", \"Message\": \"m\"}")
                                + "}}"),
                "{}"));

        assertThat(execution.error()).isEqualTo("SNS.AuthorizationErrorException");
        assertThat(aws.publications()).isEmpty();
    }

    @Test
    void stateMachineLogsItsExecutions() throws Exception {
        aws.awaitExecution(aws.startExecution(machine, "{\"password\": \"hidden\"}"));

        List<String> lines = aws.logs("/aws/vendedlogs/states/pipeline");

        assertThat(lines)
                .extracting(line -> JSON.readTree(line).path("type").asText())
                .containsExactly(
                        "ExecutionStarted",
                        "ChoiceStateEntered",
                        "ChoiceStateExited",
                        "PassStateEntered",
                        "PassStateExited",
                        "ExecutionSucceeded");
        assertThat(JSON.readTree(lines.get(0)).at("/details/input").asText()).contains("hidden");
    }

    @Test
    void functionOutputIsLogged() throws Exception {
        new Machines(aws)
                .run(Machines.task(
                        "lambda:invoke",
                        "{\"FunctionName\": \"probe\", \"Payload\": {\"action\": \"log\", \"message\": \"hello\"}}"));

        assertThat(aws.logs("/aws/lambda/probe")).contains("out: hello", "err: hello");
        assertThat(aws.logs()).extracting(LogEvent::logGroup).containsOnly("/aws/lambda/probe");
    }

    private List<String> inputs() {
        try (SfnClient sfn = SdkClients.sfn(aws)) {
            return sfn.listExecutions(request -> request.stateMachineArn(machine)).executions().stream()
                    .map(listed -> sfn.describeExecution(request -> request.executionArn(listed.executionArn()))
                            .input())
                    .toList();
        }
    }
}
