package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchInputTest {
    @Test
    void isReadAsItIsWritten() {
        LaunchInput input =
                new LaunchInput(Map.of("CoreInstanceCount", IntNode.valueOf(4)), List.of(new Tag("team", "etl")), true);

        assertThat(input.toJson()).isEqualTo(Json.parse("""
                        {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4},
                         "Tags": [{"Key": "team", "Value": "etl"}], "FailIfClusterRunning": true}"""));
        assertThat(LaunchInput.read(input.toJson())).isEqualTo(input);
    }

    @Test
    void builderWritesTypedValuesAndRejectsReservedTags() {
        LaunchInput input = LaunchInput.builder()
                .override("CoreInstanceCount", 4)
                .override("ClusterName", "nightly")
                .override("Protected", true)
                .tag("team", "sales")
                .tag("team", "etl")
                .failIfClusterRunning(false)
                .build();

        assertThat(Json.write(input.toJson()))
                .isEqualTo("{\"ClusterConfigurationOverrides\":"
                        + "{\"CoreInstanceCount\":4,\"ClusterName\":\"nightly\",\"Protected\":true},"
                        + "\"Tags\":[{\"Key\":\"team\",\"Value\":\"etl\"}],\"FailIfClusterRunning\":false}");
        assertThatThrownBy(() -> LaunchInput.builder().tag("aws:x", "y")).hasMessageContaining("reserved by AWS");
    }

    @Test
    void acceptsEmptyInputAndIgnoresUnrelatedMembers() {
        assertThat(LaunchInput.read(Json.parse("{}"))).isEqualTo(LaunchInput.EMPTY);
        assertThat(LaunchInput.read(Json.parse("{\"Date\": \"2026-01-01\", \"Tags\": null}")))
                .isEqualTo(LaunchInput.EMPTY);
        assertThat(LaunchInput.read(Json.parse("""
                        {"tag": "v1.2", "Bags": 2, "Days": 3, "StepArgumentOverrides": {}, "StepArgOverrides": {}, "FromPhase": "Load",
                         "ClusterName": "x", "Overrides": {}, "JobRunOverrides": {}, "Input": {}, "FailFast": true,
                         "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": "arn"}"""))).isEqualTo(LaunchInput.EMPTY);
        assertThat(LaunchInput.EMPTY.toJson()).isEqualTo(Json.object());
    }

    @Test
    void readsTheOldNameOfClusterConfigurationOverrides() {
        assertThat(LaunchInput.read(Json.parse("{\"ClusterConfigOverrides\": {\"ClusterName\": \"x\"}}"))
                        .clusterConfigurationOverrides())
                .containsOnlyKeys("ClusterName");
    }

    @Test
    void readsOverridesAndTagsAsThePythonLibraryDoes() {
        assertThat(LaunchInput.read(Json.parse("""
                        {"ClusterConfigurationOverrides": {"A": 4}, "ClusterConfigOverrides": {"A": 5}}""")).clusterConfigurationOverrides())
                .isEqualTo(Map.of("A", IntNode.valueOf(4)));
        assertThat(LaunchInput.read(Json.parse("""
                        {"ClusterConfigurationOverrides": null, "ClusterConfigOverrides": {"A": 5}}""")).clusterConfigurationOverrides())
                .isEqualTo(Map.of("A", IntNode.valueOf(5)));
        assertThat(LaunchInput.read(Json.parse("{\"Tags\": [{\"Key\": \"a\", \"Value\": \"b\", \"More\": 1}]}"))
                        .tags())
                .containsExactly(new Tag("a", "b"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "'\"true\"', true", "'\"false\"', false", "null,"})
    void readsFailIfClusterRunningAsBooleanOrText(String json, @Nullable Boolean value) {
        assertThat(LaunchInput.read(Json.parse("{\"FailIfClusterRunning\": %s}".formatted(json)))
                        .failIfClusterRunning())
                .isEqualTo(value);
    }

    @Test
    void acceptsTheManagedPoliciesTag() {
        assertThat(LaunchInput.read(Json.parse("""
                        {"Tags": [{"Key": "for-use-with-amazon-emr-managed-policies", "Value": "true"}]}""")).tags()).containsExactly(new Tag(Tag.MANAGED_POLICIES_KEY, "true"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "text"                                                             | The execution's input must be a JSON object, such as {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4}}, got: "text"
            [1]                                                                | The execution's input must be a JSON object, such as {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4}}, got: [1]
            {"ClusterConfigurationOverrides": 4}                               | The execution's input is not valid: 'ClusterConfigurationOverrides' must be an object, got number
            {"Tags": {"team": "etl"}}                                          | The execution's input is not valid: 'Tags' must be a list, got object
            {"Tags": [{"Key": "team"}]}                                        | The execution's input is not valid: 'Tags.0.Value' is missing
            {"Tags": [{"Key": "", "Value": "etl"}]}                            | The execution's input is not valid: A tag's key must have 1 to 128 characters, got:
            {"Tags": [{"Key": "aws:x", "Value": "y"}]}                         | The execution's input is not valid: Tag 'aws:x': keys that begin with aws: are reserved by AWS
            {"Tags": [{"Key": "for-use-with-amazon-emr-managed-policies", "Value": "false"}]} | The execution's input is not valid: Tag 'for-use-with-amazon-emr-managed-policies' must be 'for-use-with-amazon-emr-managed-policies' with the value true: EMR's service role requires it
            {"Tags": [{"Key": "emr-launch:execution", "Value": "x"}]}          | The execution's input is not valid: Tag 'emr-launch:execution': keys that begin with emr-launch: are reserved for the launch
            {"Tags": [{"Key": "EMR-Launch:Function", "Value": "x"}]}           | The execution's input is not valid: Tag 'EMR-Launch:Function': keys that begin with emr-launch: are reserved for the launch
            {"Tags": [{"Key": "a", "Value": 5}]}                               | The execution's input is not valid: 'Tags.0.Value' must be a string, got number
            {"Tags": [{"Key": "team", "Value": "R&D"}]}                        | The execution's input is not valid: Tag 'team' may have only letters, digits, spaces and _ . : / = + - @ in key and value, got: R&D
            {"Tags": [{"Key": "a!", "Value": ""}]}                             | The execution's input is not valid: Tag 'a!' may have only letters, digits, spaces and _ . : / = + - @ in key and value, got: a!
            {"Tags": [{"Key": "a", "Value": "aws:x"}]}                         | The execution's input is not valid: Tag 'a': values that begin with aws: are reserved by AWS
            {"ClusterConfigurationOverides": {"CoreInstanceCount": 9}}         | 'ClusterConfigurationOverides' is no member of the input that this launch function knows: 'ClusterConfigurationOverrides' is
            {"ClusterConfigOverride": {}}                                      | 'ClusterConfigOverride' is no member of the input that this launch function knows: 'ClusterConfigOverrides' is
            {"FailIfClusterIsRunning": true}                                   | 'FailIfClusterIsRunning' is no member of the input that this launch function knows: 'FailIfClusterRunning' is
            {"fail_if_cluster_running": true}                                  | 'fail_if_cluster_running' is no member of the input that this launch function knows: 'FailIfClusterRunning' is
            {"Tag": [{"Key": "team", "Value": "etl"}]}                         | 'Tag' is no member of the input that this launch function knows: 'Tags' is
            {"tags": []}                                                       | 'tags' is no member of the input that this launch function knows: 'Tags' is
            {"FailIfClusterRunning": 1}                                        | The execution's input is not valid: 'FailIfClusterRunning' must be true or false, got number
            {"FailIfClusterRunning": "True"}                                   | The execution's input is not valid: 'FailIfClusterRunning' must be true or false, got string
            {"FailIfClusterRunning": "yes"}                                    | The execution's input is not valid: 'FailIfClusterRunning' must be true or false, got string
            """)
    void rejectsInvalidInputWithTheReason(String json, String message) {
        assertThatThrownBy(() -> LaunchInput.read(Json.parse(json)))
                .isInstanceOf(InvalidLaunchInputException.class)
                .message()
                .isEqualToIgnoringWhitespace(message);
    }
}
