package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State machines and data that exceed the limits, and the errors with the limit. */
class LimitsTest {
    @Test
    void dataThatIsNestedTooDeepFailsTheExecution() throws Exception {
        ExecutionResult result = new TestExecutions().run("""
                {"StartAt": "Nest", "States": {
                  "Nest": {"Type": "Pass", "Parameters": {"n.$": "$"}, "Next": "Again?"},
                  "Again?": {"Type": "Choice", "Default": "Nest",
                    "Choices": [{"Variable": "$.done", "IsPresent": true, "Next": "Done"}]},
                  "Done": {"Type": "Succeed"}}}
                """, "{}");

        assertThat(result.error()).isEqualTo("States.Runtime");
        assertThat(result.cause()).isEqualTo("The state/task 'Nest': JSON must not be nested deeper than 1000 levels.");
    }

    /** The name of the error is not documented. A wildcard does not catch this one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "`v`:`{% $string([1..60000]) %}`",
                "`v`:`{% $string([1..30000]) %}`,`w`:`{% $string([1..30000]) %}`"
            })
    void theVariablesOfOneAssignHaveALimitedSize(String assign) throws Exception {
        ExecutionResult result = new TestExecutions()
                .runState("{`Type`:`Pass`,`QueryLanguage`:`JSONata`,`End`:true,`Assign`:{" + assign + "}}", "{}");

        assertThat(result.error()).isEqualTo("States.DataLimitExceeded");
        assertThat(result.cause())
                .endsWith("The variables that one state assigns must not have more than 262144 bytes.");
    }

    @Test
    void allVariablesOfAnExecutionHaveALimitedSize() throws Exception {
        StringBuilder states = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            states.append("`S%d`:{`Type`:`Pass`,`Assign`:{`v%d`:`{%% $string([1..35000]) %%}`},`Next`:`S%d`},"
                    .formatted(i, i, i + 1));
        }
        ExecutionResult result = new TestExecutions()
                .run(
                        "{`QueryLanguage`:`JSONata`,`StartAt`:`S0`,`States`:{" + states + "`S60`:{`Type`:`Succeed`}}}",
                        "{}");

        assertThat(result.error()).isEqualTo("States.DataLimitExceeded");
        assertThat(result.cause()).endsWith("All variables of an execution must not have more than 10485760 bytes.");
    }

    @Test
    void anExpressExecutionTimesOutAfterFiveMinutes() throws Exception {
        TestExecutions executions = new TestExecutions();
        String machine = TestExecutions.machine("{`Type`:`Wait`,`Seconds`:301,`End`:true}");

        ExecutionResult result = executions
                .start(
                        StateMachineDefinition.parse(machine.replace('`', '"'), StateMachineType.EXPRESS),
                        TestExecutions.json("{}"))
                .await();

        assertThat(result.status()).isEqualTo(ExecutionResult.Status.TIMED_OUT);
        assertThat(executions.elapsed()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aJsonPathAboveTheLimitOfStepsFailsTheExecution() throws Exception {
        String deep = "{`a`:".repeat(400) + "1" + "}".repeat(400);

        ExecutionResult result = new TestExecutions()
                .runState("{`Type`:`Pass`,`End`:true,`InputPath`:`$..a..a..a`}", deep.replace('`', '"'));

        assertThat(result.error()).isEqualTo("States.Runtime");
        assertThat(result.cause()).endsWith("The JSONPath '$..a..a..a' takes more than 3000000 steps.");
    }

    @Test
    void aJsonPathThatIsTooLongIsRejected() {
        String state = "{`Type`:`Pass`,`End`:true,`InputPath`:`$" + ".a".repeat(200_000) + "`}";

        assertThatThrownBy(() -> new TestExecutions().runState(state, "{}"))
                .isInstanceOf(InvalidStateMachineException.class)
                .hasMessageStartingWith("SCHEMA_VALIDATION_FAILED: must be a valid JSONPath");
    }
}
