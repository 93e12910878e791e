package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/**
 * Redrives of executions, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html">RedriveExecution</a> and <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>, and
 * their retention of 90 days.
 */
class RedriveTest {
    private static final String DEFINITION = """
            {"StartAt": "Before", "States": {
              "Before": {"Type": "Pass", "Next": "Read"},
              "Read": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ssm:getParameter",
                "Parameters": {"Name": "/late"}, "OutputPath": "$.Parameter.Value", "End": true}}}
            """;
    private static final String NOT_FOUND = "Ssm.ParameterNotFoundException";

    private final LocalAws aws = LocalAws.start();
    private final Machines machines = new Machines(aws);
    private final SfnClient sfn = SdkClients.sfn(aws);

    @AfterEach
    void close() {
        sfn.close();
        aws.close();
    }

    private String fail() throws InterruptedException {
        String execution = aws.startExecution(machines.createAs("machine", DEFINITION), "{}");
        assertThat(aws.awaitExecution(execution).error()).isEqualTo(NOT_FOUND);
        return execution;
    }

    private void putParameter() {
        try (var ssm = SdkClients.ssm(aws)) {
            ssm.putParameter(request -> request.name("/late").value("here").type("String"));
        }
    }

    private DescribeExecutionResponse describe(String execution) {
        return sfn.describeExecution(request -> request.executionArn(execution));
    }

    @Test
    void executionContinuesFromTheFailedState() throws Exception {
        String execution = fail();
        int events = aws.awaitExecution(execution).history().size();
        putParameter();
        aws.clock().advance(Duration.ofHours(1));
        Instant start = aws.clock().now();

        Instant date =
                sfn.redriveExecution(request -> request.executionArn(execution)).redriveDate();
        LocalExecution redriven = aws.awaitExecution(execution);

        assertThat(date).isEqualTo(start);
        assertThat(redriven.output()).isEqualTo("\"here\"");
        List<HistoryEvent> history = sfn.getExecutionHistory(request -> request.executionArn(execution))
                .events();
        assertThat(history).extracting(HistoryEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(history.get(events).type()).isEqualTo(HistoryEventType.EXECUTION_REDRIVEN);
        assertThat(history.get(events).executionRedrivenEventDetails().redriveCount())
                .isEqualTo(1);
        assertThat(history.subList(events, history.size()))
                .extracting(HistoryEvent::type)
                .doesNotContain(HistoryEventType.PASS_STATE_ENTERED)
                .endsWith(HistoryEventType.TASK_STATE_EXITED, HistoryEventType.EXECUTION_SUCCEEDED);
    }

    /** The reasons are also in LocalStack's recordings of AWS, test_describe_execution. */
    @Test
    void describeExecutionReturnsRedriveCountDateAndStatus() throws Exception {
        String execution = fail();
        DescribeExecutionResponse failed = describe(execution);
        putParameter();
        sfn.redriveExecution(request -> request.executionArn(execution));
        aws.awaitExecution(execution);
        DescribeExecutionResponse redriven = describe(execution);

        assertThat(failed.redriveCount()).isZero();
        assertThat(failed.redriveDate()).isNull();
        assertThat(failed.redriveStatus()).isEqualTo(ExecutionRedriveStatus.REDRIVABLE);
        assertThat(failed.redriveStatusReason()).isNull();
        assertThat(redriven.redriveCount()).isEqualTo(1);
        assertThat(redriven.redriveDate()).isEqualTo(aws.clock().now());
        assertThat(redriven.redriveStatus()).isEqualTo(ExecutionRedriveStatus.NOT_REDRIVABLE);
        assertThat(redriven.redriveStatusReason()).isEqualTo("Execution is SUCCEEDED and cannot be redriven");
        assertThat(redriven.error()).isNull();
        assertThat(sfn.listExecutions(request -> request.stateMachineArn(redriven.stateMachineArn()))
                        .executions())
                .singleElement()
                .satisfies(listed -> assertThat(listed.redriveCount()).isEqualTo(1));
    }

    @Test
    void redrivenExecutionIsRunningUntilItEnds() throws Exception {
        aws.clock().register();
        String machine = machines.create("{\"Type\": \"Wait\", \"Seconds\": 86400, \"End\": true}");
        String execution = aws.startExecution(machine, "{}");
        assertNotRedrivable(execution, "Execution is RUNNING and cannot be redriven");
        sfn.stopExecution(request -> request.executionArn(execution));

        sfn.redriveExecution(request -> request.executionArn(execution));

        assertThat(describe(execution).status()).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(describe(execution).stopDate()).isNull();
        assertNotRedrivable(execution, "Execution is RUNNING and cannot be redriven");
        assertThat(sfn.listExecutions(
                                request -> request.stateMachineArn(machine).statusFilter(ExecutionStatus.RUNNING))
                        .executions())
                .hasSize(1);
        aws.clock().advance(Duration.ofDays(1));
        assertThat(aws.awaitExecution(execution).succeeded()).isTrue();
    }

    private void assertNotRedrivable(String execution, String reason) {
        assertThat(describe(execution).redriveStatus()).isEqualTo(ExecutionRedriveStatus.NOT_REDRIVABLE);
        assertThat(describe(execution).redriveStatusReason()).isEqualTo(reason);
        assertThatThrownBy(() -> sfn.redriveExecution(request -> request.executionArn(execution)))
                .isInstanceOf(ExecutionNotRedrivableException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void executionIsRedrivableFor14Days() throws Exception {
        String execution = fail();
        aws.clock().advance(Duration.ofDays(14));
        assertThat(describe(execution).redriveStatus()).isEqualTo(ExecutionRedriveStatus.REDRIVABLE);

        aws.clock().advance(Duration.ofSeconds(1));

        assertNotRedrivable(execution, "Execution redrivable period exceeded");
    }

    @Test
    void executionThatStartedAYearAgoIsNotRedrivable() throws Exception {
        String wait = """
                {"StartAt": "Wait", "States": {
                  "Wait": {"Type": "Wait", "Seconds": 31449600, "Next": "Fail"},
                  "Fail": {"Type": "Fail"}}}""";
        String execution = aws.startExecution(machines.createAs("machine", wait), "{}");
        aws.awaitExecution(execution);
        assertThat(describe(execution).redriveStatus()).isEqualTo(ExecutionRedriveStatus.REDRIVABLE);

        aws.clock().advance(Duration.ofDays(2));

        assertNotRedrivable(execution, "Execution has exceeded the max execution time");
    }

    @Test
    void redriveUsesDefinitionFromStartOfExecution() throws Exception {
        String execution = fail();
        String machine = describe(execution).stateMachineArn();
        sfn.updateStateMachine(request -> request.stateMachineArn(machine)
                .definition("{\"StartAt\": \"Done\", \"States\": {\"Done\": {\"Type\": \"Succeed\"}}}"));

        sfn.redriveExecution(request -> request.executionArn(execution));

        assertThat(aws.awaitExecution(execution).error()).isEqualTo(NOT_FOUND);
        assertThat(sfn.describeStateMachineForExecution(request -> request.executionArn(execution))
                        .definition())
                .isEqualTo(DEFINITION);
    }

    /** A token is valid if it is one of the last ten and was first used at most 15 minutes ago. */
    @Test
    void sameClientTokenDoesNotRedriveAgainFor15Minutes() throws Exception {
        String execution = fail();

        Instant first = redrive(execution, "one");
        aws.clock().advance(Duration.ofMinutes(15));
        Instant again = redrive(execution, "one");
        int count = describe(execution).redriveCount();
        aws.clock().advance(Duration.ofSeconds(1));
        Instant later = redrive(execution, "one");

        assertThat(again).isEqualTo(first);
        assertThat(count).isEqualTo(1);
        assertThat(later).isAfter(first);
        assertThat(describe(execution).redriveCount()).isEqualTo(2);
        for (int i = 0; i < 10; i++) {
            redrive(execution, "other-" + i);
        }
        redrive(execution, "one");
        assertThat(describe(execution).redriveCount()).isEqualTo(13);
    }

    private Instant redrive(String execution, String token) throws InterruptedException {
        Instant date = sfn.redriveExecution(
                        request -> request.executionArn(execution).clientToken(token))
                .redriveDate();
        aws.awaitExecution(execution);
        return date;
    }

    /** "AWS Step Functions events" (EventBridge events reference): one event for each change of the status. */
    @Test
    void redriveSendsAnEvent() throws Exception {
        String execution = fail();
        putParameter();

        sfn.redriveExecution(request -> request.executionArn(execution));
        aws.awaitExecution(execution);
        aws.awaitIdle();

        assertThat(aws.events().all())
                .extracting(event -> event.at("/detail/status").asText())
                .containsExactly("RUNNING", "FAILED", "RUNNING", "SUCCEEDED");
        assertThat(aws.events().all())
                .extracting(event -> event.at("/detail/stopDate").isNull())
                .containsExactly(true, false, true, false);
    }

    /** The context object as in "Accessing execution data from the Context object". */
    @Test
    void contextObjectContainsRedriveCountAndTime() throws Exception {
        String definition = """
                {"QueryLanguage": "JSONata", "StartAt": "Read", "States": {
                  "Read": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ssm:getParameter",
                    "Arguments": {"Name": "/late"}, "Output": "{% $states.context.Execution %}", "End": true}}}""";
        String execution = aws.startExecution(machines.createAs("machine", definition), "{}");
        aws.awaitExecution(execution);
        putParameter();
        aws.clock().advance(Duration.ofMinutes(5));

        sfn.redriveExecution(request -> request.executionArn(execution));

        JsonNode context =
                new ObjectMapper().readTree(aws.awaitExecution(execution).output());
        assertThat(context.path("RedriveCount").asInt()).isEqualTo(1);
        assertThat(context.path("RedriveTime").asText()).isEqualTo("2026-01-01T00:05:00.000Z");
    }

    /** "Step Functions service quotas": the history is kept for 90 days; "StartExecution" in the API reference for the name. */
    @Test
    void executionIsDeleted90DaysAfterItsEnd() throws Exception {
        String machine = machines.create("{\"Type\": \"Succeed\"}");
        String execution = aws.startExecution(machine, "once", "{}");
        aws.awaitExecution(execution);
        aws.clock().advance(Duration.ofDays(90));
        assertThat(describe(execution).status()).isEqualTo(ExecutionStatus.SUCCEEDED);

        aws.clock().advance(Duration.ofSeconds(1));

        assertThatThrownBy(() -> describe(execution)).isInstanceOf(ExecutionDoesNotExistException.class);
        assertThatThrownBy(() -> sfn.getExecutionHistory(request -> request.executionArn(execution)))
                .isInstanceOf(ExecutionDoesNotExistException.class);
        assertThat(sfn.listExecutions(request -> request.stateMachineArn(machine))
                        .executions())
                .isEmpty();
        assertThat(aws.startExecution(machine, "once", "{\"other\": 1}")).isEqualTo(execution);
        assertThat(aws.awaitExecution(execution).input()).isEqualTo("{\"other\": 1}");
    }
}
