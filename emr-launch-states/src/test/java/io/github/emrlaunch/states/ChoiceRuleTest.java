package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceRuleTest {
    private static final String INPUT = """
            {"s": "b", "s2": "c", "n": 2, "n2": 3, "d": 2.0, "yes": true, "no": false, "nil": null, "star": "a*b",
             "back": "a\\\\b", "lines": "a\\nb", "early": "2026-01-31T06:00:00Z", "late": "2026-01-31T08:00:00+01:00",
             "list": [1], "empty": [], "nils": [null]}
            """;

    /** Runs a Choice state with this rule, followed by a Pass state whose output is whether the rule matched. */
    private static ExecutionResult run(String rule) throws InterruptedException {
        return new TestExecutions().run("""
                {"StartAt": "S", "States": {
                  "S": {"Type": "Choice", "Choices": [{%s, "Next": "Yes"}], "Default": "No"},
                  "Yes": {"Type": "Pass", "Result": true, "End": true},
                  "No": {"Type": "Pass", "Result": false, "End": true}}}
                """.formatted(rule), INPUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "`Variable`:`$.s`,`StringEquals`:`b` | true",
                "`Variable`:`$.s`,`StringEquals`:`B` | false",
                "`Variable`:`$.n`,`StringEquals`:`2` | false",
                "`Variable`:`$.s`,`StringLessThan`:`c` | true",
                "`Variable`:`$.s`,`StringLessThan`:`b` | false",
                "`Variable`:`$.s`,`StringGreaterThan`:`a` | true",
                "`Variable`:`$.s`,`StringGreaterThan`:`b` | false",
                "`Variable`:`$.s`,`StringLessThanEquals`:`b` | true",
                "`Variable`:`$.s`,`StringGreaterThanEquals`:`c` | false",
                "`Variable`:`$.s`,`StringEqualsPath`:`$.s` | true",
                "`Variable`:`$.s`,`StringLessThanPath`:`$.s2` | true",
                "`Variable`:`$.s`,`StringGreaterThanPath`:`$.s2` | false",
                "`Variable`:`$.s`,`StringLessThanEqualsPath`:`$.s2` | true",
                "`Variable`:`$.s`,`StringGreaterThanEqualsPath`:`$.s` | true",
                "`Variable`:`$.s`,`StringEqualsPath`:`$.n` | false",
                "`Variable`:`$$.Execution.Name`,`StringEquals`:`run` | true",
                "`Variable`:`$.s`,`StringMatches`:`b` | true",
                "`Variable`:`$.lines`,`StringMatches`:`a*b` | true",
                "`Variable`:`$.lines`,`StringMatches`:`*c` | false",
                "`Variable`:`$.star`,`StringMatches`:`a\\\\*b` | true",
                "`Variable`:`$.back`,`StringMatches`:`a\\\\*b` | false",
                "`Variable`:`$.back`,`StringMatches`:`a\\\\\\\\b` | true",
                "`Variable`:`$.n`,`StringMatches`:`*` | false",
                "`Variable`:`$.n`,`NumericEquals`:2 | true",
                "`Variable`:`$.n`,`NumericEquals`:2.0 | true",
                "`Variable`:`$.d`,`NumericEquals`:2 | true",
                "`Variable`:`$.s`,`NumericEquals`:2 | false",
                "`Variable`:`$.n`,`NumericLessThan`:2 | false",
                "`Variable`:`$.n`,`NumericGreaterThan`:1.5 | true",
                "`Variable`:`$.n`,`NumericLessThanEquals`:2 | true",
                "`Variable`:`$.n`,`NumericGreaterThanEquals`:2.1 | false",
                "`Variable`:`$.n`,`NumericEqualsPath`:`$.d` | true",
                "`Variable`:`$.n`,`NumericLessThanPath`:`$.n2` | true",
                "`Variable`:`$.n`,`NumericGreaterThanPath`:`$.n2` | false",
                "`Variable`:`$.n`,`NumericLessThanEqualsPath`:`$.n2` | true",
                "`Variable`:`$.n`,`NumericGreaterThanEqualsPath`:`$.n2` | false",
                "`Variable`:`$.yes`,`BooleanEquals`:true | true",
                "`Variable`:`$.yes`,`BooleanEquals`:false | false",
                "`Variable`:`$.s`,`BooleanEquals`:false | false",
                "`Variable`:`$.yes`,`BooleanEqualsPath`:`$.no` | false",
                "`Variable`:`$.early`,`TimestampEquals`:`2026-01-31T07:00:00+01:00` | true",
                "`Variable`:`$.early`,`TimestampLessThan`:`2026-01-31T06:00:00.001Z` | true",
                "`Variable`:`$.early`,`TimestampGreaterThan`:`2026-01-31T06:00:00Z` | false",
                "`Variable`:`$.early`,`TimestampLessThanEquals`:`2026-01-31T06:00:00Z` | true",
                "`Variable`:`$.early`,`TimestampGreaterThanEquals`:`2026-01-31T06:00:00Z` | true",
                "`Variable`:`$.s`,`TimestampEquals`:`2026-01-31T06:00:00Z` | false",
                "`Variable`:`$.early`,`TimestampEqualsPath`:`$.late` | false",
                "`Variable`:`$.early`,`TimestampLessThanPath`:`$.late` | true",
                "`Variable`:`$.early`,`TimestampGreaterThanPath`:`$.late` | false",
                "`Variable`:`$.early`,`TimestampLessThanEqualsPath`:`$.late` | true",
                "`Variable`:`$.early`,`TimestampGreaterThanEqualsPath`:`$.late` | false",
                "`Variable`:`$.nil`,`IsPresent`:true | true",
                "`Variable`:`$.missing`,`IsPresent`:true | false",
                "`Variable`:`$.missing.deeper`,`IsPresent`:false | true",
                "`Variable`:`$.s.deeper`,`IsPresent`:false | true",
                "`Variable`:`$.list[0]`,`IsPresent`:true | true",
                "`Variable`:`$.list[1]`,`IsPresent`:true | false",
                "`Variable`:`$.list[-1]`,`IsPresent`:true | true",
                "`Variable`:`$.list[-2]`,`IsPresent`:true | false",
                "`Variable`:`$.empty[0]`,`IsPresent`:true | false",
                "`Variable`:`$.empty[0].deeper`,`IsPresent`:true | false",
                "`Variable`:`$.nils[0]`,`IsPresent`:true | true",
                "`Variable`:`$.nil`,`IsNull`:true | true",
                "`Variable`:`$.s`,`IsNull`:false | true",
                "`Variable`:`$.n`,`IsNumeric`:true | true",
                "`Variable`:`$.s`,`IsNumeric`:true | false",
                "`Variable`:`$.s`,`IsString`:true | true",
                "`Variable`:`$.list`,`IsString`:true | false",
                "`Variable`:`$.no`,`IsBoolean`:true | true",
                "`Variable`:`$.n`,`IsBoolean`:false | true",
                "`Variable`:`$.early`,`IsTimestamp`:true | true",
                "`Variable`:`$.s`,`IsTimestamp`:true | false",
                "`And`:[{`Variable`:`$.n`,`IsNumeric`:true},{`Variable`:`$.n`,`NumericEquals`:2}] | true",
                "`And`:[{`Variable`:`$.s`,`IsNumeric`:true},{`Variable`:`$.missing`,`NumericEquals`:2}] | false",
                "`Or`:[{`Variable`:`$.n`,`NumericEquals`:2},{`Variable`:`$.missing`,`NumericEquals`:2}] | true",
                "`Or`:[{`Variable`:`$.n`,`NumericEquals`:1},{`Variable`:`$.n`,`NumericEquals`:3}] | false",
                "`Not`:{`Variable`:`$.n`,`NumericEquals`:2} | false",
                "`Not`:{`And`:[{`Not`:{`Variable`:`$.n`,`NumericEquals`:2}}]} | true",
            })
    void aRuleMatchesOnlyWhenItsComparisonIsTrue(String rule, boolean expected) throws Exception {
        assertThat(run(rule).output()).isEqualTo(BooleanNode.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "'`Variable`:`$.missing`,`NumericEquals`:1', $.missing",
        "'`Variable`:`$.missing`,`IsNull`:true', $.missing",
        "'`Variable`:`$.empty[0]`,`IsNull`:true', $.empty[0]",
        "'`Variable`:`$.n`,`NumericEqualsPath`:`$.missing`', $.missing",
    })
    void aRuleWithAMissingValueFails(String rule, String path) throws Exception {
        ExecutionResult result = run(rule);

        assertThat(result.error()).isEqualTo("States.Runtime");
        assertThat(result.cause())
                .endsWith("Invalid path '%s': The choice state's condition path references an invalid value."
                        .formatted(path));
    }

    @Test
    void theFirstMatchingRuleSelectsTheNextState() throws Exception {
        String machine = """
                {"StartAt": "S", "States": {
                  "S": {"Type": "Choice", "InputPath": "$.in", "Choices": [
                    {"Variable": "$.n", "NumericGreaterThan": 5, "Next": "High"},
                    {"Variable": "$.n", "NumericGreaterThan": 1, "Next": "Low"}],
                    "Default": "None"},
                  "High": {"Type": "Pass", "Result": "high", "End": true},
                  "Low": {"Type": "Pass", "Result": "low", "End": true},
                  "None": {"Type": "Pass", "End": true}}}
                """;

        assertThat(new TestExecutions().run(machine, "{`in`:{`n`:9}}").output())
                .isEqualTo(TestExecutions.json("`high`"));
        assertThat(new TestExecutions().run(machine, "{`in`:{`n`:2}}").output())
                .isEqualTo(TestExecutions.json("`low`"));
        assertThat(new TestExecutions().run(machine, "{`in`:{`n`:0}}").output())
                .isEqualTo(TestExecutions.json("{`n`:0}"));
    }

    @Test
    void aChoiceWithoutAMatchOrADefaultFails() throws Exception {
        ExecutionResult result = new TestExecutions().run("""
                {"StartAt": "S", "States": {
                  "S": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "End"}]},
                  "End": {"Type": "Succeed"}}}
                """, "{`n`:2}");

        assertThat(result.error()).isEqualTo("States.NoChoiceMatched");
        assertThat(result.cause())
                .isEqualTo("An error occurred while executing the state 'S' (entered at the event id #2). "
                        + "Failed to transition out of the state. The state does not point to a next state.");
    }
}
