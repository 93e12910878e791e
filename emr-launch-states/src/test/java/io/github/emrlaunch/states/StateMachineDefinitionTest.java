package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateMachineDefinitionTest {
    private static void parse(String definition) {
        StateMachineDefinition.parse(definition.replace('`', '"'));
    }

    private static void assertRefused(String definition, String message) {
        assertThatExceptionOfType(InvalidDefinitionException.class)
                .isThrownBy(() -> parse(definition))
                .withMessage(message.replace('`', '"'))
                .matches(e -> message.startsWith(e.location() + ": "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[] | $: must be an object, got: []",
                "{} | $.StartAt: is missing",
                "{`StartAt`:`A`} | $.States: is missing",
                "{`StartAt`:`A`,`States`:{}} | $.States: must not be empty",
                "{`StartAt`:`B`,`States`:{`A`:{`Type`:`Succeed`}}} | $.StartAt: there is no such state here, got: B",
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Succeed`}},`Version`:`2.0`} | $.Version: must be 1.0, got: 2.0",
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Succeed`}},`TimeoutSeconds`:0} "
                        + "| $.TimeoutSeconds: must be an integer from 1 to 99999999, got: 0",
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Succeed`}},`QueryLanguage`:`JSONata`} "
                        + "| $.QueryLanguage: only JSONPath is supported, got: JSONata",
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Succeed`}},`Extra`:1} | $.Extra: is not a field of a state "
                        + "machine; allowed: Comment, QueryLanguage, StartAt, States, TimeoutSeconds, Version",
            })
    void aMachineIsCheckedAtItsTop(String definition, String message) {
        assertRefused(definition, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | .Type: is missing",
                "{`Type`:`Loop`} | .Type: must be one of Task, Parallel, Map, Pass, Wait, Choice, Succeed, Fail, got: Loop",
                "{`Type`:`Pass`,`QueryLanguage`:`JSONata`} | .QueryLanguage: only JSONPath is supported, got: JSONata",
                "{`Type`:`Pass`,`Assign`:{},`End`:true} | .Assign: variables are not supported",
                "{`Type`:`Pass`,`Output`:{},`End`:true} | .Output: JSONata is not supported, use ResultSelector, "
                        + "ResultPath and OutputPath",
                "{`Type`:`Task`,`Arguments`:{}} | .Arguments: JSONata is not supported, use Parameters",
                "{`Type`:`Task`,`Credentials`:{}} | .Credentials: a role for a single task is not supported",
                "{`Type`:`Succeed`,`Next`:`S`} | .Next: is not a field of a Succeed state; allowed: Comment, InputPath, "
                        + "OutputPath, QueryLanguage, Type",
                "{`Type`:`Pass`} |: either Next or `End`: true must be given, got none",
                "{`Type`:`Pass`,`End`:true,`Next`:`S`} |: either Next or `End`: true must be given, got both",
                "{`Type`:`Pass`,`End`:1} | .End: must be true or false, got: 1",
                "{`Type`:`Pass`,`Next`:`X`} | .Next: there is no such state here, got: X",
                "{`Type`:`Pass`,`InputPath`:`a.b`,`End`:true} | .InputPath: must be a path that starts with '$', got: a.b",
                "{`Type`:`Pass`,`InputPath`:`$.a.`,`End`:true} | .InputPath: must be a valid JSONPath, got: $.a.",
                "{`Type`:`Pass`,`InputPath`:`$.a[`,`End`:true} | .InputPath: must be a valid JSONPath, got: $.a[",
                "{`Type`:`Pass`,`InputPath`:`$var`,`End`:true} | .InputPath: variables are not supported, got: $var",
                "{`Type`:`Pass`,`OutputPath`:1,`End`:true} | .OutputPath: must be a string, got: 1",
                "{`Type`:`Pass`,`ResultPath`:`$.a[*]`,`End`:true} | .ResultPath: must be a reference path (names and "
                        + "indexes only, such as $.job.steps[0]), got: $.a[*]",
                "{`Type`:`Pass`,`ResultPath`:`$$.a`,`End`:true} | .ResultPath: must be a reference path (names and "
                        + "indexes only, such as $.job.steps[0]), got: $$.a",
                "{`Type`:`Pass`,`Parameters`:[],`End`:true} | .Parameters: must be an object, got: []",
                "{`Type`:`Pass`,`Parameters`:{`a`:[{`b.$`:1}]},`End`:true} "
                        + "| .Parameters['a'][0]['b.$']: must be a path or an intrinsic function, got: 1",
                "{`Type`:`Pass`,`Parameters`:{`a`:1,`a.$`:`$`},`End`:true} "
                        + "| .Parameters['a.$']: 'a' and 'a.$' must not be given both",
                "{`Type`:`Pass`,`Parameters`:{`a.$`:`States.Format('{}', States.Nope())`},`End`:true} "
                        + "| .Parameters['a.$']: there is no function States.Nope at position 31, got: "
                        + "States.Format('{}', States.Nope())",
                "{`Type`:`Pass`,`Parameters`:{`a.$`:`States.MathAdd(1)`},`End`:true} "
                        + "| .Parameters['a.$']: States.MathAdd takes 2 arguments, not 1 at position 17, got: States.MathAdd(1)",
                "{`Type`:`Task`,`End`:true} | .Resource: is missing",
                "{`Type`:`Task`,`Resource`:`lambda`,`End`:true} | .Resource: must be an ARN, got: lambda",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSeconds`:0,`End`:true} "
                        + "| .TimeoutSeconds: must be an integer from 1 to 99999999, got: 0",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSeconds`:1,`TimeoutSecondsPath`:`$.t`,`End`:true} "
                        + "|: only one of TimeoutSeconds, TimeoutSecondsPath may be given",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSeconds`:9,`HeartbeatSeconds`:9,`End`:true} "
                        + "| .HeartbeatSeconds: must be less than TimeoutSeconds, got: 9",
                "{`Type`:`Task`,`Resource`:`arn:x`,`TimeoutSecondsPath`:`$..t`,`End`:true} | .TimeoutSecondsPath: must be "
                        + "a reference path (names and indexes only, such as $.job.steps[0]), got: $..t",
                "{`Type`:`Wait`,`End`:true} |: exactly one of Seconds, SecondsPath, Timestamp, TimestampPath must be given",
                "{`Type`:`Wait`,`Seconds`:1,`Timestamp`:`2026-01-31T06:00:00Z`,`End`:true} "
                        + "|: exactly one of Seconds, SecondsPath, Timestamp, TimestampPath must be given",
                "{`Type`:`Wait`,`Seconds`:1.5,`End`:true} | .Seconds: must be an integer from 0 to 99999999, got: 1.5",
                "{`Type`:`Wait`,`Timestamp`:`2026-02-31T06:00:00Z`,`End`:true} "
                        + "| .Timestamp: must be a time such as 2026-01-31T06:00:00Z, got: `2026-02-31T06:00:00Z`",
                "{`Type`:`Fail`,`Error`:`E`,`ErrorPath`:`$.e`} |: only one of Error, ErrorPath may be given",
                "{`Type`:`Fail`,`Cause`:1} | .Cause: must be a string, got: 1",
                "{`Type`:`Fail`,`CausePath`:`States.Nope()`} "
                        + "| .CausePath: there is no function States.Nope at position 11, got: States.Nope()",
                "{`Type`:`Parallel`,`End`:true} | .Branches: is missing",
                "{`Type`:`Parallel`,`Branches`:[],`End`:true} | .Branches: must not be empty",
                "{`Type`:`Parallel`,`Branches`:[{`StartAt`:`B`,`States`:{`B`:{`Type`:`Pass`,`Next`:`S`}}}],`End`:true} "
                        + "| .Branches[0].States['B'].Next: there is no such state here, got: S",
                "{`Type`:`Parallel`,`Branches`:[{`StartAt`:`S`,`States`:{`S`:{`Type`:`Succeed`}}}],`End`:true} "
                        + "| .Branches[0].States['S']: another state of this machine has the same name",
                "{`Type`:`Map`,`End`:true} | .ItemProcessor: is missing",
                "{`Type`:`Map`,`ItemProcessor`:{`ProcessorConfig`:{`Mode`:`DISTRIBUTED`}},`End`:true} "
                        + "| .ItemProcessor.ProcessorConfig.Mode: only INLINE is supported, got: DISTRIBUTED",
                "{`Type`:`Map`,`ItemReader`:{}} | .ItemReader: DISTRIBUTED mode is not supported",
                "{`Type`:`Map`,`ToleratedFailureCount`:1} | .ToleratedFailureCount: is not a field of a Map state in INLINE "
                        + "mode; allowed: Catch, Comment, End, InputPath, ItemProcessor, ItemSelector, ItemsPath, Iterator, "
                        + "MaxConcurrency, MaxConcurrencyPath, Next, OutputPath, Parameters, QueryLanguage, ResultPath, "
                        + "ResultSelector, Retry, Type",
                "{`Type`:`Map`,`ItemProcessor`:{},`Iterator`:{}} |: only one of ItemProcessor, Iterator may be given",
                "{`Type`:`Map`,`ItemSelector`:{},`Parameters`:{}} |: only one of ItemSelector, Parameters may be given",
                "{`Type`:`Map`,`MaxConcurrency`:-1} | .MaxConcurrency: must be an integer from 0 to 99999999, got: -1",
            })
    void aStateIsChecked(String state, String problem) {
        assertRefused(Executions.machine(state), "$.States['S']" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`Retry`:{} | .Retry: must be an array, got: {}",
                "`Retry`:[{}] | .Retry[0].ErrorEquals: is missing",
                "`Retry`:[{`ErrorEquals`:[]}] | .Retry[0].ErrorEquals: must be an array of error names, got: []",
                "`Retry`:[{`ErrorEquals`:`A`}] | .Retry[0].ErrorEquals: must be an array of error names, got: `A`",
                "`Retry`:[{`ErrorEquals`:[1]}] | .Retry[0].ErrorEquals: must hold error names, got: 1",
                "`Retry`:[{`ErrorEquals`:[`A`,`States.ALL`]}] "
                        + "| .Retry[0].ErrorEquals: States.ALL must stand alone and in the last place, got: [`A`,`States.ALL`]",
                "`Retry`:[{`ErrorEquals`:[`States.ALL`]},{`ErrorEquals`:[`A`]}] "
                        + "| .Retry[0].ErrorEquals: States.ALL must stand alone and in the last place, got: [`States.ALL`]",
                "`Retry`:[{`ErrorEquals`:[`A`],`IntervalSeconds`:0}] "
                        + "| .Retry[0].IntervalSeconds: must be an integer from 1 to 99999999, got: 0",
                "`Retry`:[{`ErrorEquals`:[`A`],`MaxAttempts`:-1}] "
                        + "| .Retry[0].MaxAttempts: must be an integer from 0 to 99999999, got: -1",
                "`Retry`:[{`ErrorEquals`:[`A`],`BackoffRate`:0.9}] "
                        + "| .Retry[0].BackoffRate: must be a number of at least 1.0, got: 0.9",
                "`Retry`:[{`ErrorEquals`:[`A`],`IntervalSeconds`:5,`MaxDelaySeconds`:5}] "
                        + "| .Retry[0].MaxDelaySeconds: must be greater than IntervalSeconds (5), got: 5",
                "`Retry`:[{`ErrorEquals`:[`A`],`JitterStrategy`:`HALF`}] "
                        + "| .Retry[0].JitterStrategy: must be FULL or NONE, got: HALF",
                "`Catch`:[{`ErrorEquals`:[`A`]}] | .Catch[0].Next: is missing",
                "`Catch`:[{`ErrorEquals`:[`A`],`Next`:`X`}] | .Catch[0].Next: there is no such state here, got: X",
                "`Catch`:[{`ErrorEquals`:[`A`],`Next`:`S`,`ResultPath`:`x`}] "
                        + "| .Catch[0].ResultPath: must be a reference path that starts with '$', got: x",
                "`Catch`:[{`ErrorEquals`:[`A`],`Next`:`S`,`MaxAttempts`:1}] | .Catch[0].MaxAttempts: is not a field of a "
                        + "catcher; allowed: Comment, ErrorEquals, Next, ResultPath",
            })
    void errorHandlingIsChecked(String fields, String problem) {
        assertRefused(
                Executions.machine("{`Type`:`Task`,`Resource`:`arn:x`,`End`:true," + fields + "}"),
                "$.States['S']" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`Variable`:`$.a`,`Next`:`S` |: exactly one comparator must be given, got: none",
                "`Variable`:`$.a`,`IsNull`:true,`IsString`:true,`Next`:`S` "
                        + "|: exactly one comparator must be given, got: IsNull, IsString",
                "`IsNull`:true,`Next`:`S` | .Variable: is missing",
                "`Variable`:`$.a`,`IsNull`:true | .Next: is missing",
                "`Variable`:`$.a`,`IsNull`:1,`Next`:`S` | .IsNull: must be true or false, got: 1",
                "`Variable`:`a`,`IsNull`:true,`Next`:`S` | .Variable: must be a path that starts with '$', got: a",
                "`Variable`:`$.a`,`NumericEquals`:`1`,`Next`:`S` | .NumericEquals: must be of type Numeric, got: `1`",
                "`Variable`:`$.a`,`StringEquals`:1,`Next`:`S` | .StringEquals: must be of type String, got: 1",
                "`Variable`:`$.a`,`TimestampEquals`:`now`,`Next`:`S` "
                        + "| .TimestampEquals: must be of type Timestamp, got: `now`",
                "`Variable`:`$.a`,`BooleanEqualsPath`:true,`Next`:`S` | .BooleanEqualsPath: must be a string, got: true",
                "`Variable`:`$.a`,`StringMatches`:`a\\\\b`,`Next`:`S` "
                        + "| .StringMatches: a backslash must be followed by * or \\, got: a\\b",
                "`And`:[],`Next`:`S` | .And: must not be empty",
                "`Not`:[],`Next`:`S` | .Not: must be an object, got: []",
                "`Variable`:`$.a`,`Not`:{},`Next`:`S` | .Variable: must not be given together with Not",
                "`And`:[{`Variable`:`$.a`}],`Next`:`S` | .And[0]: exactly one comparator must be given, got: none",
                "`Condition`:`{% true %}`,`Next`:`S` | .Condition: JSONata is not supported, use Variable and a comparator",
            })
    void choiceRulesAreChecked(String rule, String problem) {
        assertRefused(
                Executions.machine("{`Type`:`Choice`,`Choices`:[{" + rule + "}]}"),
                "$.States['S'].Choices[0]" + problem);
    }

    @Test
    void aRuleInsideOfAnotherLeadsNowhere() {
        assertThatExceptionOfType(InvalidDefinitionException.class)
                .isThrownBy(() -> parse(Executions.machine("{`Type`:`Choice`,`Choices`:[{`Next`:`S`,`Or`:["
                        + "{`Variable`:`$.a`,`IsNull`:true,`Next`:`S`}]}]}")))
                .withMessageStartingWith("$.States['S'].Choices[0].Or[0].Next: "
                        + "is not a field of a choice rule inside of another; allowed: And, ");
    }

    @Test
    void aStatesNameHasALimitedLength() {
        String name = "n".repeat(81);

        assertRefused(
                "{`StartAt`:`%s`,`States`:{`%s`:{`Type`:`Succeed`}}}".formatted(name, name),
                "$.States['%s']: a state's name must have 1 to 80 characters".formatted(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "not JSON", "{`StartAt`:`A`,`StartAt`:`B`}", "{} {}"})
    void whatIsNotJsonIsRefused(String definition) {
        assertThatExceptionOfType(InvalidDefinitionException.class)
                .isThrownBy(() -> parse(definition))
                .withMessageStartingWith("$: ");
    }

    @Test
    void aDefinitionHasALimitedSize() {
        assertRefused("{`Comment`:`" + "x".repeat(1024 * 1024) + "`}", "$: must not have more than 1048576 bytes");
    }

    @Test
    void aMachineMayUseAllOfTheLanguage() {
        assertThatCode(() -> parse("""
                {"Comment": "c", "Version": "1.0", "QueryLanguage": "JSONPath", "TimeoutSeconds": 60, "StartAt": "T",
                 "States": {
                  "T": {"Type": "Task", "Comment": "c", "QueryLanguage": "JSONPath",
                    "Resource": "arn:aws:states:::lambda:invoke", "InputPath": "$.a", "OutputPath": null,
                    "Parameters": {}, "ResultSelector": {}, "ResultPath": "$['x'].y[0]", "TimeoutSecondsPath": "$$.x.y",
                    "HeartbeatSecondsPath": "$.h", "Next": "P",
                    "Retry": [{"Comment": "c", "ErrorEquals": ["A", "B"], "IntervalSeconds": 1, "MaxAttempts": 0,
                      "BackoffRate": 1, "MaxDelaySeconds": 2, "JitterStrategy": "NONE"}],
                    "Catch": [{"Comment": "c", "ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "F"}]},
                  "P": {"Type": "Parallel", "Next": "M", "Branches": [
                    {"Comment": "c", "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 0, "End": true}}}]},
                  "M": {"Type": "Map", "ItemsPath": "$$.Execution.Input.x", "MaxConcurrencyPath": "$.m", "Next": "C",
                    "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "I",
                      "States": {"I": {"Type": "Pass", "Result": 1, "End": true}}}},
                  "C": {"Type": "Choice", "Choices": [
                    {"Comment": "c", "Not": {"Variable": "$.a", "IsPresent": true}, "Next": "S"}], "Default": "S"},
                  "S": {"Type": "Succeed"},
                  "F": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.JsonToString($)"},
                  "Unreachable": {"Type": "Pass", "Next": "S"}}}
                """)).doesNotThrowAnyException();
    }
}
