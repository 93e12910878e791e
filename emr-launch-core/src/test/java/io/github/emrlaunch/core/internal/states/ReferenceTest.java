package io.github.emrlaunch.core.internal.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.TaskInput;

/** <a href="https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html">Paths</a> as JSONata. */
class ReferenceTest {
    private static Reference of(String text) {
        return Reference.of("table", text, Reference.STATE_INPUT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        $                          | $states.input
        $.table                    | $states.input.table
        $.orders[0].table          | $states.input.orders[0].table
        $['a key'].b               | $states.input.`a key`.b
        $["a-key"]                 | $states.input.`a-key`
        $.in.or                    | $states.input.`in`.`or`
        $.Größe                    | $states.input.`Größe`
        $$.Execution.StartTime     | $states.context.Execution.StartTime
        $$.Map.Item.Value.table    | $states.context.Map.Item.Value.table
        $$                         | $states.context
        $day                       | $day
        $day.first[-1]             | $day.first[-1]
        """)
    void convertsPathToJsonataExpression(String path, String expression) {
        assertThat(of(JsonPath.stringAt(path)).inState()).isEqualTo("{% " + expression + " %}");
        assertThat(Reference.atPath("path", path, Reference.STATE_INPUT).inState())
                .isEqualTo("{% " + expression + " %}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.orders[*].table",
                "$..table",
                "$.orders[?(@.big)]",
                "$.orders[0:2]",
                "$.orders[0,1]",
                "$.orders.length()"
            })
    void rejectsPathThatSelectsSeveralValues(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(JsonPath.stringAt(path)))
                .withMessageContainingAll("'table' must be a path of names and indexes", "got: " + path, "{% ");
    }

    static List<String> functions() {
        return List.of(
                JsonPath.format("{}-{}", JsonPath.stringAt("$.a"), JsonPath.stringAt("$.b")),
                JsonPath.uuid(),
                JsonPath.arrayGetItem(JsonPath.listAt("$.a"), 0),
                JsonPath.jsonToString(JsonPath.objectAt("$.a")));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void rejectsIntrinsicFunction(String function) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(function))
                .withMessageContainingAll("'table' must be a path of names and indexes", "States.");
    }

    @Test
    void rejectsReferenceInsideText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("orders/" + JsonPath.stringAt("$.day")))
                .withMessageContainingAll("'table' must be a single reference", "{% 'orders/' & ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "$.table",
                "$$.Execution.Id",
                "States.UUID()",
                "",
                "a {% b %} c",
                "{%",
                "{% a",
                " {% a %}"
            })
    void treatsOtherTextsAsLiterals(String text) {
        Reference reference = of(text);

        assertThat(reference.isLiteral()).isTrue();
        assertThat(reference.literal()).isEqualTo(text);
        assertThat(Reference.isExpression(reference.inState())).isEqualTo(text.contains("{%") || text.contains("%}"));
    }

    @Test
    void keepsDeploymentTokens() {
        String bucket = "s3://logs-" + Aws.ACCOUNT_ID + "/in";

        assertThat(of(bucket).inState()).isEqualTo(bucket);
    }

    @Test
    void acceptsJsonataExpression() {
        assertThat(of("{% 'a' & $states.input.b %}").inState()).isEqualTo("{% 'a' & $states.input.b %}");
        assertThat(of("{% 'a' & $states.input.b %}").expression()).isEqualTo("('a' & $states.input.b)");
    }

    @Test
    void acceptsListReferenceInsideList() {
        List<String> arguments = new ArrayList<>(List.of("load.py"));
        arguments.addAll(JsonPath.listAt("$.Args"));
        arguments.add(JsonPath.stringAt("$.Day"));

        List<Reference> references = Reference.ofAll("arguments", arguments, Reference.STATE_INPUT);

        assertThat(references).extracting(Reference::isList).containsExactly(false, true, false);
        assertThat(references)
                .extracting(Reference::expression)
                .containsExactly("\"load.py\"", "($states.input.Args)", "($states.input.Day)");
    }

    @Test
    void convertsReferencesInObjectsListsAndNumbers() {
        Object input = TaskInput.fromObject(Map.of(
                        "Tables", JsonPath.listAt("$.tables"),
                        "Count", JsonPath.numberAt("$.count"),
                        "Nested",
                                Map.of(
                                        "All",
                                        JsonPath.objectAt("$"),
                                        "Day.$",
                                        "$.day",
                                        "Fixed",
                                        List.of("a", 1, true))))
                .getValue();

        assertThat(StateValues.inState("input", input, Reference.STATE_INPUT)).isEqualTo(Json.parse("""
                {"Tables": "{% $states.input.tables %}", "Count": "{% $states.input.count %}",
                 "Nested": {"All": "{% $states.input %}", "Day": "{% $states.input.day %}", "Fixed": ["a", 1, true]}}"""));
    }
}
