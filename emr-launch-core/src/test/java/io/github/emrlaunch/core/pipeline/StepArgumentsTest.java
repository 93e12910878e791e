package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.ExecutionInput;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.Interpreter;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aws;

/** The check of overrides of step arguments, evaluated by the interpreter. */
class StepArgumentsTest {
    private static final OverrideRule DAY = OverrideRule.of("2026-01-01").withPattern("\\d{4}-\\d{2}-\\d{2}");

    private static EmrStep jar(String name, String... arguments) {
        return EmrStep.of(name, "s3://jobs/job.jar", arguments).withOverridableArguments(arguments);
    }

    /** The violation that the check finds, and the arguments of each step. */
    static JsonNode run(List<EmrStep> steps, String input) throws InterruptedException {
        return run(steps, input, UnaryOperator.identity());
    }

    /** @param deployment resolves the tokens of the check, as a deployment does */
    private static JsonNode run(List<EmrStep> steps, String input, UnaryOperator<String> deployment)
            throws InterruptedException {
        StepArguments arguments = new StepArguments(steps, PipelineStates.INPUT, List.of());
        ObjectNode machine = Json.parseObject(StateMachineText.machine("", 60)
                .add("Read", arguments.check(Json.object(), "End"))
                .add("End", StateText.succeed())
                .toJson());
        ObjectNode output = Json.object().put("Violation", "{% $violation %}");
        steps.forEach(step -> output.set(step.name(), arguments.of(step)));
        ((ObjectNode) machine.at("/States/End")).set("Output", output);
        String check = Json.write(machine.at("/States/Read"));
        ((ObjectNode) machine.at("/States")).set("Read", Json.parse(deployment.apply(check)));
        ExecutionResult result = new Interpreter(new VirtualClock(), request -> {
                    throw new AssertionError("There is no task");
                })
                .start(
                        StateMachineDefinition.parse(Json.write(machine)),
                        new ExecutionIdentity(
                                "arn:aws:states:eu-west-1:123456789012:execution:pipeline:1",
                                "1",
                                "arn:aws:iam::123456789012:role/pipeline",
                                "arn:aws:states:eu-west-1:123456789012:stateMachine:pipeline",
                                "pipeline"),
                        ExecutionInput.parse(input),
                        event -> {})
                .await();
        assertThat(result.cause()).as("%s", result.error()).isNull();
        return Objects.requireNonNull(result.output());
    }

    private static String overrides(String step, String argument, String value) {
        ObjectNode input = Json.object();
        input.putObject("StepArgumentOverrides").putObject(step).put(argument, value);
        return Json.write(input);
    }

    static String violation(EmrStep step, String argument, String value) throws InterruptedException {
        String violation = run(List.of(step), overrides(step.name(), argument, value))
                .path("Violation")
                .asText();
        if (step.overridableArguments().containsValue(argument)) {
            assertThat(PipelineDocument.step(step)
                            .violation(argument, TextNode.valueOf(value))
                            .map(wrong -> "'StepArgumentOverrides.%s.%s' %s".formatted(step.name(), argument, wrong))
                            .orElse(""))
                    .as("what clients say, who check by what is stored")
                    .isEqualTo(violation);
        }
        return violation;
    }

    static Stream<String> texts() {
        return Stream.of(
                "it's",
                "say \"hi\"",
                "a\\b",
                "a {% $states.input %}",
                "%}",
                "{%",
                "{a,b}",
                "$.a.b[0]['c']",
                "a.b.c",
                "*",
                "..",
                "`a`",
                "Größe €",
                "日本",
                "😀",
                "a\nb\tc",
                "\u0000\u2028",
                "$a {b}",
                "",
                "constructor",
                "__proto__",
                "x".repeat(5_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void supportsAnyTextAsArgumentAndAsValue(String text) throws InterruptedException {
        EmrStep step = jar("Job", "first", text, "last");

        JsonNode named = run(List.of(step), overrides("Job", text, "instead"));
        JsonNode given = run(List.of(step), overrides("Job", "first", text));
        JsonNode asIs = run(List.of(step), "{}");

        assertThat(named.path("Violation").asText()).isEmpty();
        assertThat(named.path("Job")).isEqualTo(Json.parse("[\"first\", \"instead\", \"last\"]"));
        assertThat(given.path("Violation").asText()).isEmpty();
        assertThat(given.path("Job")).isEqualTo(Json.of(List.of(text, text, "last")));
        assertThat(asIs.path("Job")).isEqualTo(Json.of(List.of("first", text, "last")));
    }

    @Test
    void reportsStepNamesThatAreEqualAtDeployment() throws InterruptedException {
        List<EmrStep> steps = List.of(jar(Aws.REGION, "x"), jar(Aws.PARTITION, "y"), jar("C", "z"));

        JsonNode equal =
                run(steps, "{}", check -> check.replace(Aws.REGION, "Load").replace(Aws.PARTITION, "Load"));
        JsonNode different = run(steps, overrides("Load", "x", "other"), check -> check.replace(Aws.REGION, "Load")
                .replace(Aws.PARTITION, "Store"));

        assertThat(equal.path("Violation").asText())
                .isEqualTo("Steps of this pipeline have equal names, which are set at deployment: Load. "
                        + "Deploy it with a different name for each step");
        assertThat(different.path("Violation").asText()).isEmpty();
    }

    @Test
    void overridesAllEqualArgumentsOfOneStep() throws InterruptedException {
        JsonNode result = run(List.of(jar("A", "x", "y", "x"), jar("B", "x")), overrides("A", "x", "z"));

        assertThat(result.path("A")).isEqualTo(Json.parse("[\"z\", \"y\", \"z\"]"));
        assertThat(result.path("B")).isEqualTo(Json.parse("[\"x\"]"));
    }

    @Test
    void enforcesOverrideRules() throws InterruptedException {
        EmrStep step = SparkSubmitSteps.step("Job", "2026-01-01", "4g")
                .withOverrideRules(DAY, OverrideRule.of("4g").withAllowedValues("4g", "8g"));

        assertThat(violation(step, "2026-01-01", "2026-12-31")).isEmpty();
        assertThat(violation(step, "2026-01-01", "today"))
                .isEqualTo(
                        "'StepArgumentOverrides.Job.2026-01-01' must be a string, matching \\d{4}-\\d{2}-\\d{2}, got:"
                                + " \"today\"");
        assertThat(violation(step, "4g", "8g")).isEmpty();
        assertThat(violation(step, "4g", "16g"))
                .isEqualTo("'StepArgumentOverrides.Job.4g' must be one of 4g, 8g, got: \"16g\"");
        assertThat(violation(step, "4g", ""))
                .isEqualTo("'StepArgumentOverrides.Job.4g' must not be empty: command-runner.jar leaves out empty"
                        + " arguments");
    }

    /** The same command-runner step, with and without a rule. */
    private static final class SparkSubmitSteps {
        private SparkSubmitSteps() {}

        static EmrStep step(String name, String... arguments) {
            return EmrStep.of(
                            name,
                            "command-runner.jar",
                            Stream.concat(Stream.of("spark-submit", "app.py"), Stream.of(arguments))
                                    .toList())
                    .withOverridableArguments(arguments);
        }
    }

    @Test
    void reportsAllViolationsOfBothSpellings() throws InterruptedException {
        String violation = run(List.of(jar("A", "x"), jar("B", "y", "z")), """
            {"StepArgumentOverrides": {"A": {"x": 1}, "B": {"y": true, "z": "fine"}}, "StepArgOverrides": {"C": {}}}\
            """)
                .path("Violation")
                .asText();

        assertThat(violation)
                .isEqualTo("'StepArgumentOverrides.A.x' must be a string, got: 1; 'StepArgumentOverrides.B.y' must be a"
                        + " string, got: true; 'StepArgOverrides.C' is no step of this pipeline. Steps: A, B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "123456789012345678901234567890"})
    void rejectsLargeNumbers(String number) throws InterruptedException {
        String violation = run(
                        List.of(jar("A", "x")), "{\"StepArgumentOverrides\": {\"A\": {\"x\": %s}}}".formatted(number))
                .path("Violation")
                .asText();

        assertThat(violation)
                .matches("'StepArgumentOverrides.A.x' must be a string, got: .*|The input cannot be checked: .*");
        assertThat(violation).hasSizeLessThan(400);
    }

    @Test
    void limitsLengthOfViolation() throws InterruptedException {
        List<EmrStep> steps = IntStream.range(0, 256)
                .mapToObj(i -> jar("Step %03d %s".formatted(i, "x".repeat(60)), "argument"))
                .toList();

        assertThat(run(steps, overrides("None", "x", "y")).path("Violation").asText())
                .startsWith("'StepArgumentOverrides.None' is no step of this pipeline. Steps: Step 000")
                .endsWith("…")
                .hasSize(8_193);
    }

    /** An evaluation is at most 100 levels deep. */
    @Test
    void checksHundredsOfArgumentsWithTheirOwnRules() throws InterruptedException {
        List<EmrStep> steps = IntStream.range(0, 200)
                .mapToObj(i -> jar("Step " + i, "s3://in/" + i, "b")
                        .withOverrideRules(OverrideRule.of("s3://in/" + i)
                                .withPrefix("s3://in/")
                                .withPattern("s3://in/[a-z]{1,%d}".formatted(i + 1))
                                .withAllowedValues("s3://in/x", "s3://in/" + i)))
                .toList();

        assertThat(run(steps, overrides("Step 150", "s3://in/150", "s3://in/x")).path("Step 150"))
                .isEqualTo(Json.parse("[\"s3://in/x\", \"b\"]"));
        assertThat(run(steps, overrides("Step 150", "s3://in/150", "s3://in/../x"))
                        .path("Violation")
                        .asText())
                .startsWith("'StepArgumentOverrides.Step 150.s3://in/150' must be one of s3://in/x, s3://in/150, ");
    }

    @Test
    void rejectsInvalidOverrideRules() {
        EmrStep step = EmrStep.of("Job", "command-runner.jar", "hadoop", "--conf", "x", Aws.REGION)
                .withOverridableArguments("x");

        assertThatThrownBy(() -> step.withOverrideRules(OverrideRule.of("y")))
                .hasMessageStartingWith(
                        "Step 'Job': 'overrideRules' must be for arguments that an execution can override, got a rule"
                                + " for 'y'. Arguments of the step: [hadoop, --conf, x, ");
        for (String fixed : List.of("hadoop", "--conf")) {
            assertThatThrownBy(() -> step.withOverrideRules(OverrideRule.of(fixed)))
                    .as(fixed)
                    .hasMessageContaining("got a rule for '%s'", fixed);
        }
        assertThatThrownBy(() -> step.withOverrideRules(OverrideRule.of("x").withMinimum(1)))
                .hasMessage(
                        "Step 'Job': the rule for 'x' must be one for strings, as all arguments are, got: a number, 1"
                                + " or more");
        assertThatThrownBy(() -> step.withOverrideRules(OverrideRule.of("x").withAllowedValues("1", 2)))
                .hasMessageContaining("must be one for strings");
        EmrStep ruled = step.withOverrideRules(OverrideRule.of("x"));
        assertThatThrownBy(ruled::withOverridableArguments).hasMessageContaining("got a rule for 'x'");
    }
}
