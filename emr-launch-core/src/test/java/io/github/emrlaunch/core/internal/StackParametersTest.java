package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ssm.StringParameter;

class StackParametersTest {
    private final TestStack test = TestStack.create();

    private CfnParameter.Builder parameter() {
        return CfnParameter.Builder.create(test.stack(), "Memory");
    }

    private List<String> warningsOf(String value) {
        test.configuration()
                .configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.executor.memory", "x" + value)))
                .build();
        return Annotations.fromStack(test.stack())
                .findWarning("*", Match.stringLikeRegexp(".*CloudFormation parameter.*"))
                .stream()
                .map(warning -> String.valueOf(warning.getEntry().getData()))
                .toList();
    }

    @Test
    void aParameterThatMayHaveAnyValueIsWarnedOf() {
        assertThat(warningsOf(parameter().type("String").build().getValueAsString()))
                .singleElement()
                .asString()
                .startsWith("The CloudFormation parameter 'Memory' becomes part of the JSON in "
                        + "'/emr_launch/cluster_configurations/default/small', which can't be read when its value has a "
                        + "quote, a backslash or a line break. Give it an AllowedPattern such as [^\"\\\\\\n\\r\\t]* ");
    }

    @Test
    void aParameterOfSystemsManagerIsWarnedOf() {
        assertThat(warningsOf(StringParameter.valueForStringParameter(test.stack(), "/memory")))
                .hasSize(1);
    }

    @Test
    void aParameterWithAnAllowedPatternIsNot() {
        assertThat(warningsOf(parameter()
                        .type("String")
                        .allowedPattern("[0-9]+g")
                        .build()
                        .getValueAsString()))
                .isEmpty();
    }

    @Test
    void aParameterWithAllowedValuesIsNot() {
        assertThat(warningsOf(parameter()
                        .type("String")
                        .allowedValues(List.of("4g", "8g"))
                        .build()
                        .getValueAsString()))
                .isEmpty();
    }

    @Test
    void aNumberIsNot() {
        assertThat(warningsOf(parameter().type("Number").build().getValueAsString()))
                .isEmpty();
    }

    @Test
    void whatTheStackMakesIsNot() {
        test.profile();

        assertThat(warningsOf("4g")).isEmpty();
    }
}
