package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The limits of an evaluation. AWS does not document them. Others measured depth, memory and the length of a range on AWS
 * (floci issue 2737).
 */
class JsonataBoundsTest {
    private static ExecutionResult evaluate(String expression) throws InterruptedException {
        ObjectNode state =
                JsonValues.MAPPER.createObjectNode().put("Type", "Pass").put("End", true);
        state.put("QueryLanguage", "JSONata").put("Output", "{% " + expression + " %}");
        return new TestExecutions().runState(state.toString(), "{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "($f := function($n) { 1 + $f($n) }; $f(1)) | nested deeper than 100 levels",
                "($f := function($n) { $f($n + 1) }; $f(1)) | takes more than 3000000 steps",
                "$count([1..873783]) | takes more than 6990256 bytes",
                "$count($range(1, 360146, 1)) | must not have more than 360145 numbers",
                "$length($reduce([1..23], function($t, $i) { $t & $t }, 'x')) | takes more than 6990256 bytes",
                "$count($reduce([1..40], function($l, $i) { [$l, $l] }, [1])) | takes more than 6990256 bytes",
                "$length($pad('', 6990257)) | takes more than 6990256 bytes",
                "$length($pad('', -2147483648, '#')) | takes more than 6990256 bytes",
                "$reduce([1..2000], function($l, $i) { {'n': $l} }, 1) | nested",
                "$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(.*a){20}b/) | takes more than 20000000 steps",
                "$split('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(.*a){20}b/) | takes more than 20000000 steps",
            })
    void anExpressionAboveALimitFailsWithTheLimitInTheCause(String expression, String bound) throws Exception {
        ExecutionResult result = evaluate(expression);

        assertThat(result.error()).isEqualTo("States.QueryEvaluationError");
        assertThat(result.cause())
                .contains("threw an error during evaluation. : ")
                .contains(bound);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$count([1..873782])",
                "$count($range(1, 360145, 1))",
                "$length($reduce([1..22], function($t, $i) { $t & $t }, 'x'))",
                "$length($pad('', 6990256, 'ab'))",
                "($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(10000))",
                "$count($map([1..20000], function($i) { $states.context.Execution.Name & $i }))",
            })
    void anExpressionWithinTheLimitsIsEvaluated(String expression) throws Exception {
        assertThat(evaluate(expression).status()).isEqualTo(ExecutionResult.Status.SUCCEEDED);
    }

    @Test
    void anExpressionThatIsNestedTooDeepIsRejected() {
        InvalidStateMachineException refused = catchThrowableOfType(
                InvalidStateMachineException.class, () -> evaluate("(".repeat(100_000) + "1" + ")".repeat(100_000)));

        assertThat(refused)
                .hasMessage("INVALID_JSONATA_EXPRESSION: The expression is nested too deep at /States/S/Output");
    }
}
