package io.github.emrlaunch.local.internal.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPatternTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        {'a': ['x', 'y']}                              | {'a': 'y'}            | true
        {'a': ['x']}                                   | {'a': 'z'}            | false
        {'a': ['x']}                                   | {'b': 'x'}            | false
        {'a': ['x']}                                   | {'a': ['w', 'x']}     | true
        {'a': {'b': [1]}}                              | {'a': {'b': 1.0}}     | true
        {'a': ['1']}                                   | {'a': 1}              | false
        {'a': [null]}                                  | {'a': null}           | true
        {'a': [{'prefix': 'in/'}]}                     | {'a': 'in/x'}         | true
        {'a': [{'prefix': {'equals-ignore-case': 'IN'}}]} | {'a': 'in/x'}      | true
        {'a': [{'suffix': '.csv'}]}                    | {'a': 'x.csv'}        | true
        {'a': [{'suffix': '.csv'}]}                    | {'a': 'x.json'}       | false
        {'a': [{'wildcard': 'in/*.csv'}]}              | {'a': 'in/x.csv'}     | true
        {'a': [{'wildcard': 'in/*.csv'}]}              | {'a': 'in/x.json'}    | false
        {'a': [{'equals-ignore-case': 'X'}]}           | {'a': 'x'}            | true
        {'a': [{'anything-but': 'x'}]}                 | {'a': 'y'}            | true
        {'a': [{'anything-but': ['x', 'y']}]}          | {'a': 'y'}            | false
        {'a': [{'anything-but': {'prefix': 'x'}}]}     | {'a': 'xy'}           | false
        {'a': [{'anything-but': {'prefix': ['x', 'y']}}]} | {'a': 'yx'}        | false
        {'a': [{'anything-but': 'x'}]}                 | {}                    | false
        {'a': [{'exists': true}]}                      | {'a': null}           | true
        {'a': [{'exists': false}]}                     | {}                    | true
        {'a': [{'exists': false}]}                     | {'a': 1}              | false
        {'a': [{'numeric': ['>', 0, '<=', 5]}]}        | {'a': 5}              | true
        {'a': [{'numeric': ['>', 0, '<=', 5]}]}        | {'a': 6}              | false
        {'a': [{'numeric': ['=', 5]}]}                 | {'a': '5'}            | false
        {'$or': [{'a': [1]}, {'b': [2]}]}              | {'b': 2}              | true
        {'$or': [{'a': [1]}, {'b': [2]}]}              | {'b': 3}              | false
        """)
    void patternMatches(String pattern, String event, boolean matches) throws Exception {
        assertThat(new EventPattern(json(pattern)).matches(json(event))).isEqualTo(matches);
    }

    @Test
    void rejectsUnknownOperatorsAndInvalidPatterns() {
        assertThatThrownBy(() -> new EventPattern(json("{'a': {'b': [{'cidr': '10.0.0.0/8'}]}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$.a.b: the local emulator does not know the operator 'cidr'");
        assertThatThrownBy(() -> new EventPattern(json("{'a': 'x'}")))
                .hasMessageContaining("$.a must be an object, got \"x\"");
    }

    private static JsonNode json(String text) throws Exception {
        return AwsJson.parse(text.replace('\'', '"'));
    }
}
