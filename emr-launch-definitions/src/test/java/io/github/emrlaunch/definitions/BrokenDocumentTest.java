package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that are no longer valid JSON after CloudFormation has inserted a parameter's value. */
class BrokenDocumentTest {
    private static final DefinitionName NAME = DefinitionName.of("etl");
    private static final String PATH = "/emr_launch/cluster_configurations/default/etl";

    private static String document(String value) {
        return Json.write(ClusterConfigurationDefinition.of(NAME, Json.parseObject("""
                                        {"Configurations": [{"Classification": "a"},
                                                            {"Properties": {"spark.a": "VALUE", "spark.b": "b"}}]}"""))
                        .toJson())
                .replace("VALUE", value);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"say \"hello\"", "C:\\data", "`two\nlines`", "ends with \\"})
    void errorNamesMemberPositionAndSolution(String value) {
        assertThatThrownBy(() -> DefinitionType.CLUSTER_CONFIGURATION.parse(NAME, document(value), PATH))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("'" + PATH + "' is not a stored cluster configuration: not JSON: ")
                .hasMessageContaining("(line 1, column ")
                .hasMessageContaining(
                        "in or after 'ClusterConfiguration.Configurations.1.Properties.spark.a'. The value "
                                + "of a CloudFormation parameter that is part of it may have a quote, a backslash or a line "
                                + "break: set an AllowedPattern for the parameter, and deploy again");
    }

    @Test
    void duplicateMemberIsRejected() {
        assertThatThrownBy(() ->
                        DefinitionType.CLUSTER_CONFIGURATION.parse(NAME, document("x\",\"spark.b\":\"injected"), PATH))
                .hasMessageContaining("not JSON: Duplicate");
    }

    @Test
    void errorOfTextThatIsNotJsonDoesNotSuggestAnAllowedPattern() {
        assertThatThrownBy(() -> DefinitionType.CLUSTER_CONFIGURATION.parse(NAME, "no JSON", PATH))
                .hasMessageNotContaining("AllowedPattern");
    }
}
