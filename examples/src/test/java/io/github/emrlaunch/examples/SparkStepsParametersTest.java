package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.Market;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.sparksteps.SparkStepsParameters;
import io.github.emrlaunch.examples.sparksteps.SparkStepsStack;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.assertions.Template;

/** Tests the parameters of the stack of {@code spark-steps}. */
class SparkStepsParametersTest {
    private static SparkStepsStack stack(Map<String, Object> context) {
        App app = new App(AppProps.builder().context(context).build());
        return new SparkStepsStack(app, "SparkSteps", SparkStepsParameters.of(app.getNode()));
    }

    @Test
    void haveDefaults() {
        assertThat(SparkStepsParameters.of(new App().getNode()))
                .isEqualTo(new SparkStepsParameters(
                        "172.16.0.0/22", 1, "default", null, "m4.large", Market.SPOT, 2, List.of()));
    }

    @Test
    void areUsedInTheTemplate() {
        SparkStepsStack stack = stack(Map.of(
                "cidr", "10.0.0.0/24",
                "maxAzs", 2,
                "namingPrefix", "mads-siads-516",
                "namingSuffix", "2026",
                "instanceType", "m7g.xlarge",
                "market", "ON_DEMAND",
                "coreInstances", "4"));

        Map<String, ?> template = Template.fromStack(stack).toJSON();
        JsonNode resources = Json.of(template).path("Resources");
        assertThat(resources.findValuesAsText("CidrBlock"))
                .contains("10.0.0.0/24", "10.0.0.0/26", "10.0.0.64/26", "10.0.0.128/26", "10.0.0.192/26");
        assertThat(resources.findValuesAsText("BucketName"))
                .contains("mads-siads-516-logs-2026", "mads-siads-516-data-2026");
        JsonNode groups = StreamSupport.stream(resources.spliterator(), false)
                .map(resource -> resource.path("Properties"))
                .filter(properties -> properties
                        .path("Name")
                        .asText()
                        .equals("/emr_launch/cluster_configurations/mads-siads-516/spark-steps"))
                .map(properties -> Json.parse(text(properties.path("Value"))))
                .findFirst()
                .orElseThrow()
                .at("/ClusterConfiguration/Instances/InstanceGroups");
        assertThat(groups.findValuesAsText("InstanceType")).containsExactly("m7g.xlarge", "m7g.xlarge");
        assertThat(groups.findValuesAsText("Market")).containsExactly("ON_DEMAND", "ON_DEMAND");
        assertThat(groups.path(1).path("InstanceCount").asInt()).isEqualTo(4);
    }

    private static String text(JsonNode value) {
        StringBuilder text = new StringBuilder();
        value.path("Fn::Join").path(1).forEach(part -> text.append(part.isTextual() ? part.textValue() : "x"));
        return text.toString();
    }

    @Test
    void passPythonModulesToTheBootstrapAction() {
        SparkStepsStack stack = stack(Map.of("pythonModules", "numpy, pandas==2.3.3"));

        assertThat(Json.of(Template.fromStack(stack).toJSON()).toString())
                .contains("\\\"Args\\\":[\\\"numpy\\\",\\\"pandas==2.3.3\\\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cidr | 172.16.0.0 | 'cidr' must be a range of IPv4 addresses with 16 to 28 bits of prefix, such as 172.16.0.0/22, got: 172.16.0.0
            maxAzs | two | 'maxAzs' must be a whole number, got: 'two'
            maxAzs | 0 | 'maxAzs' must be 1 to 6, got: 0
            namingPrefix | Mine | 'namingPrefix' must be lower-case letters
            namingSuffix | a_b | 'namingSuffix' must be lower-case letters
            instanceType | large | 'instanceType' must be a type of EC2 instances such as m4.large, got: 'large'
            market | CHEAP | 'market' must be one of [ON_DEMAND, SPOT], got: 'CHEAP'
            pythonModules | --pre | 'pythonModules' must be names of modules with commas between them, such as numpy,pandas==2.3.3, got: '--pre'
            pythonModules | numpy, | 'pythonModules' must be names of modules with commas between them, such as numpy,pandas==2.3.3, got: ''
            coreInstances | 0 | 'coreInstances' must be at least 1, got: 0
            coreInstances | -1 | 'coreInstances' must be a whole number, got: '-1'
            """)
    void rejectInvalidValues(String key, String value, String message) {
        assertThatThrownBy(() -> stack(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
