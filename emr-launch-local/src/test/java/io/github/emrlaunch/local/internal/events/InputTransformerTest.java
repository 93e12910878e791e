package io.github.emrlaunch.local.internal.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sources: "Amazon EventBridge input transformation" (EventBridge user guide), its section "Common issues"; "InputTransformer"
 * (EventBridge API reference); and recordings of EventBridge by LocalStack
 * ({@code tests/aws/services/events/test_events_inputs.snapshot.json}, tests marked {@code aws.validated}).
 */
class InputTransformerTest {
    private static final Rule RULE = new Rule(
            "arrivals",
            "arn:aws:events:us-east-1:123456789012:rule/arrivals",
            "default",
            "events",
            null,
            null,
            List.of());

    /** Recorded: TestInputTransformer, input_template_json and nested_keys_replacement. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\" : <key>} | {\"id\" : \"in/a.csv\"}",
                "{\"id\" : \"<key>\"} | {\"id\" : \"in/a.csv\"}",
                "{\"paths\": \"in <bucket>/<bucket>\"} | {\"paths\": \"in landing/landing\"}",
                "{\"all\": [<key>, \"fixed\"]} | {\"all\": [\"in/a.csv\", \"fixed\"]}",
                "{\"object\": <object>} | {\"object\": {\"key\":\"in/a.csv\",\"size\":7}}",
                "{\"size\": <size>, \"old\": <old>} | {\"size\": 7, \"old\": null}",
                "{\"list\": <list>} | {\"list\": [\"HIGH\"]}"
            })
    void quotesStringValuesOnlyOutsideOfTemplateStrings(String template, String expected) {
        assertThat(transformed(template)).isEqualTo(expected);
    }

    /** Recorded: a variable without a value is an empty string; within a text it is removed. */
    @Test
    void replacesMissingPathsWithEmptyStrings() {
        assertThat(transformed("{\"a\": <missing>, \"b\": \"of <missing>!\"}"))
                .isEqualTo("{\"a\": \"\", \"b\": \"of !\"}");
        assertThat(transformed("\"of <missing>!\"")).isEqualTo("\"of !\"");
    }

    /** Documented: EventBridge doesn't escape values; recorded: the event is not delivered (nested_keys_replacement_not_valid). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": <quoted>}",
                "{\"id\": \"from <quoted>\"}",
                "\"from <quoted>\"",
                "{\"id\": <lines>}",
                "{\"text\": \"<object>\"}",
                "{\"text\": \"<list>\"}"
            })
    void throwsWhenUnescapedValuesMakeInvalidJson(String template) {
        assertThatThrownBy(() -> transformed(template))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("is not JSON");
    }

    @Test
    void unescapedEventTextCanAddMembersToTheOutput() {
        assertThat(transformed("{\"id\": <injection>}")).isEqualTo("{\"id\": \"x\",\"admin\":\"true\"}");
    }

    /** Documented: internal quotes are removed from an object in a text. Recorded with the result {acc_id:…}. */
    @Test
    void removesQuotesOfObjectsWithinStrings() {
        assertThat(transformed("\"Got <object>\"")).isEqualTo("\"Got {key:in/a.csv,size:7}\"");
        assertThat(transformed("\"<list> is it\"\n\"<key> too\"")).isEqualTo("\"[HIGH] is it\"\n\"in/a.csv too\"");
    }

    /** Recorded: TestInputTransformer.test_input_transformer_predefined_variables. */
    @Test
    void replacesPredefinedVariables() {
        assertThat(transformed("\"<aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>\""))
                .isEqualTo("\"" + RULE.arn() + " arrivals 2026-01-01T00:00:00Z\"");
        assertThat(transformed("{\"a\": <aws.events.event>, \"b\": <aws.events.event.json>}"))
                .isEqualTo("{\"a\": {\"detailType\":\"Object Created\",\"time\":\"2026-01-01T00:00:00Z\"}, \"b\": "
                        + event() + "}");
    }

    @Test
    void supportsIndicesAndWildcardsInPaths() {
        assertThat(transformed("{\"first\": <first>, \"keys\": <keys>}"))
                .isEqualTo("{\"first\": \"k1\", \"keys\": [\"k1\",\"k2\"]}");
    }

    /** Recorded: ValidationException of PutTargets for the first; the others according to the API reference. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Got <unknown>\" | contains invalid placeholder unknown.",
                "<key> is in <bucket> | Invalid InputTemplate for target T",
                "{\"a\": <key> | Invalid InputTemplate for target T",
                "{<key>: 1} | Invalid InputTemplate for target T",
                "{\"<key>\": 1} | cannot be an object key"
            })
    void rejectsInvalidTemplates(String template, String message) {
        assertThatThrownBy(() -> transformer(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"detail.key", "$.detail['key']", "$..key", "$.detail.a[?(@.b)]", "$."})
    void rejectsUnsupportedPaths(String path) {
        ObjectNode transformer = AwsJson.object().put("InputTemplate", "{}");
        transformer.putObject("InputPathsMap").put("a", path);

        assertThatThrownBy(() -> new InputTransformer("T", transformer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InputPathsMap.a: a path has dots");
    }

    @Test
    void rejectsTooManyVariablesReservedNamesAndLongTemplates() {
        ObjectNode many = AwsJson.object().put("InputTemplate", "{}");
        ObjectNode paths = many.putObject("InputPathsMap");
        IntStream.rangeClosed(1, 101).forEach(i -> paths.put("v" + i, "$.id"));
        ObjectNode reserved = AwsJson.object().put("InputTemplate", "{}");
        reserved.putObject("InputPathsMap").put("aws.mine", "$.id");

        assertThatThrownBy(() -> new InputTransformer("T", many)).hasMessageContaining("more than 100 variables: 101");
        assertThatThrownBy(() -> new InputTransformer("T", reserved)).hasMessageContaining("got: aws.mine");
        assertThatThrownBy(() -> transformer("\"" + "x".repeat(8191) + "\"")).hasMessageContaining("1 to 8192");
    }

    /** Recorded: test_put_event_input_path_and_input_transformer. */
    @Test
    void rejectsTargetsWithTwoInputsOrInvalidInput() {
        ObjectNode target =
                AwsJson.object().put("Id", "T").put("InputPath", "$.detail").put("Input", "{}");

        assertThatThrownBy(() -> TargetInput.parse(target))
                .hasMessage("Only one of Input, InputPath, or InputTransformer must be provided for target T.");
        assertThatThrownBy(
                        () -> TargetInput.parse(AwsJson.object().put("Id", "T").put("Input", "no JSON")))
                .hasMessage("Input for target T is not a valid JSON text.");
    }

    private static String transformed(String template) {
        return transformer(template).of(event(), RULE);
    }

    private static InputTransformer transformer(String template) {
        ObjectNode transformer = AwsJson.object().put("InputTemplate", template);
        ObjectNode paths = transformer.putObject("InputPathsMap");
        List.of("key", "size").forEach(name -> paths.put(name, "$.detail.object." + name));
        List.of("bucket", "object", "old", "list", "missing", "quoted", "lines", "injection")
                .forEach(name -> paths.put(name, "$.detail." + name));
        paths.put("first", "$.detail.records[0].key").put("keys", "$.detail.records[*].key");
        return new InputTransformer("T", transformer);
    }

    private static JsonNode event() {
        ObjectNode event = AwsJson.object().put("detail-type", "Object Created").put("time", "2026-01-01T00:00:00Z");
        ObjectNode detail = event.putObject("detail").put("bucket", "landing").putNull("old");
        detail.putObject("object").put("key", "in/a.csv").put("size", 7);
        detail.putArray("list").add("HIGH");
        detail.put("quoted", "a\"b").put("lines", "a\nb").put("injection", "x\",\"admin\":\"true");
        detail.putArray("records")
                .add(AwsJson.object().put("key", "k1"))
                .add(AwsJson.object().put("key", "k2"));
        return event;
    }
}
