package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A list that was an empty parameter of the stack is not a list with an empty element. */
class EmptyElementsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{'Applications': [{'Name': ''}]}` | {}
            `{'Applications': [{'Name': 'Spark'}]}` | `{'Applications': [{'Name': 'Spark'}]}`
            `{'Applications': [{'Name': 'Spark'}, {'Name': ''}]}` | `{'Applications': [{'Name': 'Spark'}, {'Name': ''}]}`
            `{'Applications': []}` | `{'Applications': []}`
            `{'Instances': {'AdditionalMasterSecurityGroups': [''], 'AdditionalSlaveSecurityGroups': ['']}}` | `{'Instances': {}}`
            `{'Instances': {'Ec2SubnetIds': ['']}}` | `{'Instances': {'Ec2SubnetIds': ['']}}`
            `{'BootstrapActions': [{'ScriptBootstrapAction': {'Args': ['']}}]}` | `{'BootstrapActions': [{'ScriptBootstrapAction': {'Args': ['']}}]}`
            """)
    void removesListsOfOneEmptyElementWhereEmptyIsInvalid(String given, String expected) {
        ObjectNode request = Json.parseObject(given.replace('\'', '"'));

        EmptyElements.remove(request);

        assertThat(request).isEqualTo(Json.parse(expected.replace('\'', '"')));
    }
}
