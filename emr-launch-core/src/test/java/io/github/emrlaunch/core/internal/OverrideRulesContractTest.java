package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.Jsonata;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ValueType;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.ExecutionInput;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.Interpreter;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule of an override has the same results in Java, where functions check, and in JSONata, where state machines check. */
class OverrideRulesContractTest {
    private static final OverrideRule COUNT =
            OverrideRule.of("Count").withDefault(2).withMinimum(1).withMaximum(10);
    private static final OverrideRule SIZE =
            OverrideRule.of("Size").withDefault("4g").withAllowedValues("4g", "8g", "it's {% \"it\" %}\\");
    private static final OverrideRule DAY = OverrideRule.of("Day").withPattern("\\d{4}-\\d{2}-\\d{2}");
    private static final OverrideRule PATH = OverrideRule.of("Path").withPrefix("s3://data/in/");

    private static final String INTEGER = "must be an integer, 1 to 10, got: ";
    private static final String ONE_OF = "must be one of 4g, 8g, it's {% \"it\" %}\\, got: ";
    private static final String A_DAY = "must be a string, matching \\d{4}-\\d{2}-\\d{2}, got: ";
    private static final String A_PATH =
            "must be a string, beginning with s3://data/in/, without .., commas, { } or \\ in it, got: ";

    static Stream<Arguments> cases() {
        return Stream.of(numbers(), values(), patterns(), paths(), types()).flatMap(List::stream);
    }

    private static List<Arguments> numbers() {
        OverrideRule any = OverrideRule.of("N").withType(ValueType.NUMBER);
        OverrideRule fraction = any.withMinimum(-0.5).withMaximum(2.5);
        OverrideRule integer = OverrideRule.of("N").withType(ValueType.INTEGER);
        OverrideRule bounded = OverrideRule.of("N").withMaximum(5);
        return List.of(
                arguments(COUNT, "1", ""),
                arguments(COUNT, "10", ""),
                arguments(COUNT, "10.0", ""),
                arguments(COUNT, "1e1", ""),
                arguments(COUNT, "0", INTEGER + "0"),
                arguments(COUNT, "-1", INTEGER + "-1"),
                arguments(COUNT, "11", INTEGER + "11"),
                arguments(COUNT, "1.5", INTEGER + "1.5"),
                arguments(COUNT, "0.0000001", INTEGER + "1e-7"),
                arguments(COUNT, "1e21", INTEGER + "1e+21"),
                arguments(COUNT, "1.5e300", INTEGER + "1.5e+300"),
                arguments(COUNT, "9223372036854775807", INTEGER + "9223372036854780000"),
                arguments(COUNT, "123456789012345678901234567890", INTEGER + "1.23456789012346e+29"),
                arguments(COUNT, "\"2\"", INTEGER + "\"2\""),
                arguments(COUNT, "true", INTEGER + "true"),
                arguments(COUNT, "null", INTEGER + "null"),
                arguments(COUNT, "[2]", INTEGER + "a list"),
                arguments(COUNT, "[]", INTEGER + "a list"),
                arguments(COUNT, "{\"a\": 2}", INTEGER + "an object"),
                arguments(COUNT, "", INTEGER + "nothing"),
                arguments(integer, "9007199254740991", ""),
                arguments(integer, "-9007199254740991", ""),
                arguments(integer, "9007199254740992", "must be an integer, got: 9007199254740990"),
                arguments(integer, "9007199254740993", "must be an integer, got: 9007199254740990"),
                arguments(integer, "0", ""),
                arguments(any, "1e308", ""),
                arguments(any, "-12.75", ""),
                arguments(fraction, "-0.5", ""),
                arguments(fraction, "2.50", ""),
                arguments(fraction, "2.51", "must be a number, -0.5 to 2.5, got: 2.51"),
                arguments(fraction.withoutMaximum(), "-1", "must be a number, -0.5 or more, got: -1"),
                arguments(bounded, "5", ""),
                arguments(bounded, "6", "must be a number, 5 or less, got: 6"),
                arguments(bounded, "\"6\"", "must be a number, 5 or less, got: \"6\""),
                arguments(OverrideRule.of("N").withAllowedValues(2, 4L, 8.0), "8", ""),
                arguments(OverrideRule.of("N").withAllowedValues(2, 4L, 8.0), "4.0", ""),
                arguments(
                        OverrideRule.of("N").withAllowedValues(2, 4L, 8.0),
                        "\"4\"",
                        "must be one of 2, 4, 8, got: \"4\""),
                arguments(
                        OverrideRule.of("N").withAllowedValues(2, 4L, 8.0),
                        "[2, 4]",
                        "must be one of 2, 4, 8, got: a list"));
    }

    private static List<Arguments> values() {
        return List.of(
                arguments(SIZE, "\"4g\"", ""),
                arguments(SIZE, Json.write(Json.of("it's {% \"it\" %}\\")), ""),
                arguments(SIZE, "\"4G\"", ONE_OF + "\"4G\""),
                arguments(SIZE, "\"\"", ONE_OF + "\"\""),
                arguments(SIZE, "\"8g --class \\\"Evil\\\"\"", ONE_OF + "\"8g --class \"Evil\"\""),
                arguments(SIZE, "\"{% $states.input %}\"", ONE_OF + "\"{% $states.input %}\""),
                arguments(SIZE, "[\"4g\"]", ONE_OF + "a list"),
                arguments(SIZE, "4", ONE_OF + "4"),
                arguments(SIZE, Json.write(Json.of("x".repeat(100))), ONE_OF + '"' + "x".repeat(100) + '"'),
                arguments(SIZE, Json.write(Json.of("x".repeat(101))), ONE_OF + '"' + "x".repeat(100) + "…\""),
                arguments(SIZE, Json.write(Json.of("😀".repeat(101))), ONE_OF + '"' + "😀".repeat(100) + "…\""),
                arguments(OverrideRule.of("B").withAllowedValues(true), "true", ""),
                arguments(OverrideRule.of("B").withAllowedValues(true), "false", "must be one of true, got: false"));
    }

    private static List<Arguments> patterns() {
        OverrideRule words = OverrideRule.of("P").withPattern("(?:[a-z\\]/]+|%\\{[^\\d-]{1,2}\\}|\\(|\\.\\*)?");
        OverrideRule anything = OverrideRule.of("P").withPattern(".*");
        return List.of(
                arguments(DAY, "\"2026-01-31\"", ""),
                arguments(DAY, "\"2026-01-31\\n\"", A_DAY + "\"2026-01-31\n\""),
                arguments(DAY, "\"x2026-01-31\"", A_DAY + "\"x2026-01-31\""),
                arguments(DAY, "\"2026-01-31 --conf\"", A_DAY + "\"2026-01-31 --conf\""),
                arguments(DAY, "\"२०२६-०१-३१\"", A_DAY + "\"२०२६-०१-३१\""),
                arguments(DAY, "20260131", A_DAY + "20260131"),
                arguments(DAY, "[\"2026-01-31\"]", A_DAY + "a list"),
                arguments(words, "\"\"", ""),
                arguments(words, "\"a]/\"", ""),
                arguments(OverrideRule.of("P").withPattern("%\\{[^\\d-]{1,2}\\}"), "\"%{x}\"", ""),
                arguments(
                        words,
                        "\"%{x1}\"",
                        "must be a string, matching " + words.pattern()
                                + ", without .., commas, { } or \\ in it, got: \"%{x1}\""),
                arguments(words, "\"(\"", ""),
                arguments(words, "\".*\"", ""),
                arguments(
                        words,
                        "\"..\"",
                        "must be a string, matching " + words.pattern()
                                + ", without .., commas, { } or \\ in it, got: \"..\""),
                arguments(anything, "\"é€ a\\u00a0b\"", ""),
                arguments(anything, "\"a\\nb\"", "must be a string, matching .*, got: \"a\nb\""),
                arguments(anything, "\"\\u2028\"", "must be a string, matching .*, got: \"\u2028\""),
                arguments(anything, "\"😀\"", "must be a string, matching .*, got: \"😀\""));
    }

    private static List<Arguments> paths() {
        return List.of(
                arguments(PATH, "\"s3://data/in/\"", ""),
                arguments(PATH, "\"s3://data/in/a/b..csv\"", ""),
                arguments(PATH, "\"s3://data/in/😀\"", ""),
                arguments(PATH, "\"s3://data/in\"", A_PATH + "\"s3://data/in\""),
                arguments(PATH, "\"\"", A_PATH + "\"\""),
                arguments(PATH, "\"S3://data/in/a\"", A_PATH + "\"S3://data/in/a\""),
                arguments(PATH, "\"s3://data/in/../out\"", A_PATH + "\"s3://data/in/../out\""),
                arguments(PATH, "\"s3://data/in/..\"", A_PATH + "\"s3://data/in/..\""),
                arguments(PATH, "\"s3://data/in/{a,/../out}\"", A_PATH + "\"s3://data/in/{a,/../out}\""),
                arguments(PATH, "\"s3://data/in/{.,}./out\"", A_PATH + "\"s3://data/in/{.,}./out\""),
                arguments(PATH, "\"s3://data/in/a}\"", A_PATH + "\"s3://data/in/a}\""),
                arguments(PATH, "\"s3://data/in/.\\\\./out\"", A_PATH + "\"s3://data/in/.\\./out\""),
                arguments(PATH, "\"s3://data/in/a,s3://secret/b\"", A_PATH + "\"s3://data/in/a,s3://secret/b\""),
                arguments(PATH, "\"s3://data/in/*.csv\"", ""),
                arguments(PATH, "{}", A_PATH + "an object"),
                arguments(OverrideRule.of("P").withPrefix("it's {% \"").withPattern(".*[ab]"), "\"it's {% \\\"b\"", ""),
                arguments(
                        OverrideRule.of("P").withPrefix("a").withPattern(".*b"),
                        "\"ac\"",
                        "must be a string, beginning with a, matching .*b, got: \"ac\""));
    }

    private static List<Arguments> types() {
        OverrideRule any = OverrideRule.of("Any");
        return List.of(
                arguments(any, "[]", ""),
                arguments(any, "false", ""),
                arguments(any, "0", ""),
                arguments(any, "\"\"", ""),
                arguments(any, "null", "must be a value, got: null"),
                arguments(any, "", "must be a value, got: nothing"),
                arguments(any.withType(ValueType.LIST), "[null]", ""),
                arguments(any.withType(ValueType.LIST), "{}", "must be a list, got: an object"),
                arguments(any.withType(ValueType.OBJECT), "{\"a\": null}", ""),
                arguments(any.withType(ValueType.OBJECT), "[{}]", "must be an object, got: a list"),
                arguments(any.withType(ValueType.BOOLEAN), "false", ""),
                arguments(any.withType(ValueType.BOOLEAN), "\"false\"", "must be true or false, got: \"false\""),
                arguments(any.withType(ValueType.STRING), "\"null\"", ""),
                // Rules that nothing satisfies.
                arguments(
                        any.withType(ValueType.STRING).withMaximum(3),
                        "\"2\"",
                        "must be a string, 3 or less, got: \"2\""),
                arguments(
                        any.withType(ValueType.INTEGER).withPrefix("2"),
                        "2",
                        "must be an integer, beginning with 2, got: 2"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void javaAndJsonataReturnSameViolation(OverrideRule rule, String value, String expected) throws Exception {
        JsonNode given = value.isEmpty() ? Json.object().path("none") : Json.parse(value);
        String inJava = rule.violation(given);

        assertThat(inJava == null ? "" : inJava).isEqualTo(expected);
        assertThat(inJsonata(rule, value)).isEqualTo(expected);
    }

    /** JSONata has no infinity and fails: a state machine checks in a state with a Catch field. */
    @Test
    void javaRejectsNumberBeyondDouble() {
        assertThat(COUNT.violation(Json.parse("1e400"))).isEqualTo(INTEGER + "a number out of range");
    }

    private static String inJsonata(OverrideRule rule, String value) throws Exception {
        ObjectNode machine = Json.object().put("QueryLanguage", "JSONata").put("StartAt", "Check");
        machine.putObject("States")
                .putObject("Check")
                .put("Type", "Succeed")
                .put(
                        "Output",
                        Jsonata.expression("( $value := $lookup($states.input, 'Value'); %s )"
                                .formatted(OverrideConditions.violation(rule, "$value"))));
        ExecutionResult result = new Interpreter(new VirtualClock(), request -> {
                    throw new AssertionError("There is no task");
                })
                .start(
                        StateMachineDefinition.parse(Json.write(machine)),
                        new ExecutionIdentity(
                                "arn:aws:states:eu-west-1:123456789012:execution:check:1",
                                "1",
                                "arn:aws:iam::123456789012:role/check",
                                "arn:aws:states:eu-west-1:123456789012:stateMachine:check",
                                "check"),
                        ExecutionInput.parse(value.isEmpty() ? "{}" : "{\"Value\": %s}".formatted(value)),
                        event -> {})
                .await();
        assertThat(result.cause()).as("cause").isNull();
        return Objects.requireNonNull(result.output()).asText();
    }
}
