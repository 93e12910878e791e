package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.states.ExecutionResult.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InterpreterTest {
    private static final String MACHINE = """
            {"StartAt": "Prepare", "States": {
              "Prepare": {"Type": "Pass", "Result": {"n": 1}, "Next": "Load"},
              "Load": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"Payload.$": "$"}, "TimeoutSeconds": 60, "ResultPath": "$.loaded", "Next": "Rest"},
              "Rest": {"Type": "Wait", "Seconds": 30, "Next": "Check"},
              "Check": {"Type": "Choice", "Choices": [
                {"Variable": "$.n", "NumericEquals": 1, "Next": "Done"}], "Default": "Broken"},
              "Done": {"Type": "Succeed"},
              "Broken": {"Type": "Fail", "Error": "Broken", "Cause": "n"}}}
            """;

    @Test
    void aStateMachineRecordsTheSameHistoryAsStepFunctions() throws Exception {
        TestExecutions executions = new TestExecutions();

        ExecutionResult result = executions.run(MACHINE, "{}");

        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(result.output()).isEqualTo(TestExecutions.json("{`n`:1,`loaded`:{`Payload`:{`n`:1}}}"));
        assertThat(result.stopTime()).isEqualTo(TestExecutions.START.plusSeconds(30));
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(30));
        assertThat(executions.events.stream().map(e -> "%d < %d %s".formatted(e.previousEventId(), e.id(), e.type())))
                .containsExactly(
                        "0 < 1 ExecutionStarted",
                        "0 < 2 PassStateEntered",
                        "2 < 3 PassStateExited",
                        "3 < 4 TaskStateEntered",
                        "4 < 5 TaskScheduled",
                        "5 < 6 TaskStarted",
                        "6 < 7 TaskSucceeded",
                        "7 < 8 TaskStateExited",
                        "8 < 9 WaitStateEntered",
                        "9 < 10 WaitStateExited",
                        "10 < 11 ChoiceStateEntered",
                        "11 < 12 ChoiceStateExited",
                        "12 < 13 SucceedStateEntered",
                        "13 < 14 SucceedStateExited",
                        "14 < 15 ExecutionSucceeded");
    }

    @Test
    void anEventHasTheShapeOfGetExecutionHistory() throws Exception {
        TestExecutions executions = new TestExecutions();

        executions.run(MACHINE, "{}");

        assertThat(executions.events.get(4).toJson().toString()).isEqualTo("""
                        {"timestamp":1769839200.000,"type":"TaskScheduled","id":5,"previousEventId":4,\
                        "taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke",\
                        "region":"eu-west-1","parameters":"{\\"Payload\\":{\\"n\\":1}}","timeoutInSeconds":60}}""");
    }
}
