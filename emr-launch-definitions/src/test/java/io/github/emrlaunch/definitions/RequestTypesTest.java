package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTypesTest {
    private static ObjectNode converted(String request) {
        ObjectNode json = Json.parseObject(request.replace('\'', '"'));
        RequestTypes.convert(json);
        return json;
    }

    /** Compared with the shape that AWS publishes: each member that is a single value or a list of those, and no other. */
    @Test
    void hasTheTypeOfEachMemberOfTheAwsModel() throws IOException {
        try (InputStream in = RunJobFlowShape.class.getResourceAsStream("emr-request-shapes.json")) {
            JsonNode shapes = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .path("shapes");
            Map<String, ValueType> members = new TreeMap<>();
            collect(shapes, "RunJobFlowInput", "", new ArrayList<>(), members);

            assertThat(RequestTypes.members()).isEqualTo(members);
        }
    }

    private static void collect(
            JsonNode shapes, String shape, String parent, List<String> above, Map<String, ValueType> members) {
        if (above.contains(shape)) {
            return;
        }
        above.add(shape);
        JsonNode description = shapes.path(shape);
        description.path("members").properties().forEach(member -> {
            JsonNode value = shapes.path(member.getValue().asText());
            String type = (value.path("type").asText().equals("list")
                            ? shapes.path(value.path("element").asText())
                            : value)
                    .path("type")
                    .asText();
            ValueType known = Map.of(
                            "string", ValueType.STRING,
                            "integer", ValueType.INTEGER,
                            "long", ValueType.INTEGER,
                            "double", ValueType.NUMBER,
                            "boolean", ValueType.BOOLEAN)
                    .get(type);
            if (known != null) {
                members.put(parent.isEmpty() ? member.getKey() : parent + "." + member.getKey(), known);
            }
            collect(shapes, member.getValue().asText(), member.getKey(), above, members);
        });
        if (description.path("type").asText().equals("list")) {
            collect(shapes, description.path("element").asText(), parent, above, members);
        }
        above.remove(shape);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'StepConcurrencyLevel': '4'} | {'StepConcurrencyLevel': 4}",
                "{'StepConcurrencyLevel': '4.0'} | {'StepConcurrencyLevel': 4}",
                "{'StepConcurrencyLevel': 4.0} | {'StepConcurrencyLevel': 4}",
                "{'StepConcurrencyLevel': 1e2} | {'StepConcurrencyLevel': 100}",
                "{'StepConcurrencyLevel': ' 05 '} | {'StepConcurrencyLevel': 5}",
                "{'VisibleToAllUsers': 'True'} | {'VisibleToAllUsers': true}",
                "{'Instances': {'InstanceGroups': [{'InstanceCount': '2', 'Name': '2'}]}} | {'Instances': {'InstanceGroups': [{'InstanceCount': 2, 'Name': '2'}]}}",
                "{'Instances': {'InstanceFleets': [{'InstanceTypeConfigs': [{'Priority': '0.5'}]}]}} | {'Instances': {'InstanceFleets': [{'InstanceTypeConfigs': [{'Priority': 0.5}]}]}}",
                "{'Configurations': [{'Properties': {'a': 4, 'b': 0.25, 'c': true, 'd': 10000000.0, 'e': 1e7}}]} | {'Configurations': [{'Properties': {'a': '4', 'b': '0.25', 'c': 'true', 'd': '10000000.0', 'e': '10000000'}}]}",
                "{'Instances': {'InstanceGroups': [{'BidPrice': 0.25, 'InstanceCount': 2}]}} | {'Instances': {'InstanceGroups': [{'BidPrice': '0.25', 'InstanceCount': 2}]}}",
                "{'BootstrapActions': [{'Name': 1, 'ScriptBootstrapAction': {'Args': [4, true, 'x']}}], 'OSReleaseLabel': 2} | {'BootstrapActions': [{'Name': '1', 'ScriptBootstrapAction': {'Args': ['4', 'true', 'x']}}], 'OSReleaseLabel': '2'}",
                "{'Tags': [{'Key': 'k', 'Value': 4}], 'Instances': {'Ec2SubnetIds': [5]}} | {'Tags': [{'Key': 'k', 'Value': '4'}], 'Instances': {'Ec2SubnetIds': ['5']}}",
                "{'StepConcurrencyLevel': '1e20'} | {'StepConcurrencyLevel': '1e20'}",
                "{'StepConcurrencyLevel': '1e999999999'} | {'StepConcurrencyLevel': '1e999999999'}",
                "{'StepConcurrencyLevel': 1e999999999} | {'StepConcurrencyLevel': 1e999999999}",
                "{'Configurations': [{'Properties': {'a': 1e308, 'b': 1e99999999, 'c': 1e-99999999}}]} | {'Configurations': [{'Properties': {'a': '1%s', 'b': 1e99999999, 'c': 1e-99999999}}]}",
                // A future member has an unknown type.
                "{'Tomorrow': {'InstanceCount': '2', 'Enabled': 'true'}} | {'Tomorrow': {'InstanceCount': '2', 'Enabled': 'true'}}",
                "{'StepConcurrencyLevel': 'four'} | {'StepConcurrencyLevel': 'four'}",
                "{'VisibleToAllUsers': 'yes'} | {'VisibleToAllUsers': 'yes'}"
            })
    void convertsValuesToTheTypesOfEmr(String given, String expected) {
        assertThat(converted(given))
                .isEqualTo(Json.parse(expected.replace('\'', '"').formatted("0".repeat(308))));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'StepConcurrencyLevel': 'four'} | 'StepConcurrencyLevel' must be an integer, got: \"four\"",
                "{'StepConcurrencyLevel': 4.5} | 'StepConcurrencyLevel' must be an integer, got: 4.5",
                "{'VisibleToAllUsers': ''} | 'VisibleToAllUsers' must be true or false, got: \"\"",
                "{'Instances': {'InstanceGroups': [{}, {'InstanceCount': {}}]}} | 'Instances.InstanceGroups.1.InstanceCount' must be an integer, got: an object",
                "{'Configurations': [{'Configurations': [{'Properties': {'a': null, 'a.b': {}}}]}]} | 'Configurations.0.Configurations.0.Properties.a.b' must be a string, got: an object",
                "{'StepConcurrencyLevel': '1e999999999'} | 'StepConcurrencyLevel' must be an integer, got: \"1e999999999\"",
                "{'Configurations': [{'Properties': {'a': 1e99999999}}]} | 'Configurations.0.Properties.a' must be a string, got: a number out of range",
                "{'BootstrapActions': [{'ScriptBootstrapAction': {'Args': ['a', {}]}}]} | 'BootstrapActions.0.ScriptBootstrapAction.Args.1' must be a string, got: an object",
                "{'CustomAmiId': {}} | 'CustomAmiId' must be a string, got: an object",
                "{'Configurations': [{'Properties': {'a.b': [1]}}]} | 'Configurations.0.Properties.a.b' must be a string, got: a list"
            })
    void rejectsAValueOfTheWrongTypeWithItsPath(String request, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestTypes.require(converted(request)))
                .withMessage(message);
    }
}
