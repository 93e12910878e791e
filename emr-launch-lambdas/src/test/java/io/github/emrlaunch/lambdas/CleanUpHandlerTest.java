package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.states.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters and steps that failed executions have left, on the local emulator. The stack of the tests is named {@code Etl}. */
class CleanUpHandlerTest {
    private static final String MACHINES = "arn:aws:states:us-east-1:123456789012:stateMachine:";
    private static final String DEFINITION = """
            {"StartAt": "C", "States": {
              "C": {"Type": "Choice", "Default": "P", "Choices": [
                {"Variable": "$.wait", "IsPresent": true, "Next": "W"}, {"Variable": "$.fail", "IsPresent": true, "Next": "F"},
                {"Variable": "$.die", "IsPresent": true, "Next": "D"}]},
              "W": {"Type": "Wait", "Seconds": 3600, "Next": "T"},
              "T": {"Type": "Wait", "Seconds": 100000, "Next": "P"},
              "D": {"Type": "Pass", "InputPath": "$.missing", "End": true},
              "F": {"Type": "Fail", "Error": "E"}, "P": {"Type": "Pass", "End": true}}, "TimeoutSeconds": 7200}""";
    private static final String NOTIFIER = MACHINES + "notifier";

    /** A state machine that notifies according to its input. */
    private static final String NOTIFYING = """
            {"QueryLanguage": "JSONata", "StartAt": "Know State Machines", "States": {
             "Know State Machines": {"Type": "Pass", "Next": "P", "Assign": {"machines": {"default_etl": {}, "pipeline": {}, "late": {}}}},
             "P": {"Type": "Task", "End": true,
              "Resource": "arn:aws:states:::sns:publish",
              "Arguments": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:failed", "Message": "{% $states.input %}"}}}}""";

    private static final String NOTHING = "{\"Terminated\":[],\"Undecided\":[],\"Notified\":[],\"Cancelled\":[]}";

    private final LocalAws aws = LocalAws.start();
    private final AwsClient client = Clients.of(aws);
    private String notifier = NOTIFIER;
    private List<String> kept = List.of();
    private List<String> pythonLaunches = List.of();
    private Map<String, Boolean> persistentPipelines = Map.of();

    @TempDir
    Path directory;

    @BeforeEach
    void createMachines() throws IOException {
        aws.existing().role("service").instanceProfile("instance", "instance").role("states", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}}""");
        for (String machine : List.of("default_etl", "default_other", "pipeline", "other-pipeline")) {
            createMachine(machine, DEFINITION);
        }
        createMachine("notifier", NOTIFYING);
        Files.writeString(directory.resolve("manifest.json"), """
                {"version": "36.0.0", "artifacts": {"Topics": {"type": "aws:cloudformation:stack",
                  "environment": "aws://123456789012/us-east-1", "properties": {"templateFile": "topics.json"}}}}""");
        Files.writeString(directory.resolve("topics.json"), """
                {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "failed"}}}}""");
        aws.deploy(directory);
    }

    private void createMachine(String name, String definition) {
        call(
                CalledService.STEP_FUNCTIONS,
                "CreateStateMachine",
                Json.object()
                        .put("name", name)
                        .put("definition", definition)
                        .put("roleArn", "arn:aws:iam::123456789012:role/states"));
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private ObjectNode call(CalledService service, String operation, ObjectNode request) {
        return client.call(service, operation, request);
    }

    /** Starts an execution, which is stopped immediately if the input has {@code stop}. */
    private String execute(String machine, String name, String input) {
        VirtualClock.Worker held = aws.clock().register();
        try {
            String arn = aws.startExecution(MACHINES + machine, name, input);
            if (input.contains("stop")) {
                aws.stopExecution(arn);
            }
            return arn;
        } finally {
            held.close();
        }
    }

    private String ended(String status) throws InterruptedException {
        String input =
                switch (status) {
                    case "ABORTED" -> "{\"wait\": 1, \"stop\": 1}";
                    case "TIMED_OUT" -> "{\"wait\": 1}";
                    case "FAILED" -> "{\"fail\": 1}";
                    case "DEAD" -> "{\"die\": 1}";
                    default -> "{}";
                };
        String arn = execute("default_etl", "monday", input);
        assertThat(aws.awaitExecution(arn).status()).isEqualTo(status.equals("DEAD") ? "FAILED" : status);
        return arn;
    }

    private String cluster(String execution) {
        return cluster(execution, "Etl/default/etl", false);
    }

    private String cluster(String execution, String launchFunction, boolean isProtected) {
        ObjectNode request = Json.parseObject("""
                {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                 "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge", "TerminationProtected": %s,
                   "KeepJobFlowAliveWhenNoSteps": true}}""".formatted(isProtected));
        ArrayNode tags = request.putArray("Tags");
        tags.addObject().put("Key", "team").put("Value", execution);
        tags.addObject().put("Key", "emr-launch:execution").put("Value", execution);
        tags.addObject().put("Key", "emr-launch:function").put("Value", launchFunction);
        return call(CalledService.EMR, "RunJobFlow", request).path("JobFlowId").asText();
    }

    private CleanUpHandler handler() {
        return new CleanUpHandler(
                client, new CleanUpSettings("Etl", notifier, kept, pythonLaunches, MACHINES, persistentPipelines));
    }

    private Invocation event(String executionArn) {
        return Invocation.of(handler(), """
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s", "status": "FAILED", "startDate": 1767225500000, "stopDate": 1767225600000}}""".formatted(executionArn));
    }

    private Invocation sweep() {
        return sweep(aws.clock().now());
    }

    private Invocation sweep(Instant time) {
        return Invocation.of(handler(), """
                {"source": "aws.events", "detail-type": "Scheduled Event", "time": "%s", "detail": {}}""".formatted(time));
    }

    /** A sweep ten minutes after all events. */
    private Invocation laterSweep() {
        aws.clock().advance(Duration.ofMinutes(10));
        return sweep();
    }

    /** The notifications, each as the input of the notifier. */
    private List<JsonNode> notices() throws InterruptedException {
        aws.awaitIdle();
        return aws.publications("failed").stream()
                .map(Publication::message)
                .map(Json::parse)
                .toList();
    }

    private List<String> running() {
        return aws.clusters().stream()
                .filter(cluster -> !cluster.state().startsWith("TERMINAT"))
                .map(LocalCluster::id)
                .toList();
    }

    private static List<String> ids(JsonNode clusters) {
        return StreamSupport.stream(clusters.spliterator(), false)
                .map(cluster -> cluster.path("ClusterId").asText())
                .toList();
    }

    private static List<String> terminated(Invocation invocation) {
        return ids(invocation.answer().path("Terminated"));
    }

    private static List<String> undecided(Invocation invocation) {
        return ids(invocation.answer().path("Undecided"));
    }

    @Nested
    class AfterAnEvent {
        @ParameterizedTest
        @ValueSource(strings = {"ABORTED", "TIMED_OUT", "FAILED"})
        void terminatesOnlyTheClustersOfTheExecution(String status) throws InterruptedException {
            String execution = ended(status);
            String ours = cluster(execution, "Etl/default/etl", true);
            for (int i = 0; i < 60; i++) {
                cluster(execution.replace("monday", "tuesday"));
            }
            String twin = cluster(execution);

            Invocation invocation = event(execution);

            assertThat(terminated(invocation)).containsExactlyInAnyOrder(twin, ours);
            assertThat(running()).hasSize(60).doesNotContain(ours, twin);
            assertThat(invocation.logLine().path("Status").asText()).isEqualTo(status);
            assertThat(invocation.logLine().path("ClustersEndedByEvent").asInt())
                    .isEqualTo(2);
        }

        @Test
        void terminatesOnlyTheClusterThatThePipelineLaunched() {
            String run = execute("pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            String launches = "arn:aws:states:us-east-1:123456789012:execution:default_etl:";
            String ours = cluster(launches + PipelineLaunch.name(run));
            cluster(launches + "monday");
            cluster(launches + PipelineLaunch.name(run.replace("pipeline", "other-pipeline")));

            Invocation invocation = event(run);

            assertThat(terminated(invocation)).containsExactly(ours);
            assertThat(running()).hasSize(2).doesNotContain(ours);
        }

        /** aws-emr-launch for Python tags its clusters with product and version, but not with the execution. */
        @Test
        void terminatesOnlyTheClusterOfALaunchFunctionOfThePythonLibrary() throws InterruptedException {
            String run = execute("pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            String launches = "arn:aws:states:us-east-1:123456789012:execution:default_etl:";
            String ours = clusterOfPython();
            String other = clusterOfPython();
            aws.awaitExecution(execute(
                    "default_etl",
                    PipelineLaunch.name(run),
                    "{\"LaunchClusterResult\": {\"ClusterId\": \"%s\"}}".formatted(ours)));

            pythonLaunches = List.of("arn:aws:states:us-east-1:123456789012:execution:default_other:", launches);

            Invocation invocation = event(run);

            assertThat(terminated(invocation)).containsExactly(ours);
            assertThat(running()).containsExactly(other);
        }

        private String clusterOfPython() {
            ObjectNode request = Json.parseObject("""
                    {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                     "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge", "KeepJobFlowAliveWhenNoSteps": true},
                     "Tags": [{"Key": "deployment:product:name", "Value": "aws-emr-launch"},
                       {"Key": "deployment:product:version", "Value": "2.0.1"}]}""");
            return call(CalledService.EMR, "RunJobFlow", request)
                    .path("JobFlowId")
                    .asText();
        }

        /** The event may be old, and the execution redriven; or the event is forged. */
        @ParameterizedTest
        @ValueSource(strings = {"{\"wait\": 1}", "{}"})
        void keepsTheClusterOfAnExecutionThatDidNotFail(String input) {
            VirtualClock.Worker held = aws.clock().register();
            try {
                String execution = aws.startExecution(MACHINES + "default_etl", input);
                cluster(execution);

                assertThat(event(execution).response()).isEqualTo(NOTHING);
            } finally {
                held.close();
            }
            assertThat(running()).hasSize(1);
        }

        @Test
        void keepsTheClusterOfAnUnknownExecution() {
            String unknown = "arn:aws:states:us-east-1:123456789012:execution:default_etl:unknown";
            cluster(unknown);

            Invocation invocation = event(unknown);

            assertThat(invocation.response()).isEqualTo(NOTHING);
            assertThat(invocation.logLine().path("Status").asText()).isEqualTo("ExecutionDoesNotExist");
            assertThat(running()).hasSize(1);
        }

        @Test
        void notifiesOnceWhenTheEventIsRepeated() throws InterruptedException {
            String execution = ended("TIMED_OUT");
            String ours = cluster(execution);

            Invocation first = event(execution);

            assertThat(terminated(first)).containsExactly(ours);
            assertThat(first.answer().path("Notified"))
                    .extracting(JsonNode::asText)
                    .containsExactly(execution);
            assertThat(event(execution).response()).isEqualTo(NOTHING);
            assertThat(laterSweep().response()).isEqualTo(NOTHING);
            assertThat(notices()).containsExactly(Json.parse("""
                    {"Machine": "default_etl", "End": {"Status": "TIMED_OUT", "Execution": "%s", "Error": "States.Timeout",
                     "Cause": "The execution exceeded the timeout of its state machine", "ClusterId": "%s"}}""".formatted(execution, ours)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"ABORTED", "TIMED_OUT"})
        void notifiesOfAnExecutionWithoutACluster(String status) throws InterruptedException {
            String execution = ended(status);

            event(execution);
            aws.clock().advance(Duration.ofHours(20));
            event(execution);

            assertThat(notices()).singleElement().satisfies(notice -> {
                assertThat(notice.at("/End/Status").asText()).isEqualTo(status);
                assertThat(notice.at("/End").has("ClusterId")).isFalse();
            });
        }

        @Test
        void notifiesWithErrorAndCauseOfAStoppedExecution() throws InterruptedException {
            String execution;
            VirtualClock.Worker held = aws.clock().register();
            try {
                execution = aws.startExecution(MACHINES + "default_etl", "{\"wait\": 1}");
                call(
                        CalledService.STEP_FUNCTIONS,
                        "StopExecution",
                        Json.object()
                                .put("executionArn", execution)
                                .put("error", "Maintenance")
                                .put("cause", "The \"network\" changes"));
            } finally {
                held.close();
            }

            event(execution);

            assertThat(notices()).singleElement().satisfies(notice -> {
                assertThat(notice.at("/End/Error").asText()).isEqualTo("Maintenance");
                assertThat(notice.at("/End/Cause").asText()).isEqualTo("The \"network\" changes");
            });
        }

        /** The state machine has sent the notification itself. */
        @Test
        void doesNotNotifyOfAnExecutionThatFailedInAFailState() throws InterruptedException {
            String execution = ended("FAILED");
            cluster(execution);

            assertThat(terminated(event(execution))).hasSize(1);
            assertThat(notices()).isEmpty();
        }

        /** No Catch handles States.Runtime. */
        @Test
        void notifiesOfAnExecutionThatFailedInAnotherState() throws InterruptedException {
            String execution = ended("DEAD");

            event(execution);
            event(execution);

            assertThat(notices()).singleElement().satisfies(notice -> {
                assertThat(notice.at("/End/Status").asText()).isEqualTo("FAILED");
                assertThat(notice.at("/End/Error").asText()).isEqualTo("States.Runtime");
                assertThat(notice.at("/End/Cause").asText()).contains("$.missing");
            });
        }

        /** Responses of Step Functions are eventually consistent; here the execution is redriven between two of them. */
        @Test
        void failsUntilTheHistoryShowsTheFailure() throws InterruptedException {
            createMachine("late", """
                    {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true,
                      "Parameters": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:none", "Message": "x"},
                      "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 100, "MaxAttempts": 1}]}}}""");
            String execution = execute("late", "monday", "{}");
            assertThat(aws.awaitExecution(execution).status()).isEqualTo("FAILED");
            ObjectNode redrive = Json.object().put("executionArn", execution);
            VirtualClock.Worker held = aws.clock().register();
            try {
                aws.faults()
                        .fail(
                                "states:GetExecutionHistory",
                                CallFault.before(() -> call(CalledService.STEP_FUNCTIONS, "RedriveExecution", redrive)),
                                1);

                assertThat(event(execution).failure())
                        .isInstanceOf(AwsUnavailableException.class)
                        .hasMessageContaining("does not show that it failed");
            } finally {
                held.close();
            }
            aws.awaitExecution(execution);
            event(execution);

            assertThat(notices()).hasSize(1);
        }

        @Test
        void notifiesOfEachEndOfARedrivenExecution() throws InterruptedException {
            String execution = ended("ABORTED");
            event(execution);
            VirtualClock.Worker held = aws.clock().register();
            try {
                aws.clock().advance(Duration.ofMinutes(1));
                call(
                        CalledService.STEP_FUNCTIONS,
                        "RedriveExecution",
                        Json.object().put("executionArn", execution));
                assertThat(event(execution).response()).isEqualTo(NOTHING);
                aws.stopExecution(execution);
            } finally {
                held.close();
            }

            event(execution);
            event(execution);

            assertThat(notices()).hasSize(2);
        }

        @Test
        void doesNotNotifyWithoutANotifier() throws InterruptedException {
            String execution = ended("ABORTED");

            notifier = "";
            event(execution);

            assertThat(notices()).isEmpty();
        }

        @Test
        void notifiesEvenIfEmrFails() throws InterruptedException {
            String execution = ended("ABORTED");
            aws.faults().throttle("elasticmapreduce:ListClusters", 100);

            assertThat(event(execution).failure()).isInstanceOf(AwsUnavailableException.class);
            assertThat(notices()).hasSize(1);
        }

        @Test
        void throwsARetryableErrorWhenTheNotifierCannotBeStarted() throws InterruptedException {
            String execution = ended("ABORTED");
            String ours = cluster(execution);
            aws.faults().throttle("states:StartExecution", 4);

            Invocation failed = event(execution);

            assertThat(failed.failure()).isInstanceOf(AwsUnavailableException.class);
            assertThat(ids(failed.logLine().path("Terminated"))).containsExactly(ours);
            event(execution);
            assertThat(notices()).hasSize(1);
        }

        @Test
        void keepsTheClusterOfALaunchFunctionThatKeepsItsClusters() throws InterruptedException {
            kept = List.of("default/x", "default/etl");
            String execution = ended("ABORTED");
            cluster(execution);

            assertThat(terminated(event(execution))).isEmpty();
            assertThat(notices()).hasSize(1);
            assertThat(running()).hasSize(1);
        }

        @Test
        void terminatesAPipelineClusterOfALaunchFunctionThatKeepsItsClusters() {
            kept = List.of("default/etl");
            String run = execute("pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            String launches = "arn:aws:states:us-east-1:123456789012:execution:default_etl:";
            cluster(launches + PipelineLaunch.name(run));

            event(run);

            assertThat(running()).isEmpty();
        }

        @Test
        void terminatesOtherClustersAndFailsWhenOneCannotBeTerminated() throws InterruptedException {
            String execution = ended("ABORTED");
            cluster(execution);
            cluster(execution);
            aws.faults()
                    .fail(
                            "elasticmapreduce:TerminateJobFlows",
                            CallFault.failed("AccessDeniedException", 400, "not authorized"),
                            1);

            Invocation failed = event(execution);

            assertThat(failed.failure()).isInstanceOf(AwsCallFailedException.class);
            assertThat(failed.logLine().path("Terminated")).hasSize(1);
            assertThat(running()).hasSize(1);
            assertThat(terminated(event(execution))).hasSize(1);
            assertThat(running()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "states:DescribeExecution",
                    "elasticmapreduce:ListClusters",
                    "elasticmapreduce:DescribeCluster",
                    "elasticmapreduce:SetTerminationProtection",
                    "elasticmapreduce:TerminateJobFlows"
                })
        void throwsARetryableErrorWhenThrottled(String action) throws InterruptedException {
            String execution = ended("FAILED");
            cluster(execution);
            aws.faults().throttle(action, 100);

            assertThat(event(execution).failure()).isInstanceOf(AwsUnavailableException.class);
        }

        @Test
        void rejectsAnUnknownEvent() {
            Invocation invocation = Invocation.of(handler(), "{\"detail\": {}}");

            assertThat(invocation.failure())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "Neither a 'Scheduled Event' with its time nor an event 'Step Functions Execution Status Change'");
        }
    }

    @Nested
    class Sweeping {
        @ParameterizedTest
        @ValueSource(strings = {"ABORTED", "TIMED_OUT", "FAILED"})
        void terminatesClustersOfExecutionsThatEndedTenMinutesAgo(String status) throws InterruptedException {
            String execution = ended(status);
            String ours = cluster(execution, "Etl/default/etl", true);
            Instant end = aws.clock().now();

            assertThat(sweep(end.plusSeconds(599)).response()).isEqualTo(NOTHING);
            Invocation invocation = sweep(end.plusSeconds(600));

            assertThat(terminated(invocation)).containsExactly(ours);
            assertThat(running()).isEmpty();
            assertThat(notices()).hasSize(status.equals("FAILED") ? 0 : 1);
        }

        /** The event of its end was lost. */
        @ParameterizedTest
        @ValueSource(strings = {"ABORTED", "TIMED_OUT"})
        void notifiesOnceOfAnEndWhoseEventWasLost(String status) throws InterruptedException {
            String execution = ended(status);
            Instant end = aws.clock().now();

            assertThat(sweep(end.plusSeconds(599)).response()).isEqualTo(NOTHING);
            assertThat(sweep(end.plusSeconds(602)).answer().path("Notified"))
                    .extracting(JsonNode::asText)
                    .containsExactly(execution);
            assertThat(sweep(end.plusSeconds(1_500)).response()).isEqualTo(NOTHING);
            assertThat(event(execution).response()).isEqualTo(NOTHING);
            assertThat(notices()).hasSize(1);
        }

        @Test
        void notifiesOfAClusterLeftByAFailureOutsideOfAFailState() throws InterruptedException {
            String ours = cluster(ended("DEAD"));

            assertThat(terminated(laterSweep())).containsExactly(ours);
            assertThat(notices()).singleElement().satisfies(notice -> {
                assertThat(notice.at("/End/Status").asText()).isEqualTo("FAILED");
                assertThat(notice.at("/End/ClusterId").asText()).isEqualTo(ours);
            });
        }

        @Test
        void ignoresExecutionsThatEndedTooLongAgo() throws InterruptedException {
            ended("ABORTED");
            Instant end = aws.clock().now();

            assertThat(sweep(end.plus(Duration.ofMinutes(76))).response()).isEqualTo(NOTHING);
            sweep(end.plus(Duration.ofMinutes(70)));

            assertThat(notices()).hasSize(1);
        }

        @Test
        void doesNotNotifyOfStateMachinesWithoutNotification() throws InterruptedException {
            execute("default_other", "monday", "{\"wait\": 1, \"stop\": 1}");

            laterSweep();

            assertThat(notices()).isEmpty();
        }

        @Test
        void notifiesOfOtherStateMachinesWhenOneCannotBeListed() throws InterruptedException {
            execute("pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            aws.faults().fail("states:ListExecutions", CallFault.failed("AccessDeniedException", 400, "no"), 1);

            assertThat(laterSweep().failure()).isInstanceOf(AwsCallFailedException.class);
            assertThat(notices()).hasSize(1);
        }

        @Test
        void keepsClustersOfALaunchFunctionThatKeepsThem() throws InterruptedException {
            kept = List.of("default/etl");
            cluster(ended("ABORTED"));

            assertThat(terminated(laterSweep())).isEmpty();
            assertThat(running()).hasSize(1);
        }

        @Test
        void logsMetricsForCloudWatch() throws InterruptedException {
            cluster(ended("ABORTED"));

            JsonNode line = laterSweep().logLine();

            assertThat(line.path("ClustersEndedBySweep").asInt()).isEqualTo(1);
            assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText()).isEqualTo("EMRLaunch");
            assertThat(line.at("/_aws/CloudWatchMetrics/0/Metrics"))
                    .isEqualTo(Json.parse("[{\"Name\": \"ClustersEndedBySweep\", \"Unit\": \"Count\"}]"));
            String dimension =
                    line.at("/_aws/CloudWatchMetrics/0/Dimensions/0/0").asText();
            assertThat(line.path(dimension).asText()).isNotEmpty();
            assertThat(line.at("/_aws/Timestamp").isIntegralNumber()).isTrue();
        }

        @Test
        void logsNoMetricsWhenItTerminatesNothing() {
            assertThat(sweep().logLine().has("_aws")).isFalse();
        }

        @Test
        void keepsTheClusterOfARedrivenExecution() throws InterruptedException {
            String execution = ended("ABORTED");
            cluster(execution);
            aws.clock().advance(Duration.ofHours(1));

            VirtualClock.Worker held = aws.clock().register();
            try {
                call(
                        CalledService.STEP_FUNCTIONS,
                        "RedriveExecution",
                        Json.object().put("executionArn", execution));

                assertThat(sweep().response()).isEqualTo(NOTHING);
            } finally {
                held.close();
            }
            assertThat(running()).hasSize(1);
        }

        @Test
        void terminatesTheSecondClusterOfALaunch() throws InterruptedException {
            String second = cluster("arn:aws:states:us-east-1:123456789012:execution:default_etl:tuesday");
            String first = cluster("arn:aws:states:us-east-1:123456789012:execution:default_etl:tuesday");
            aws.awaitExecution(execute(
                    "default_etl", "tuesday", "{\"LaunchClusterResult\": {\"ClusterId\": \"%s\"}}".formatted(first)));

            Invocation invocation = laterSweep();

            assertThat(terminated(invocation)).containsExactly(second);
            assertThat(running()).containsExactly(first);
            assertThat(invocation.answer().at("/Terminated/0/Why").asText())
                    .isEqualTo("its launch succeeded with another cluster, " + first);
        }

        @Test
        void keepsTheClusterOfALaunchWithoutClusterIdInItsOutput() throws InterruptedException {
            cluster(ended("SUCCEEDED"));

            assertThat(laterSweep().response()).isEqualTo(NOTHING);
        }

        private String launchOf(String run, String startedBy) throws InterruptedException {
            String name = PipelineLaunch.name(run);
            String ours = cluster("arn:aws:states:us-east-1:123456789012:execution:default_etl:" + name);
            aws.awaitExecution(execute(
                    "default_etl",
                    name,
                    "{\"%s\": \"%s\", \"LaunchClusterResult\": {\"ClusterId\": \"%s\"}}"
                            .formatted(PipelineLaunch.STARTED_BY, startedBy, ours)));
            return ours;
        }

        @Test
        void terminatesTheClusterOfAPipelineStoppedAfterItsLaunch() throws InterruptedException {
            String run = execute("pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            String ours = launchOf(run, run);

            assertThat(terminated(laterSweep())).containsExactly(ours);
            assertThat(notices()).singleElement().satisfies(notice -> assertThat(
                            notice.at("/End/Execution").asText())
                    .isEqualTo(run));
        }

        @Test
        void keepsTheClusterOfARunningPipeline() throws InterruptedException {
            String run;
            VirtualClock.Worker held = aws.clock().register();
            try {
                run = aws.startExecution(MACHINES + "pipeline", "monday", "{\"wait\": 1}");
                launchOf(run, run);
                assertThat(sweep(aws.clock().now().plusSeconds(3_000)).response())
                        .isEqualTo(NOTHING);
            } finally {
                held.close();
            }
        }

        /** The name is the digest of another execution than that in the input. */
        @Test
        void doesNotTrustTheInputOfALaunch() throws InterruptedException {
            String stopped = execute("pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            launchOf(stopped.replace("monday", "tuesday"), stopped);

            assertThat(terminated(laterSweep())).isEmpty();
        }

        @Test
        void keepsTheClusterOfAPipelineThatItMayNotDescribe() throws InterruptedException {
            String run = execute("other-pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            launchOf(run, run);
            aws.faults()
                    .fail(
                            "states:DescribeExecution",
                            CallFault.before(() -> aws.faults()
                                    .fail(
                                            "states:DescribeExecution",
                                            CallFault.failed("AccessDeniedException", 400, "no"),
                                            1)),
                            1);

            assertThat(laterSweep().response()).isEqualTo(NOTHING);
        }

        @Test
        void terminatesTheClusterThatAnotherStackLaunchedForAPipeline() throws InterruptedException {
            String run = execute("pipeline", "monday", "{\"wait\": 1, \"stop\": 1}");
            String name = PipelineLaunch.name(run);
            String ours = cluster(
                    "arn:aws:states:us-east-1:123456789012:execution:default_other:" + name,
                    "Other/default/other",
                    false);
            aws.awaitExecution(
                    execute("default_other", name, "{\"%s\": \"%s\"}".formatted(PipelineLaunch.STARTED_BY, run)));

            assertThat(terminated(laterSweep())).containsExactly(ours);
        }

        @Test
        void keepsTheClusterOfALaunchOfAnotherStack() {
            String execution = execute("default_other", "monday", "{\"wait\": 1, \"stop\": 1}");
            cluster(execution, "Etl2/default/other", false);

            assertThat(laterSweep().response()).isEqualTo(NOTHING);
        }

        @Test
        void keepsAndReportsTheClusterOfALaunchOf91DaysAgo() throws InterruptedException {
            String ours = cluster(ended("ABORTED"));
            aws.clock().advance(Duration.ofDays(91));

            Invocation invocation = sweep();

            assertThat(undecided(invocation)).containsExactly(ours);
            assertThat(invocation.answer().at("/Undecided/0/Why").asText())
                    .isEqualTo("The state of its launch is unknown: ExecutionDoesNotExist");
            assertThat(invocation.logLine().path("ClustersUndecided").asInt()).isEqualTo(1);
            assertThat(running()).hasSize(1);
        }

        @Test
        void keepsAndReportsTheClusterOfADeletedStateMachine() throws InterruptedException {
            String ours = cluster(ended("ABORTED"));
            call(
                    CalledService.STEP_FUNCTIONS,
                    "DeleteStateMachine",
                    Json.object().put("stateMachineArn", MACHINES + "default_etl"));

            assertThat(undecided(laterSweep())).containsExactly(ours);
            assertThat(running()).hasSize(1);
        }

        /** It belongs to a launch function that was renamed: its executions no longer belong to the stack. */
        @Test
        void keepsAndReportsTheClusterOfALaunchThatItMayNotDescribe() throws InterruptedException {
            String ours = cluster(ended("ABORTED"));
            aws.clock().advance(Duration.ofHours(1));
            aws.faults().fail("states:DescribeExecution", CallFault.failed("AccessDeniedException", 400, "no"), 1);

            assertThat(undecided(sweep())).containsExactly(ours);
            assertThat(running()).hasSize(1);
        }

        @Test
        void terminatesOtherClustersWhenOneCannotBeDescribed() throws InterruptedException {
            String execution = ended("ABORTED");
            cluster(execution);
            cluster(execution);
            aws.clock().advance(Duration.ofHours(1));
            aws.faults().fail("elasticmapreduce:DescribeCluster", CallFault.throttled(), 4);

            Invocation invocation = sweep();

            assertThat(invocation.failure()).isInstanceOf(AwsUnavailableException.class);
            assertThat(running()).hasSize(1);
        }

        @Test
        void ignoresAClusterThatItMayNotDescribe() {
            cluster("arn:aws:states:us-east-1:123456789012:execution:foreign:monday");
            aws.faults()
                    .fail("elasticmapreduce:DescribeCluster", CallFault.failed("AccessDeniedException", 400, "no"), 1);

            assertThat(sweep().response()).isEqualTo(NOTHING);
        }
    }
}
