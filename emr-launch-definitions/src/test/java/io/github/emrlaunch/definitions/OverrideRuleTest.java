package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of overrides. {@code OverrideRulesContractTest} of the core module tests their violations with two engines. */
class OverrideRuleTest {
    @Test
    void describesItsConstraint() {
        OverrideRule memory = OverrideRule.of("Memory").withDefault("4g").withAllowedValues("4g", "8g");
        OverrideRule executors =
                OverrideRule.of("Executors").withDefault(2).withMinimum(1).withMaximum(10);
        OverrideRule input =
                OverrideRule.of("Input").withDefault("s3://data/in/a.csv").withPrefix("s3://data/in/");
        OverrideRule day = OverrideRule.of("Day").withDefault("2026-01-31").withPattern("\\d{4}-\\d{2}-\\d{2}");

        assertThat(memory.constraint()).isEqualTo("one of 4g, 8g");
        assertThat(executors.constraint()).isEqualTo("an integer, 1 to 10");
        assertThat(executors.withoutMaximum().constraint()).isEqualTo("an integer, 1 or more");
        assertThat(executors.withoutMinimum().constraint()).isEqualTo("an integer, 10 or less");
        assertThat(input.constraint())
                .isEqualTo("a string, beginning with s3://data/in/, without .., commas, { } or \\ in it");
        assertThat(day.constraint()).isEqualTo("a string, matching \\d{4}-\\d{2}-\\d{2}");
        assertThat(OverrideRule.of("Share").withMaximum(0.5).constraint()).isEqualTo("a number, 0.5 or less");
        assertThat(OverrideRule.of("Anything").constraint()).isEqualTo("a value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``           | it is empty
            ^a           | remove ^, because the complete value must match
            a$           | remove $, because the complete value must match
            (a           | it has a ( without a )
            a)           | it has a ) without a (
            [a           | it has a [ without a ]
            []           | a ] within [ ] must be written \\]
            [[a]]        | a [ within [ ] must be written \\[
            [z-a]        | the range z-a is in reverse order
            a{2          | it has a { without a }
            a{2,1}       | {2,1} is in reverse order
            a{,2}        | between { and } it must have numbers up to 1000
            a{1001}      | between { and } it must have numbers up to 1000
            {a}          | a { must be written \\{
            *a           | there is nothing before * to repeat
            a**          | there is nothing before * to repeat
            a++          | it has a possessive quantifier, which JSONata does not support
            (?i)a        | it has a (? other than (?:
            (?=a)        | it has a (? other than (?:
            (?<n>a)      | it has a (? other than (?:
            (a)\\1       | it has \\1, which Java and JSONata may interpret differently
            \\bword      | it has \\b, which Java and JSONata may interpret differently
            \\s          | it has \\s, which Java and JSONata may interpret differently
            \\p{L}       | it has \\p, which Java and JSONata may interpret differently
            \\Qa\\E      | it has \\Q, which Java and JSONata may interpret differently
            [\\D]        | it has \\D, which Java and JSONata may interpret differently
            a\\          | it ends with a backslash
            """)
    void rejectsPatternsThatJavaAndJsonataCouldInterpretDifferently(String pattern, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideRule.of("X").withPattern(pattern))
                .withMessageStartingWith("The pattern %s can't be used: %s.".formatted(pattern, reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u2028", "😀", "[😀]", "\u0000"})
    void rejectsPatternsWithControlOrSupplementaryCharacters(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideRule.of("X").withPattern(pattern))
                .withMessageContaining("it has a control character, a line break or a character above U+FFFF");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\d{4}-\\d{2}",
                "m7g\\.(?:x|2x)large",
                "[^\\w.-]+?",
                "a|b|",
                "[-a-f\\d-]",
                "[&&a]",
                "x{2,}",
                "#~ <>/%\\{\\}",
                "[\\]\\[\\^]",
                "(ab)*",
                "é+",
                "[!-~]"
            })
    void acceptedPatternsMatchAsInJava(String pattern) {
        Pattern inJava = Pattern.compile(pattern.replace("&&", "&"));

        for (String text : new String[] {
            "2026-01",
            "m7g.xlarge",
            "m7gxxlarge",
            "a",
            "",
            "-",
            "f",
            "4",
            "&",
            "xx",
            "xxx",
            "]",
            "^",
            "[",
            "abab",
            "éé",
            "!",
            "~",
            "#~ <>/%{}",
            "\\",
            "@",
            "b"
        }) {
            assertThat(new TextPattern(pattern).matches(text))
                    .as("%s, %s", pattern, text)
                    .isEqualTo(inJava.matcher(text).matches());
        }
    }

    /** The CDK represents numbers that are known only at deployment by huge numbers. */
    @Test
    void doesNotCompareMinimumAndMaximumThatAreTokens() {
        double token = -1.8881545897087654e289;

        assertThat(OverrideRule.of("Name").withMinimum(1).withMaximum(token).maximum())
                .isNotNull();
        assertThat(OverrideRule.of("Name").withMaximum(1).withMinimum(token).minimum())
                .isNotNull();
    }

    @Test
    void rejectsTokensAsTargetOrPattern() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideRule.of("${Token[TOKEN.1]}"))
                .withMessage(
                        "The target of an override must be known at synthesis, got a value that is known only at deployment");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideRule.of("Name").withPattern("a${Token[TOKEN.1]}"))
                .withMessageStartingWith("The pattern of an override must be known at synth");
    }

    @Test
    void rejectsInvalidConstraints() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideRule.of("Name").withMaximum(1).withMinimum(10))
                .withMessage("The override of 'Name' has a minimum (10) above its maximum (1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideRule.of("Name").withPrefix(""))
                .withMessage("The prefix of the override of 'Name' must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideRule.of("Name").withAllowedValues("a", Json.object()))
                .withMessage(
                        "The allowed values of the override of 'Name' must be strings, numbers or booleans, got: {}");
    }

    /** A list from a file that happens to be empty must not allow every value. */
    @Test
    void rejectsAnEmptyListOfAllowedValues() {
        OverrideRule rule = OverrideRule.of("Type");
        String message = "The list of allowed values of the override of 'Type' is empty, which would not limit "
                + "the value. List at least one value, or remove withAllowedValues";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.withAllowedValues())
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.withAllowedValues(List.of()))
                .withMessage(message);
    }

    /** The readers of the library have always taken such a rule; it has no limit. */
    @Test
    void readsAStoredEmptyListAsNoLimit() {
        ObjectNode stored = Json.object().put("JsonPath", "Name");
        stored.putArray("AllowedValues");

        OverrideRule rule = OverrideRule.read(new Members(stored, "Overrides.Name"));

        assertThat(rule.violation(Json.of("any"))).isNull();
    }
}
