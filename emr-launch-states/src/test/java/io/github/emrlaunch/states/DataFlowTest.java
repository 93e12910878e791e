package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.ExecutionResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class DataFlowTest {
    private static final String INPUT = "{`a`:{`b`:[10,20,{`c`:null}]},`n`:1.50,`k-1`:`v`}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`InputPath`:`$` | {`a`:{`b`:[10,20,{`c`:null}]},`n`:1.50,`k-1`:`v`}",
                "`InputPath`:`$.a.b` | [10,20,{`c`:null}]",
                "`InputPath`:`$.a.b[0]` | 10",
                "`InputPath`:`$['a']['b'][2].c` | null",
                "`InputPath`:`$.a.b[0:2]` | [10,20]",
                "`InputPath`:`$.a.b[*].c` | [null]",
                "`InputPath`:`$..none` | []",
                "`InputPath`:`$.a.b.length()` | 3",
                "`InputPath`:`$.k-1` | `v`",
                "`InputPath`:null | {}",
                "`InputPath`:`$$.Execution.Name` | `run`",
                "`InputPath`:`$.n` | 1.50",
                "`OutputPath`:`$.n` | 1.50",
                "`OutputPath`:null | {}",
                "`OutputPath`:`$$.State.Name` | `S`",
                "`Result`:{`x.$`:`$.n`} | {`x.$`:`$.n`}",
                "`Result`:null | null",
                "`Result`:7,`ResultPath`:`$.r`,`InputPath`:`$.a`,`OutputPath`:`$['r','n']` | {`r`:7,`n`:1.50}",
                "`Result`:7,`ResultPath`:`$.new.deep.r`,`OutputPath`:`$.new` | {`deep`:{`r`:7}}",
                "`Result`:7,`ResultPath`:`$.a.b[1]`,`OutputPath`:`$.a` | {`b`:[10,7,{`c`:null}]}",
                "`Result`:7,`ResultPath`:`$.a.b[2].c`,`OutputPath`:`$.a` | {`b`:[10,20,{`c`:7}]}",
                "`Result`:7,`ResultPath`:null,`OutputPath`:`$.a.b[0]` | 10",
                "`Result`:7,`ResultPath`:`$['a']`,`OutputPath`:`$.a` | 7",
                "`Parameters`:{`p.$`:`$.n`,`q`:{`r.$`:`$.a.b[0]`,`s`:[1,{`t.$`:`$.k-1`}]}} "
                        + "| {`p`:1.50,`q`:{`r`:10,`s`:[1,{`t`:`v`}]}}",
                "`InputPath`:`$.a`,`Parameters`:{`p.$`:`$.b[1]`} | {`p`:20}",
                "`Parameters`:{`p.$`:`States.Format('{}/{}', $.n, $$.Execution.Input.k-1)`} | {`p`:`1.50/v`}",
                "`Parameters`:{`all.$`:`$$.StateMachine`} "
                        + "| {`all`:{`Id`:`arn:aws:states:eu-west-1:111122223333:stateMachine:machine`,`Name`:`machine`}}",
                "`Parameters`:{`all.$`:`$$.State`} "
                        + "| {`all`:{`EnteredTime`:`2026-01-31T06:00:00.000Z`,`Name`:`S`,`RetryCount`:0}}",
                "`Parameters`:{`r.$`:`$$.Execution.RoleArn`,`t.$`:`$$.Execution.StartTime`} "
                        + "| {`r`:`arn:aws:iam::111122223333:role/machine`,`t`:`2026-01-31T06:00:00.000Z`}",
                "`Parameters`:{`id.$`:`$$.Execution.Id`} "
                        + "| {`id`:`arn:aws:states:eu-west-1:111122223333:execution:machine:run`}",
            })
    void aPassStateTransformsItsInputAndOutput(String fields, String expected) throws Exception {
        ExecutionResult result = new TestExecutions().runState("{`Type`:`Pass`," + fields + ",`End`:true}", INPUT);

        assertThat(result.cause()).isNull();
        assertThat(String.valueOf(result.output())).isEqualTo(String.valueOf(TestExecutions.json(expected)));
    }

    @ParameterizedTest
    @CsvSource({"null", "7", "`text`", "[1]", "true", "12345678901234567890", "1.10"})
    void anyValueMayBeAnInput(String input) throws Exception {
        ExecutionResult result = new TestExecutions().runState("{`Type`:`Succeed`}", input);

        assertThat(result.output()).isEqualTo(TestExecutions.json(input));
    }

    @Test
    void resultSelectorAndResultPathApplyToATaskResult() throws Exception {
        TestExecutions executions =
                new TestExecutions(request -> TestExecutions.json("{`code`:200,`body`:{`id`:`j-1`}}"));

        ExecutionResult result = executions.runState("""
                {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                 "ResultSelector": {"id.$": "$.body.id", "name.$": "$$.Execution.Name"},
                 "ResultPath": "$.cluster", "OutputPath": "$.cluster.id", "End": true}
                """, "{`x`:1}");

        assertThat(result.output()).isEqualTo(TestExecutions.json("`j-1`"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`Parameters`:{`y.$`:`$.x`} | {} | States.Runtime | The JSONPath '$.x' specified for the field 'y.$' "
                        + "could not be found in the input '{}'",
                "`InputPath`:`$.x` | {} | States.Runtime | The JSONPath '$.x' specified for the field 'InputPath' "
                        + "could not be found in the input '{}'",
                "`OutputPath`:`$.x.y` | {`x`:1} | States.Runtime | The JSONPath '$.x.y' specified for the field "
                        + "'OutputPath' could not be found in the input '{`x`:1}'",
                "`InputPath`:`$.x` | null | States.Runtime | Unable to apply Path transformation to null or empty input.",
                "`ResultPath`:`$.x` | [1] | States.ResultPathMatchFailure | Unable to apply ResultPath '$.x' to the "
                        + "input '[1]'",
                "`ResultPath`:`$.x.y` | {`x`:1} | States.ResultPathMatchFailure | Unable to apply ResultPath '$.x.y' "
                        + "to the input '{`x`:1}'",
                "`ResultPath`:`$.x[1]` | {`x`:[1]} | States.ResultPathMatchFailure | Unable to apply ResultPath "
                        + "'$.x[1]' to the input '{`x`:[1]}'",
                "`Parameters`:{`y.$`:`States.StringToJson($.s)`} | {`s`:`{`} | States.IntrinsicFailure | The function "
                        + "'States.StringToJson($.s)' had the following error: argument 1 must be JSON: Unexpected "
                        + "end-of-input: expected close marker for Object (start marker at [Source: REDACTED "
                        + "(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])",
            })
    void dataThatDoesNotFitAFieldFailsTheState(String fields, String input, String error, String cause)
            throws Exception {
        ExecutionResult result = new TestExecutions().runState("{`Type`:`Pass`," + fields + ",`End`:true}", input);

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.error()).isEqualTo(error);
        assertThat(String.valueOf(result.cause()).replace('"', '`'))
                .isEqualTo("An error occurred while executing the state 'S' (entered at the event id #2). " + cause);
    }

    @Test
    void aResultAboveTheMaximumSizeFailsTheState() throws Exception {
        String state = """
                {"Type": "Pass", "Parameters": {"a.$": "States.Format('{}{}', $.s, $.s)"}, "End": true}
                """;
        int half = 128 * 1024;

        assertThat(new TestExecutions()
                        .runState(state, "{`s`:`" + "x".repeat(half - 4) + "`}")
                        .status())
                .isEqualTo(Status.SUCCEEDED);
        ExecutionResult result = new TestExecutions().runState(state, "{`s`:`" + "ü".repeat(half / 2) + "`}");
        assertThat(result.error()).isEqualTo("States.DataLimitExceeded");
        assertThat(result.cause())
                .isEqualTo("The state/task 'S' returned a result with a size exceeding the maximum number of bytes"
                        + " service limit.");
    }

    @Test
    void changesByAHandlerToItsRequestDoNotChangeTheExecution() throws Exception {
        TestExecutions executions = new TestExecutions(request -> {
            ((ObjectNode) request.parameters()).put("a", 2);
            return request.parameters();
        });

        ExecutionResult result = executions.runState(
                "{`Type`:`Task`,`Resource`:`arn:aws:states:::lambda:invoke`,`ResultPath`:`$.r`,`End`:true}", "{`a`:1}");

        assertThat(result.output()).isEqualTo(TestExecutions.json("{`a`:1,`r`:{`a`:2}}"));
    }
}
