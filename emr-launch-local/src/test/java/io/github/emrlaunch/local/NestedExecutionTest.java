package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/** Tasks that start executions, and tasks that wait for a callback. */
class NestedExecutionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASS = "{\"Type\": \"Pass\", \"End\": true}";

    private final LocalAws aws = LocalAws.start();
    private final Machines machines = new Machines(aws);
    private final SfnClient sfn = SdkClients.sfn(aws);

    @AfterEach
    void close() {
        sfn.close();
        aws.close();
    }

    @Test
    void startExecutionReturnsArnAndStartDateBeforeChildEnds() throws Exception {
        String child = machines.create("{\"Type\": \"Wait\", \"Seconds\": 3600, \"End\": true}");

        LocalExecution execution = start("startExecution", child);

        LocalExecution started =
                aws.awaitExecution(output(execution).path("ExecutionArn").asText());
        assertThat(started.arn()).contains(":execution:machine-1:");
        assertThat(output(execution).path("StartDate").asLong())
                .isEqualTo(started.started().toEpochMilli());
        assertThat(execution.duration()).isZero();
        assertThat(started.succeeded()).isTrue();
        assertThat(started.duration()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void syncReturnsChildOutputAsTextAndSync2AsJson() throws Exception {
        String child = machines.create(PASS);

        JsonNode text = output(start("startExecution.sync", child));
        JsonNode json = output(start("startExecution.sync:2", child));

        assertThat(text.path("Output").asText()).isEqualTo("{\"a\":1}");
        assertThat(json.at("/Output/a").asInt()).isEqualTo(1);
        assertThat(json.path("Status").asText()).isEqualTo("SUCCEEDED");
        assertThat(json.path("StateMachineArn").asText()).isEqualTo(child);
        assertThat(json.path("StopDate").isIntegralNumber()).isTrue();
    }

    @Test
    void historySplitsTaskResourceIntoServiceAndAction() throws Exception {
        LocalExecution execution = start("startExecution.sync:2", machines.create(PASS));

        assertThat(execution.history())
                .filteredOn(event -> event.path("type").asText().equals("TaskScheduled"))
                .singleElement()
                .satisfies(event -> {
                    JsonNode details = event.path("taskScheduledEventDetails");
                    assertThat(details.path("resourceType").asText()).isEqualTo("states");
                    assertThat(details.path("resource").asText()).isEqualTo("startExecution.sync:2");
                });
    }

    @Test
    void causeOfFailedTaskDescribesChildExecution() throws Exception {
        String child = machines.create("{\"Type\": \"Fail\", \"Error\": \"Broken\", \"Cause\": \"because\"}");

        LocalExecution execution = start("startExecution.sync:2", child);

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        JsonNode cause = JSON.readTree(execution.cause());
        assertThat(cause.path("Error").asText()).isEqualTo("Broken");
        assertThat(cause.path("Status").asText()).isEqualTo("FAILED");
    }

    @Test
    void stoppedParentStopsItsChild() throws Exception {
        String child = machines.create("{\"Type\": \"Wait\", \"Seconds\": 99999999, \"End\": true}");
        String parent = machines.create(
                Machines.task("states:startExecution.sync:2", "{\"StateMachineArn\": \"" + child + "\"}"));
        aws.clock().register();
        String execution = aws.startExecution(parent, "{}");
        List<ExecutionListItem> children = Poll.until(
                () -> sfn.listExecutions(request -> request.stateMachineArn(child))
                        .executions(),
                found -> !found.isEmpty());

        aws.stopExecution(execution);
        LocalExecution stopped = aws.awaitExecution(children.get(0).executionArn());

        assertThat(stopped.status()).isEqualTo("ABORTED");
    }

    @Test
    void missingStateMachineErrorHasStepFunctionsPrefix() throws Exception {
        LocalExecution execution = start("startExecution", "arn:aws:states:us-east-1:123456789012:stateMachine:nobody");

        assertThat(execution.error()).isEqualTo("StepFunctions.StateMachineDoesNotExistException");
        assertThat(execution.cause()).contains("State Machine Does Not Exist", "Service: AWSStepFunctions");
    }

    @Test
    void callbackEndsTheTask() throws Exception {
        Waiting waiting = startWaiting("");

        sfn.sendTaskHeartbeat(request -> request.taskToken(waiting.token()));
        sfn.sendTaskSuccess(request -> request.taskToken(waiting.token()).output("{\"rows\": 7}"));

        LocalExecution execution = aws.awaitExecution(waiting.execution());
        assertThat(output(execution).path("rows").asInt()).isEqualTo(7);
        assertThatThrownBy(() -> sfn.sendTaskSuccess(
                        request -> request.taskToken(waiting.token()).output("{}")))
                .isInstanceOf(TaskTimedOutException.class);
        assertThatThrownBy(() -> sfn.sendTaskHeartbeat(request -> request.taskToken("forged")))
                .isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void callbackFailsTheTask() throws Exception {
        Waiting waiting = startWaiting("");

        sfn.sendTaskFailure(request ->
                request.taskToken(waiting.token()).error("NotApproved").cause("too expensive"));

        LocalExecution execution = aws.awaitExecution(waiting.execution());
        assertThat(execution.error()).isEqualTo("NotApproved");
        assertThat(execution.cause()).isEqualTo("too expensive");
    }

    /** LocalStack's recordings of AWS, test_heartbeat_timeout: a missed heartbeat is recorded as a timeout. */
    @Test
    void missingHeartbeatEndsTheTask() throws Exception {
        Waiting waiting = startWaiting("\"HeartbeatSeconds\": 60, \"TimeoutSeconds\": 3600,");

        LocalExecution execution = aws.awaitExecution(waiting.execution());

        assertThat(execution.error()).isEqualTo("States.Timeout");
    }

    private record Waiting(String execution, String token) {}

    /** Starts an execution that waits for its callback. Returns it with the token that its child received. */
    private Waiting startWaiting(String fields) throws Exception {
        String child = machines.create(PASS);
        String parent = machines.create(Machines.task(
                        "states:startExecution.waitForTaskToken",
                        "{\"StateMachineArn\": \"" + child + "\", \"Input\": {\"token.$\": \"$$.Task.Token\"}}")
                .replaceFirst("\\{", "{" + fields));
        String execution = aws.startExecution(parent, "{}");
        List<ExecutionListItem> children = Poll.until(
                () -> sfn.listExecutions(
                                request -> request.stateMachineArn(child).statusFilter(ExecutionStatus.SUCCEEDED))
                        .executions(),
                found -> !found.isEmpty());
        String input = aws.awaitExecution(children.get(0).executionArn()).input();
        return new Waiting(execution, JSON.readTree(input).path("token").asText());
    }

    private LocalExecution start(String action, String child) throws InterruptedException {
        return machines.run(
                Machines.task("states:" + action, "{\"StateMachineArn\": \"" + child + "\", \"Input\": {\"a\": 1}}"));
    }

    private static JsonNode output(LocalExecution execution) throws Exception {
        assertThat(execution.succeeded())
                .as("%s %s", execution.error(), execution.cause())
                .isTrue();
        return JSON.readTree(Objects.requireNonNull(execution.output()));
    }
}
