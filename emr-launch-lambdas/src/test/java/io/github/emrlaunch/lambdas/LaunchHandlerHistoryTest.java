package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A principal that may invoke the function with any payload gains nothing. Also tests a delayed history. */
class LaunchHandlerHistoryTest {
    private static final List<LaunchStage> RECORDED =
            List.of(LaunchStage.LOAD, LaunchStage.CHECK, LaunchStage.START, LaunchStage.TERMINATE);

    private final LocalAws aws = LocalAws.start();
    private final LaunchMachine machine = new LaunchMachine(aws);

    @BeforeEach
    void createRoles() {
        aws.existing().role("service").role("admin").instanceProfile("instance", "instance");
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private static ObjectNode cluster(String serviceRole) {
        ObjectNode cluster = Json.parseObject("""
                {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "%s", "JobFlowRole": "instance",
                 "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge",
                   "KeepJobFlowAliveWhenNoSteps": true}}""".formatted(serviceRole));
        cluster.putArray("Tags").addObject().put("Key", "emr-launch:execution").put("Value", LaunchMachine.EXECUTION);
        return cluster;
    }

    /** The payload for any stage. */
    private ObjectNode payload(LaunchStage stage, String serviceRole) {
        LaunchRequest launch = new LaunchRequest(
                DefinitionName.of("p"),
                DefinitionName.of("c"),
                "etl",
                false,
                false,
                Map.of(),
                List.of(),
                LaunchSecrets.NONE);
        ObjectNode payload = LaunchMachine.payload(stage);
        payload.set(LaunchRequest.LAUNCH, launch.toJson());
        payload.putObject(LaunchRequest.EXECUTION_INPUT);
        payload.set(LaunchRequest.CLUSTER, cluster(serviceRole));
        payload.set(LaunchRequest.LOADED, cluster(serviceRole));
        payload.set(LaunchRequest.OVERRIDDEN, cluster(serviceRole));
        payload.put(LaunchRequest.EXECUTION_START, aws.clock().now().toString())
                .put(LaunchRequest.CLUSTER_NAME, "etl")
                .put(LaunchRequest.RETRY_COUNT, 0);
        return payload;
    }

    private void assertWinsNothing(JsonNode payload) {
        List<LocalCluster> before = aws.clusters();
        machine.calls().clear();

        Invocation forged = machine.invoke(payload);

        assertThat(forged.failure()).isInstanceOfAny(NotRecordedException.class, AwsUnavailableException.class);
        assertThat(forged.response()).isEmpty();
        assertThat(aws.clusters()).isEqualTo(before);
        assertThat(machine.calls())
                .isSubsetOf("AWSStepFunctions.GetExecutionHistory", "ElasticMapReduce.DescribeCluster");
    }

    @ParameterizedTest
    @EnumSource(value = LaunchStage.class, mode = EnumSource.Mode.EXCLUDE, names = "DESCRIBE")
    void rejectsAStageThatTheExecutionDoesNotRun(LaunchStage stage) {
        machine.call(CalledService.EMR, "RunJobFlow", Json.write(cluster("service")));
        ObjectNode forged = payload(stage, "admin")
                .put(LaunchRequest.CLUSTER_ID, aws.clusters().get(0).id());

        assertWinsNothing(forged);
        machine.event("ExecutionStarted");
        assertWinsNothing(forged);
        for (LaunchStage other : LaunchStage.values()) {
            if (other != stage) {
                machine.forget();
                machine.schedule(Invocation.FUNCTION + ":7", payload(other, "admin"));
                assertWinsNothing(forged);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = LaunchStage.class, mode = EnumSource.Mode.EXCLUDE, names = "DESCRIBE")
    void rejectsAStageWhoseTaskHasEnded(LaunchStage stage) {
        for (String end : List.of(
                "TaskSucceeded",
                "TaskFailed",
                "TaskTimedOut",
                "TaskStateExited",
                "TaskStateAborted",
                "WaitStateEntered",
                "TaskStartFailed",
                "TaskSubmitFailed",
                "EvaluationFailed",
                "ExecutionFailed",
                "ExecutionTimedOut",
                "ExecutionRedriven",
                "ExecutionAborted",
                "ExecutionSucceeded")) {
            machine.forget();
            machine.schedule(Invocation.FUNCTION + ":7", payload(stage, "service"));
            machine.event(end);

            assertWinsNothing(payload(stage, "service"));
        }
    }

    /** The history of another state machine may contain any text, but not an invocation of this function. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:us-east-1:123456789012:function:other:7",
                "arn:aws:lambda:us-east-1:123456789012:function:launch:6",
                "arn:aws:lambda:us-east-1:123456789012:function:launch:$LATEST",
                "arn:aws:lambda:us-east-1:123456789012:function:launch",
                "arn:aws:lambda:us-east-1:999999999999:function:launch:7",
                "arn:aws:lambda:eu-west-1:123456789012:function:launch:7",
                "arn:aws-cn:lambda:us-east-1:123456789012:function:launch:7",
                "arn:aws:lambda:us-east-1:123456789012:function:launch:7:8",
                "launch",
                ""
            })
    void rejectsAStageWhoseTaskInvokesAnotherFunction(String functionArn) {
        for (LaunchStage stage : RECORDED) {
            machine.forget();
            machine.schedule(functionArn, payload(stage, "admin"));

            assertWinsNothing(payload(stage, "admin"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "InvalidArn"})
    void rejectsAnExecutionWhoseHistoryCannotBeRead(String error) {
        for (LaunchStage stage : RECORDED) {
            machine.errors.add("{\"__type\": \"%s\", \"message\": \"no\"}".formatted(error));

            Invocation forged = machine.invoke(payload(stage, "admin"));

            assertThat(forged.failure())
                    .isInstanceOf(NotRecordedException.class)
                    .hasMessageContaining("not an execution whose history this function may read");
        }
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void rejectsAPayloadWithoutStageOrExecution() {
        for (String payload : List.of(
                "{}",
                "[]",
                "null",
                "{\"Stage\": \"START\"}",
                "{\"Stage\": \"START\", \"Execution\": 7}",
                "{\"Stage\": \"RUN\", \"Execution\": \"%s\"}".formatted(LaunchMachine.EXECUTION))) {
            assertThat(machine.invoke(Json.parse(payload)).failure()).isInstanceOf(NotRecordedException.class);
        }
        assertThat(machine.historyRequests).isEmpty();
    }

    /** While the state runs, other invocations of the function use the payload of the state machine, regardless of their own. */
    @Test
    void usesTheRecordedPayloadInsteadOfTheSentPayload() {
        machine.schedule(Invocation.FUNCTION + ":7", payload(LaunchStage.START, "service"));
        ObjectNode forged = payload(LaunchStage.START, "admin")
                .put(LaunchRequest.CLUSTER_NAME, "mine")
                .put(LaunchRequest.EXECUTION_START, "1970-01-01T00:00:00Z");
        forged.withObject("/Launch/Secrets").put("KerberosAttributes", "arn:of:another");

        machine.invoke(forged).answer();

        assertThat(aws.clusters().get(0).request()).isEqualTo(cluster("service"));
    }

    /** A principal that cannot read the history of the execution does not know the unique value of the task. */
    @ParameterizedTest
    @EnumSource(value = LaunchStage.class, mode = EnumSource.Mode.EXCLUDE, names = "DESCRIBE")
    void rejectsACallWithoutTheNonceOfTheTask(LaunchStage stage) {
        machine.call(CalledService.EMR, "RunJobFlow", Json.write(cluster("service")));
        machine.schedule(Invocation.FUNCTION + ":7", payload(stage, "service"));

        assertWinsNothing(payload(stage, "service").put(LaunchRequest.NONCE, "another"));
        assertWinsNothing(payload(stage, "service").put(LaunchRequest.NONCE, ""));
        assertWinsNothing(payload(stage, "service").without(LaunchRequest.NONCE));
        assertWinsNothing(payload(stage, "service").putNull(LaunchRequest.NONCE));
    }

    @Test
    void rejectsATaskWithoutNonce() {
        for (LaunchStage stage : RECORDED) {
            machine.forget();
            machine.schedule(
                    Invocation.FUNCTION + ":7", payload(stage, "service").without(LaunchRequest.NONCE));

            assertWinsNothing(payload(stage, "service"));
        }
    }

    /** Each call of GetExecutionHistory counts against the quota of the account. */
    @Test
    void rejectsAnotherStateMachineWithoutReadingItsHistory() {
        for (String execution : List.of(
                "arn:aws:states:us-east-1:123456789012:execution:other:monday",
                "arn:aws:states:us-east-1:123456789012:execution:default_etl",
                "arn:aws:states:us-east-1:123456789012:express:default_etl:monday:1",
                "arn:aws:states:us-east-1:123456789012:stateMachine:default_etl:monday",
                "default_etl",
                "")) {
            for (LaunchStage stage : RECORDED) {
                Invocation forged = machine.invoke(payload(stage, "admin").put(LaunchRequest.EXECUTION, execution));

                assertThat(forged.failure()).isInstanceOf(NotRecordedException.class);
            }
        }
        assertThat(machine.historyRequests).isEmpty();
    }

    @Test
    void describesNoClusterOfAnotherExecution() {
        ObjectNode other = cluster("service");
        other.withArray("Tags").removeAll();
        machine.call(CalledService.EMR, "RunJobFlow", Json.write(other));
        ObjectNode forged = payload(LaunchStage.DESCRIBE, "admin")
                .put(LaunchRequest.CLUSTER_ID, aws.clusters().get(0).id());

        assertWinsNothing(forged);
    }

    @Test
    void readsOnlyTheTwoNewestEvents() {
        machine.schedule(Invocation.FUNCTION + ":7", payload(LaunchStage.START, "service"));
        machine.invoke(payload(LaunchStage.START, "service")).answer();

        assertThat(machine.historyRequests).containsExactly(Json.parse("""
                        {"executionArn": "%s", "reverseOrder": true, "includeExecutionData": true, "maxResults": 2}""".formatted(LaunchMachine.EXECUTION)));
        assertThat(machine.pauses).isEmpty();
    }

    /** Histories are eventually consistent. */
    @Test
    void waitsUntilTheTaskIsRecorded() {
        machine.errors.add("{\"__type\": \"ExecutionDoesNotExist\", \"message\": \"no\"}");
        machine.onPause = () -> machine.schedule(Invocation.FUNCTION + ":7", payload(LaunchStage.START, "service"));

        machine.invoke(payload(LaunchStage.START, "service")).answer();

        assertThat(machine.pauses).containsExactly(Duration.ofSeconds(1));
    }

    /** The history may still show the previous attempt, which was the first one: otherwise there would be a second cluster. */
    @Test
    void doesNotUseTheRecordOfAnEarlierAttempt() {
        machine.call(CalledService.EMR, "RunJobFlow", Json.write(cluster("service")));
        machine.schedule(Invocation.FUNCTION + ":7", payload(LaunchStage.START, "service"));
        ObjectNode retry = payload(LaunchStage.START, "service")
                .put(LaunchRequest.RETRY_COUNT, 1)
                .put(LaunchRequest.NONCE, "of the retry");
        machine.onPause = () -> {
            machine.event("TaskTimedOut");
            machine.schedule(Invocation.FUNCTION + ":7", retry);
        };

        assertThat(machine.invoke(retry).answer().path("ClusterId").asText())
                .isEqualTo(aws.clusters().get(0).id());
        assertThat(aws.clusters()).hasSize(1);
    }

    @Test
    void throwsARetryableErrorWhenTheTaskIsNotRecorded() {
        Invocation late = machine.invoke(payload(LaunchStage.START, "service"));

        assertThat(late.failure())
                .isInstanceOf(AwsUnavailableException.class)
                .hasMessage("The history of execution '%s' does not show that it has invoked this function for START"
                        .formatted(LaunchMachine.EXECUTION));
        assertThat(machine.historyRequests).hasSize(2);
    }

    @Test
    void doesNotRetryAThrottledHistoryRequest() {
        machine.errors.add("{\"__type\": \"ThrottlingException\", \"message\": \"Rate exceeded\"}");

        assertThat(machine.invoke(payload(LaunchStage.LOAD, "service")).failure())
                .isInstanceOf(AwsUnavailableException.class);
        assertThat(machine.historyRequests).hasSize(1);
    }
}
