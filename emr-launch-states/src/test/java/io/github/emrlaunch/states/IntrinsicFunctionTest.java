package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntrinsicFunctionTest {
    private static final String INPUT = """
            {"s": "x", "n": 3, "half": 1.5, "list": [1, 2, 2.0, "2", {"a": 1}, {"a": 1}], "o": {"a": 1, "b": {"c": 2}},
             "nothing": null, "text": "{\\"k\\": [1, null]}", "b": true, "long": 12345678901,
             "we'ird": "w", "people": [{"age": 1, "name": "A"}, {"age": 9, "name": "B"}]}
            """;

    /** Runs a Pass state whose output is the value of the call. */
    private static ExecutionResult run(String call) throws InterruptedException {
        ObjectNode state =
                JsonValues.MAPPER.createObjectNode().put("Type", "Pass").put("End", true);
        state.put("OutputPath", "$.x").putObject("Parameters").put("x.$", call);
        return new TestExecutions().runState(state.toString(), INPUT);
    }

    private static JsonNode evaluate(String call) throws InterruptedException {
        ExecutionResult result = run(call);
        return Optional.ofNullable(result.output()).orElseThrow(() -> new AssertionError(result.cause()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "States.Format('a {} b {}', $.s, $.n) | \"a x b 3\"",
                "States.Format('{} {} {}', $.nothing, $.b, 1.5) | \"null true 1.5\"",
                "States.Format('{}', $.o) | \"{\\\"a\\\":1,\\\"b\\\":{\\\"c\\\":2}}\"",
                "States.Format('no placeholder') | \"no placeholder\"",
                "States.Format('\\{\\} \\'{}\\' \\\\', 'it\\'s') | \"{} 'it's' \\\\\"",
                "States.Format('{}-{}', States.Format('<{}>', $.s), States.MathAdd($.n, 1)) | \"<x>-4\"",
                "States.Format('a, (b) {}', $$.Execution.Name) | \"a, (b) run\"",
                "States.Format($.s) | \"x\"",
                "States.StringToJson($.text) | {\"k\":[1,null]}",
                "States.StringToJson('12') | 12",
                "States.JsonToString($.o) | \"{\\\"a\\\":1,\\\"b\\\":{\\\"c\\\":2}}\"",
                "States.JsonToString($.s) | \"\\\"x\\\"\"",
                "States.Array() | []",
                "States.Array('a', 1, -2.5, null, true, $.o.a, States.Array()) | [\"a\",1,-2.5,null,true,1,[]]",
                "States.ArrayPartition($.list, 4) | [[1,2,2.0,\"2\"],[{\"a\":1},{\"a\":1}]]",
                "States.ArrayPartition(States.Array(), 4) | []",
                "States.ArrayContains($.list, 2) | true",
                "States.ArrayContains($.list, '3') | false",
                "States.ArrayContains($.list, $.people) | false",
                "States.ArrayRange(1, 9, 2) | [1,3,5,7,9]",
                "States.ArrayRange(5, 1, -2) | [5,3,1]",
                "States.ArrayRange(5, 1, 1) | []",
                "States.ArrayGetItem($.list, 3) | \"2\"",
                "States.ArrayLength($.list) | 6",
                "States.ArrayUnique($.list) | [1,2,\"2\",{\"a\":1}]",
                "States.Base64Encode('Data to encode') | \"RGF0YSB0byBlbmNvZGU=\"",
                "States.Base64Decode('RGF0YSB0byBlbmNvZGU=') | \"Data to encode\"",
                "States.Hash('a', 'MD5') | \"0cc175b9c0f1b6a831c399e269772661\"",
                "States.Hash('a', 'SHA-1') | \"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8\"",
                "States.Hash('a', 'SHA-256') "
                        + "| \"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\"",
                "States.Hash('a', 'SHA-384') | \"54a59b9f22b0b80880d8427e548b7c23abd873486e1f035dce9cd697e85175033"
                        + "caa88e6d57bc35efae0b5afd3145f31\"",
                "States.Hash('a', 'SHA-512') | \"1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f53"
                        + "02860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75\"",
                "States.JsonMerge($.o, States.StringToJson('{\"b\":{\"d\":3}}'), false) | {\"a\":1,\"b\":{\"d\":3}}",
                "States.MathAdd(-9, 3) | -6",
                "States.MathAdd(1.49, 1.5) | 3",
                "States.MathAdd(1.5, 1.51) | 4",
                "States.MathAdd(-1.49, -1.5) | -2",
                "States.MathAdd($.long, 1) | 12345678902",
                "States.MathRandom(7, 8) | 7",
                "States.StringSplit('This.is+a,test=string', '.+,=') | [\"This\",\"is\",\"a\",\"test\",\"string\"]",
                "States.StringSplit(',,a, ,', ',') | [\"a\",\" \"]",
                "States.StringSplit(',,', ',') | []",
                "States.ArrayLength($.people[?(@.age > 3 && @.name == 'B')]) | 1",
                "States.Array( $['we\\'ird'] , $.people[0,1].name ) | [\"w\",[\"A\",\"B\"]]",
            })
    void aFunctionReturnsItsValue(String call, String expected) throws Exception {
        assertThat(evaluate(call).toString())
                .isEqualTo(JsonValues.read(expected).toString());
    }

    @Test
    void aUuidIsDifferentInEachCall() throws Exception {
        JsonNode first = evaluate("States.UUID()");

        assertThat(first.textValue()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(evaluate("States.UUID()")).isNotEqualTo(first);
    }

    @Test
    void aRangeMayHaveAThousandItems() throws Exception {
        assertThat(evaluate("States.ArrayRange(1, 1000, 1)")).hasSize(1000);
    }

    @Test
    void aSeedMakesARandomNumberRepeatable() throws Exception {
        JsonNode first = evaluate("States.MathRandom(0, 1000000, 42)");

        assertThat(first.intValue()).isBetween(0, 999_999);
        assertThat(evaluate("States.MathRandom(0, 1000000, 42)")).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "States.Format('{} {}', 1) | there are more {} than arguments",
                "States.Format('{}', 1, 2) | there are more arguments than {}",
                "States.Format('{ }', 1) | a brace that isn't part of {} must be escaped with a backslash",
                "States.StringToJson('{') | argument 1 must be JSON",
                "States.StringToJson('') | an empty string is not JSON",
                "States.StringToJson($.n) | argument 1 must be a string, got: 3",
                "States.ArrayPartition($.list, 0) | the chunk size must be a positive number, got: 0",
                "States.ArrayRange(1, 2, 0) | the step must not be 0",
                "States.ArrayRange(0, 1000, 1) | the range must not have more than 1000 items",
                "States.ArrayGetItem($.list, 6) | the index must be from 0 to 5, got: 6",
                "States.ArrayLength($.o) | argument 1 must be an array, got: {\"a\":1",
                "States.Base64Decode('????') | Illegal base64 character",
                "States.Hash('a', 'SHA-3') | the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512",
                "States.JsonMerge($.o, $.o, true) | argument 3 must be false: only shallow merging is supported",
                "States.MathRandom(8, 7) | the start must be less than the end, got: 8, 7",
                "States.MathAdd('1', 2) | argument 1 must be a number, got: \"1\"",
                "States.Array($.missing) | The JsonPath argument for the field '$.missing' could not be found",
            })
    void aFailedFunctionFailsTheStateWithTheReason(String call, String problem) throws Exception {
        ExecutionResult result = run(call);

        assertThat(result.error()).isEqualTo("States.IntrinsicFailure");
        assertThat(result.cause())
                .contains("The function '" + call + "' had the following error: ")
                .contains(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "States.Nope()",
                "States.UUID(1)",
                "States.Hash('a')",
                "States.MathRandom(1)",
                "States.Format()",
                "States.Format('{}'",
                "States.Format('{}', )",
                "States.Format('open)",
                "States.Format('bad \\escape')",
                "States.Format(\"double\")",
                "States.Array($.a) trailing",
                "States.Array(States.Array(States.Bad()))",
                "States.Array($[)",
                "States.Array(nul)",
                "plain text",
            })
    void anInvalidCallIsRejected(String call) {
        assertThatThrownBy(() -> run(call))
                .isInstanceOf(InvalidStateMachineException.class)
                .hasMessageEndingWith(" at /States/S/Parameters/x.$");
    }
}
