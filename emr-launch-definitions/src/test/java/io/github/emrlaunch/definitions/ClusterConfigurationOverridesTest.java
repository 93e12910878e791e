package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigurationOverridesTest {
    private static final ObjectNode REQUEST = Json.parseObject("""
            {"Name": "etl", "CustomAmiId": null, "StepConcurrencyLevel": 1, "ServiceRole": "role",
             "Instances": {"Ec2SubnetId": null, "InstanceGroups": [{"InstanceCount": 1}, {"InstanceCount": 2}]}}""");

    private static final Map<String, OverrideRule> ALLOWED = Map.of(
            "CoreInstanceCount",
            override("Instances.InstanceGroups.1.InstanceCount", IntNode.valueOf(2))
                    .withMinimum(0)
                    .withMaximum(10),
            "ClusterName",
            override("Name", TextNode.valueOf("etl")),
            "Subnet",
            override("Instances.Ec2SubnetId", null).withType(ValueType.STRING),
            "Group",
            override("Instances.InstanceGroups.0", null));

    private static OverrideRule override(String path, @org.jspecify.annotations.Nullable JsonNode defaultValue) {
        return OverrideRule.of(path).withDefault(defaultValue);
    }

    private static ObjectNode apply(String asked) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        Json.parseObject(asked).properties().forEach(member -> values.put(member.getKey(), member.getValue()));
        return new ClusterConfigurationOverrides(ALLOWED).apply(REQUEST, values);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CoreInstanceCount | 4                     | 4
            CoreInstanceCount | "4"                   | "4"
            ClusterName       | 4                     | "4"
            ClusterName       | plain text            | "plain text"
            Subnet            | subnet-1              | "subnet-1"
            Group             | {"InstanceCount": 3}  | {"InstanceCount":3}
            """)
    void parsesTextToTheTypeOfTheMember(String name, String text, String json) {
        assertThat(new ClusterConfigurationOverrides(ALLOWED).parse(REQUEST, name, text))
                .hasToString(json);
    }

    @Test
    void rejectsTextOfTheWrongTypeAndUnknownOverrides() {
        ClusterConfigurationOverrides overrides = new ClusterConfigurationOverrides(ALLOWED);

        assertThatThrownBy(() -> overrides.parse(REQUEST, "CoreInstanceCount", "four"))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessage("Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount'"
                        + " must be an integer, got: four");
        assertThatThrownBy(() -> overrides.parse(REQUEST, "Other", "x"))
                .hasMessageContaining("Override 'Other' is not allowed by this launch function. Allowed: ClusterName,");
    }

    @Test
    void replacesValuesInACopy() {
        ObjectNode before = REQUEST.deepCopy();

        ObjectNode request = apply("{\"CoreInstanceCount\": 0, \"ClusterName\": \"other\", \"Subnet\": \"subnet-1\"}");

        assertThat(request.at("/Instances/InstanceGroups/1/InstanceCount").intValue())
                .isZero();
        assertThat(request.at("/Name").textValue()).isEqualTo("other");
        assertThat(request.at("/Instances/Ec2SubnetId").textValue()).isEqualTo("subnet-1");
        assertThat(REQUEST).isEqualTo(before);
    }

    @Test
    void replacesAnElementOfAList() {
        assertThat(apply("{\"Group\": {\"InstanceCount\": 3}}")
                        .at("/Instances/InstanceGroups/0/InstanceCount")
                        .intValue())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"CoreInstanceCount": 11}    | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, 0 to 10, got: 11
            {"CoreInstanceCount": -1}    | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, 0 to 10, got: -1
            {"CoreInstanceCount": "3"}   | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, 0 to 10, got: "3"
            {"CoreInstanceCount": 2.5}   | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, 0 to 10, got: 2.5
            {"CoreInstanceCount": null}  | Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer, 0 to 10, got: null
            {"ClusterName": ["x"]}       | Override 'ClusterName': 'Name' must be a string, got: a list
            {"Subnet": 1}                | Override 'Subnet': 'Instances.Ec2SubnetId' must be a string, got: 1
            {"Group": 1}                 | Override 'Group': 'Instances.InstanceGroups.0' must be an object, got: 1
            {"Name": "x"}                | Override 'Name' is not allowed by this launch function. Allowed: ClusterName, CoreInstanceCount, Group, Subnet
            """)
    void rejectsAnInvalidOverrideAndNamesTheAllowedValues(String asked, String message) {
        assertThatThrownBy(() -> apply(asked))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Instances.InstanceGroups.2.InstanceCount",
                "Instances.InstanceFleets.0",
                "Instances.InstanceGroups.first",
                "Instances.InstanceGroups.-1",
                "StepConcurency",
                "Name.First",
                "CustomAmiId.Id",
                "a..b",
                "",
                "Instances.InstanceGroups.99999999999.InstanceCount"
            })
    void rejectsAPathThatDoesNotExistInTheRequest(String path) {
        ClusterConfigurationOverrides overrides = new ClusterConfigurationOverrides(Map.of("X", override(path, null)));

        assertThatThrownBy(() -> overrides.requireReachable(REQUEST))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageStartingWith("Override 'X': ")
                .hasMessageContaining("'" + path + "'");
        assertThatThrownBy(() -> overrides.apply(REQUEST, Map.of("X", TextNode.valueOf("x"))))
                .isInstanceOf(InvalidOverrideException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ServiceRole", "Instances", "KerberosAttributes.Realm", "Instances.EmrManagedMasterSecurityGroup"
            })
    void rejectsAPathThatTheProfileSets(String path) {
        ClusterConfigurationOverrides overrides = new ClusterConfigurationOverrides(Map.of("X", override(path, null)));

        assertThatThrownBy(() -> overrides.apply(REQUEST, Map.of("X", Json.object())))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageContaining("is set by the EMR profile");
    }

    @Test
    void writesIntegersWithoutAFraction() {
        assertThat(apply("{\"CoreInstanceCount\": 4.0}").at("/Instances/InstanceGroups/1/InstanceCount"))
                .isEqualTo(IntNode.valueOf(4));
    }

    @Test
    void acceptsOnlyTheAllowedValues() {
        ClusterConfigurationOverrides overrides = new ClusterConfigurationOverrides(Map.of(
                "Type",
                OverrideRule.of("Instances.InstanceGroups.1.InstanceCount").withAllowedValues(2, 4L, 8.0)));

        assertThat(overrides
                        .apply(REQUEST, Map.of("Type", Json.parse("4")))
                        .at("/Instances/InstanceGroups/1/InstanceCount")
                        .intValue())
                .isEqualTo(4);
        assertThatThrownBy(() -> overrides.apply(REQUEST, Map.of("Type", Json.parse("3"))))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessage(
                        "Override 'Type': 'Instances.InstanceGroups.1.InstanceCount' must be one of 2, 4, 8, got: 3");
    }

    @Test
    void rejectsAChangedMemberThatTheProfileSets() {
        ObjectNode loaded = Json.parseObject("""
                {"ServiceRole": "role", "LogUri": null, "StepConcurrencyLevel": 1,
                 "Instances": {"EmrManagedMasterSecurityGroup": "sg-1"}}""");
        ObjectNode overridden = loaded.deepCopy();
        overridden.put("StepConcurrencyLevel", 2).remove("LogUri");
        overridden.putNull("SecurityConfiguration");
        OverridePath.requireDecidedByProfile(loaded, overridden);

        overridden.withObject("/Instances").put("EmrManagedMasterSecurityGroup", "sg-2");
        assertThatThrownBy(() -> OverridePath.requireDecidedByProfile(loaded, overridden))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessage(
                        "'Instances.EmrManagedMasterSecurityGroup' can't be overridden: it is set by the EMR profile");
    }
}
