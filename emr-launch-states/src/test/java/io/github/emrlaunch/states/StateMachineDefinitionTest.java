package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.emrlaunch.states.InvalidStateMachineException.Diagnostic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages for rejected definitions. {@link ConformanceTest} tests which definitions are rejected. */
class StateMachineDefinitionTest {
    private static void parse(String definition) {
        StateMachineDefinition.parse(definition.replace('`', '"'));
    }

    private static void assertRefused(String definition, String message) {
        assertThatExceptionOfType(InvalidStateMachineException.class)
                .isThrownBy(() -> parse(definition))
                .withMessage(message.replace('`', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[] | SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null",
                "{`StartAt`:`A`} | SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /",
                "{`StartAt`:`A`,`States`:{}} | SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States",
                "{`StartAt`:`B`,`States`:{`A`:{`Type`:`Succeed`}}} "
                        + "| MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /StartAt",
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Succeed`}},`Version`:`2.0`} "
                        + "| SCHEMA_VALIDATION_FAILED: Value should be one of the following: [1.0], got: `2.0` at /Version",
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Succeed`}},`TimeoutSeconds`:0} "
                        + "| SCHEMA_VALIDATION_FAILED: Minimum value is 1, got: 0 at /TimeoutSeconds",
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Succeed`}},`Extra`:1} "
                        + "| SCHEMA_VALIDATION_FAILED: Field 'Extra' is not supported at /",
            })
    void anInvalidStateMachineIsRejected(String definition, String message) {
        assertRefused(definition, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{`Type`:`Loop`} "
                        + "| SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map], got: Loop at /States/S/Type",
                "{`Type`:`Pass`,`QueryLanguage`:`JSONata`} "
                        + "| SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/S",
                "{`Type`:`Pass`,`Output`:{},`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/S/Output",
                "{`Type`:`Task`,`Arguments`:{}} "
                        + "| SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Arguments' is only supported for the 'JSONata' QueryLanguage at /States/S/Arguments",
                "{`Type`:`Task`,`Credentials`:{}} "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/S",
                "{`Type`:`Succeed`,`Next`:`S`} "
                        + "| SCHEMA_VALIDATION_FAILED: Field 'Next' is not supported at /States/S",
                "{`Type`:`Pass`} "
                        + "| SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/S",
                "{`Type`:`Pass`,`End`:true,`Next`:`S`} "
                        + "| SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Next, End] at /States/S",
                "{`Type`:`Pass`,`End`:1} "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type Boolean, got: 1 at /States/S/End",
                "{`Type`:`Pass`,`Next`:`X`} | MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Next",
                "{`Type`:`Pass`,`InputPath`:`a.b`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be a path that starts with '$', got: a.b at /States/S/InputPath",
                "{`Type`:`Pass`,`InputPath`:`$.a.`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be a valid JSONPath, got: $.a. at /States/S/InputPath",
                "{`Type`:`Pass`,`InputPath`:`$.a[`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be a valid JSONPath, got: $.a[ at /States/S/InputPath",
                "{`Type`:`Pass`,`OutputPath`:1,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type String, got: 1 at /States/S/OutputPath",
                "{`Type`:`Pass`,`ResultPath`:`$.a[*]`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be a reference path (names and indexes only, such as $.job.steps[0]), got: $.a[*] at /States/S/ResultPath",
                "{`Type`:`Pass`,`ResultPath`:`$$.a`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be a reference path (names and indexes only, such as $.job.steps[0]), got: $$.a at /States/S/ResultPath",
                "{`Type`:`Pass`,`Parameters`:[],`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type Object, got: [] at /States/S/Parameters",
                "{`Type`:`Pass`,`Parameters`:{`a`:[{`b.$`:1}]},`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be a path or an intrinsic function, got: 1 at /States/S/Parameters/a[0]/b.$",
                "{`Type`:`Pass`,`Parameters`:{`a`:1,`a.$`:`$`},`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: 'a' and 'a.$' must not be given both at /States/S/Parameters/a.$",
                "{`Type`:`Pass`,`Parameters`:{`a.$`:`States.Format('{}', States.Nope())`},`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: there is no function States.Nope at position 31, got: States.Format('{}', States.Nope()) at /States/S/Parameters/a.$",
                "{`Type`:`Pass`,`Parameters`:{`a.$`:`States.MathAdd(1)`},`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: States.MathAdd takes 2 arguments, not 1 at position 17, got: States.MathAdd(1) at /States/S/Parameters/a.$",
                "{`Type`:`Task`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/S",
                "{`Type`:`Task`,`Resource`:`lambda`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN, got: lambda at /States/S/Resource",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSeconds`:0,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: Minimum value is 1, got: 0 at /States/S/TimeoutSeconds",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSeconds`:1,`TimeoutSecondsPath`:`$.t`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at /States/S",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSeconds`:9,`HeartbeatSeconds`:9,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be less than TimeoutSeconds, got: 9 at /States/S/HeartbeatSeconds",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSecondsPath`:`$..t`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: must be a reference path (names and indexes only, such as $.job.steps[0]), got: $..t at /States/S/TimeoutSecondsPath",
                "{`Type`:`Wait`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S",
                "{`Type`:`Wait`,`Seconds`:1,`Timestamp`:`2026-01-31T06:00:00Z`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S",
                "{`Type`:`Wait`,`Seconds`:1.5,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type Integer, got: 1.5 at /States/S/Seconds",
                "{`Type`:`Wait`,`Timestamp`:`2026-02-31T06:00:00Z`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp, got: `2026-02-31T06:00:00Z` at /States/S/Timestamp",
                "{`Type`:`Fail`,`Error`:`E`,`ErrorPath`:`$.e`} "
                        + "| SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Error, ErrorPath] at /States/S",
                "{`Type`:`Fail`,`Cause`:1} "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type String, got: 1 at /States/S/Cause",
                "{`Type`:`Fail`,`CausePath`:`States.Nope()`} "
                        + "| SCHEMA_VALIDATION_FAILED: there is no function States.Nope at position 11, got: States.Nope() at /States/S/CausePath",
                "{`Type`:`Parallel`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [Branches] at /States/S",
                "{`Type`:`Parallel`,`Branches`:[],`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Branches",
                "{`Type`:`Parallel`,`Branches`:[{`StartAt`:`B`,`States`:{`B`:{`Type`:`Pass`,`Next`:`S`}}}],`End`:true} "
                        + "| MISSING_TRANSITION_TARGET: Missing 'Next' target: S at /States/S/Branches[0]/States/B/Next",
                "{`Type`:`Parallel`,`Branches`:[{`StartAt`:`S`,`States`:{`S`:{`Type`:`Succeed`}}}],`End`:true} "
                        + "| DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/Branches[0]/States/S",
                "{`Type`:`Map`,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/S",
                "{`Type`:`Map`,`ItemProcessor`:{`ProcessorConfig`:{`Mode`:`DISTRIBUTED`}},`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at /States/S/ItemProcessor/ProcessorConfig",
                "{`Type`:`Map`,`ItemProcessor`:{},`Iterator`:{}} "
                        + "| SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [ItemProcessor, Iterator] at /States/S",
                "{`Type`:`Pass`,`Assign`:1,`End`:true} "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type Object, got: 1 at /States/S/Assign",
            })
    void anInvalidStateIsRejected(String state, String message) {
        assertRefused(TestExecutions.machine(state), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`Retry`:{} | SCHEMA_VALIDATION_FAILED: Expected value of type Array, got: {} at /States/S/Retry",
                "`Retry`:[{}] "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [ErrorEquals] at /States/S/Retry[0]",
                "`Retry`:[{`ErrorEquals`:[]}] "
                        + "| SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Retry[0]/ErrorEquals",
                "`Retry`:[{`ErrorEquals`:`A`}] "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type Array, got: `A` at /States/S/Retry[0]/ErrorEquals",
                "`Retry`:[{`ErrorEquals`:[1]}] "
                        + "| SCHEMA_VALIDATION_FAILED: must hold error names, got: 1 at /States/S/Retry[0]/ErrorEquals",
                "`Retry`:[{`ErrorEquals`:[`A`,`States.ALL`]}] "
                        + "| SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/S/Retry[0]/ErrorEquals",
                "`Retry`:[{`ErrorEquals`:[`States.ALL`]},{`ErrorEquals`:[`A`]}] "
                        + "| SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/S/Retry[0]/ErrorEquals",
                "`Retry`:[{`ErrorEquals`:[`A`],`MaxAttempts`:-1}] "
                        + "| SCHEMA_VALIDATION_FAILED: Minimum value is 0, got: -1 at /States/S/Retry[0]/MaxAttempts",
                "`Retry`:[{`ErrorEquals`:[`A`],`BackoffRate`:0.9}] "
                        + "| SCHEMA_VALIDATION_FAILED: Minimum value is 1.0, got: 0.9 at /States/S/Retry[0]/BackoffRate",
                "`Retry`:[{`ErrorEquals`:[`A`],`IntervalSeconds`:5,`MaxDelaySeconds`:5}] "
                        + "| SCHEMA_VALIDATION_FAILED: must be greater than IntervalSeconds (5), got: 5 at /States/S/Retry[0]/MaxDelaySeconds",
                "`Retry`:[{`ErrorEquals`:[`A`],`JitterStrategy`:`HALF`}] "
                        + "| SCHEMA_VALIDATION_FAILED: Value should be one of the following: [NONE, FULL], got: `HALF` at /States/S/Retry[0]/JitterStrategy",
                "`Catch`:[{`ErrorEquals`:[`A`]}] "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/S/Catch[0]",
                "`Catch`:[{`ErrorEquals`:[`A`],`Next`:`X`}] "
                        + "| MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Catch[0]/Next",
                "`Catch`:[{`ErrorEquals`:[`A`],`Next`:`S`,`ResultPath`:`x`}] "
                        + "| SCHEMA_VALIDATION_FAILED: must be a reference path that starts with '$', got: x at /States/S/Catch[0]/ResultPath",
                "`Catch`:[{`ErrorEquals`:[`A`],`Next`:`S`,`MaxAttempts`:1}] "
                        + "| SCHEMA_VALIDATION_FAILED: Field 'MaxAttempts' is not supported at /States/S/Catch[0]",
            })
    void anInvalidRetryOrCatchIsRejected(String fields, String message) {
        assertRefused(TestExecutions.machine("{`Type`:`Task`,`Resource`:`arn:x`,`End`:true," + fields + "}"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`Variable`:`$.a`,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: The object must have only one comparator, got: none at /States/S/Choices[0]",
                "`Variable`:`$.a`,`IsNull`:true,`IsString`:true,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: The object must have only one comparator, got: IsNull, IsString at /States/S/Choices[0]",
                "`IsNull`:true,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [Variable] at /States/S/Choices[0]",
                "`Variable`:`$.a`,`IsNull`:true "
                        + "| SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/S/Choices[0]",
                "`Variable`:`$.a`,`IsNull`:1,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type Boolean, got: 1 at /States/S/Choices[0]/IsNull",
                "`Variable`:`a`,`IsNull`:true,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: must be a path that starts with '$', got: a at /States/S/Choices[0]/Variable",
                "`Variable`:`$.a`,`NumericEquals`:`1`,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: must be of type Numeric, got: `1` at /States/S/Choices[0]/NumericEquals",
                "`Variable`:`$.a`,`StringEquals`:1,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: must be of type String, got: 1 at /States/S/Choices[0]/StringEquals",
                "`Variable`:`$.a`,`TimestampEquals`:`now`,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: must be of type Timestamp, got: `now` at /States/S/Choices[0]/TimestampEquals",
                "`Variable`:`$.a`,`BooleanEqualsPath`:true,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type String, got: true at /States/S/Choices[0]/BooleanEqualsPath",
                "`Variable`:`$.a`,`StringMatches`:`a\\\\b`,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: a backslash must be followed by * or \\, got: a\\b at /States/S/Choices[0]/StringMatches",
                "`And`:[],`Next`:`S` | SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Choices[0]/And",
                "`Not`:[],`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: Expected value of type Object, got: [] at /States/S/Choices[0]/Not",
                "`Variable`:`$.a`,`Not`:{},`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: must not be given together with Not at /States/S/Choices[0]/Variable",
                "`And`:[{`Variable`:`$.a`}],`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: The object must have only one comparator, got: none at /States/S/Choices[0]/And[0]",
                "`Condition`:`{% true %}`,`Next`:`S` "
                        + "| SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage at /States/S/Choices[0]/Condition",
            })
    void anInvalidChoiceRuleIsRejected(String rule, String message) {
        assertRefused(TestExecutions.machine("{`Type`:`Choice`,`Choices`:[{" + rule + "}]}"), message);
    }

    @Test
    void aNestedChoiceRuleWithNextIsRejected() {
        assertRefused(
                TestExecutions.machine("{`Type`:`Choice`,`Choices`:[{`Next`:`S`,`Or`:["
                        + "{`Variable`:`$.a`,`IsNull`:true,`Next`:`S`}]}]}"),
                "SCHEMA_VALIDATION_FAILED: Field 'Next' is not supported at /States/S/Choices[0]/Or[0]");
    }

    @Test
    void theProblemsOfAllStatesAreReported() {
        assertThatExceptionOfType(InvalidStateMachineException.class)
                .isThrownBy(() -> parse("""
                        {"StartAt": "A", "States": {
                          "A": {"Type": "Pass", "Next": "X"},
                          "B": {"Type": "Pass", "Extra": 1, "End": true}}}
                        """))
                .satisfies(refused -> assertThat(refused.diagnostics())
                        .containsExactly(
                                new Diagnostic(
                                        "MISSING_TRANSITION_TARGET", "Missing 'Next' target: X", "/States/A/Next"),
                                new Diagnostic(
                                        "SCHEMA_VALIDATION_FAILED", "Field 'Extra' is not supported", "/States/B")));
    }

    @Test
    void aStatesNameHasALimitedLength() {
        String name = "n".repeat(81);

        assertRefused(
                "{`StartAt`:`%s`,`States`:{`%s`:{`Type`:`Succeed`}}}".formatted(name, name),
                "SCHEMA_VALIDATION_FAILED: A state's name must have 1 to 80 characters at /States/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "not JSON", "{`StartAt`:`A`,`StartAt`:`B`}", "{} {}"})
    void definitionThatIsNotJsonIsRejected(String definition) {
        assertThatExceptionOfType(InvalidStateMachineException.class)
                .isThrownBy(() -> parse(definition))
                .withMessageStartingWith("INVALID_JSON_DESCRIPTION: ");
    }

    @Test
    void aDefinitionHasALimitedSize() {
        assertRefused(
                "{`Comment`:`" + "x".repeat(1024 * 1024) + "`}",
                "SCHEMA_VALIDATION_FAILED: The definition must not have more than 1048576 bytes at null");
    }

    @Test
    void aDefinitionHasALimitedDepth() {
        String deep = "[".repeat(1001) + "]".repeat(1001);

        assertThatExceptionOfType(InvalidStateMachineException.class)
                .isThrownBy(() -> parse(TestExecutions.machine("{`Type`:`Pass`,`Result`:" + deep + ",`End`:true}")))
                .withMessageContaining("exceeds the maximum allowed (1000");
    }

    @Test
    void aMachineMayUseAllOfJsonPath() {
        assertThatCode(() -> parse("""
                {"Comment": "c", "Version": "1.0", "QueryLanguage": "JSONPath", "TimeoutSeconds": 60, "StartAt": "T",
                 "States": {
                  "T": {"Type": "Task", "Comment": "c", "QueryLanguage": "JSONPath",
                    "Resource": "arn:aws:states:::lambda:invoke", "InputPath": "$.a", "OutputPath": null,
                    "Parameters": {}, "ResultSelector": {}, "ResultPath": "$['x'].y[0]", "TimeoutSecondsPath": "$$.x.y",
                    "HeartbeatSecondsPath": "$v.h", "Credentials": {"RoleArn.$": "$.role"}, "Assign": {"t.$": "$"},
                    "Next": "P",
                    "Retry": [{"Comment": "c", "ErrorEquals": ["A", "B"], "IntervalSeconds": 1, "MaxAttempts": 0,
                      "BackoffRate": 1, "MaxDelaySeconds": 2, "JitterStrategy": "NONE"}],
                    "Catch": [{"Comment": "c", "ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "F",
                      "Assign": {"e.$": "$.Error"}}]},
                  "P": {"Type": "Parallel", "Next": "M", "Branches": [
                    {"Comment": "c", "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 0, "End": true}}}]},
                  "M": {"Type": "Map", "ItemsPath": "$$.Execution.Input.x", "MaxConcurrencyPath": "$.m", "Next": "D",
                    "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "I",
                      "States": {"I": {"Type": "Pass", "Result": 1, "End": true}}}},
                  "D": {"Type": "Map", "Label": "L", "ToleratedFailureCountPath": "$.c",
                    "ToleratedFailurePercentagePath": "$.p", "Next": "C",
                    "ItemBatcher": {"MaxItemsPerBatchPath": "$.n", "MaxInputBytesPerBatch": 9, "BatchInput": {"x.$": "$"}},
                    "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                      "StartAt": "J", "States": {"J": {"Type": "Succeed"}}}},
                  "C": {"Type": "Choice", "Choices": [
                    {"Comment": "c", "Not": {"Variable": "$.a", "IsPresent": true}, "Next": "S"}], "Default": "S"},
                  "S": {"Type": "Succeed"},
                  "F": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.JsonToString($)"}}}
                """)).doesNotThrowAnyException();
    }

    @Test
    void aMachineMayUseAllOfJsonata() {
        assertThatCode(() -> parse("""
                {"QueryLanguage": "JSONata", "TimeoutSeconds": 60, "StartAt": "T", "States": {
                  "T": {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke",
                    "Arguments": {"a": "{% $states.input.a %}"}, "Output": "{% $states.result %}",
                    "TimeoutSeconds": "{% $states.input.t %}", "HeartbeatSeconds": "{% 1 %}",
                    "Credentials": {"RoleArn": "{% $states.input.role %}"},
                    "Assign": {"v": "{% $states.result.x %}"}, "Next": "P",
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}",
                      "Assign": {"e": "{% $states.errorOutput.Error %}"}, "Next": "F"}]},
                  "P": {"Type": "Parallel", "Arguments": "{% $v %}", "Next": "M", "Branches": [
                    {"StartAt": "W", "States": {"W": {"Type": "Wait", "Timestamp": "{% $now() %}", "End": true}}}]},
                  "M": {"Type": "Map", "Items": "{% [1..3] %}", "ItemSelector": {"i": "{% $states.context.Map.Item %}"},
                    "MaxConcurrency": "{% 2 %}", "ToleratedFailurePercentage": 50, "Next": "C",
                    "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Output": 1, "End": true}}}},
                  "C": {"Type": "Choice", "Choices": [
                    {"Condition": "{% $v = 1 %}", "Assign": {"w": 1}, "Output": 1, "Next": "S"}], "Default": "S"},
                  "S": {"Type": "Succeed", "Output": {"v": "{% $v %}"}},
                  "F": {"Type": "Fail", "Error": "{% $e %}", "Cause": "{% $string($states.input) %}"}}}
                """)).doesNotThrowAnyException();
    }
}
