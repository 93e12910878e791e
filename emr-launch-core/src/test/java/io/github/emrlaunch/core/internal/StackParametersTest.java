package io.github.emrlaunch.core.internal;

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

    private Annotations with(String value) {
        test.configuration()
                .configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.executor.memory", "x" + value)))
                .build();
        return Annotations.fromStack(test.stack());
    }

    private void isWarnedOf(String name, String value) {
        with(value)
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp(
                                "The CloudFormation parameter '" + name + "' becomes part of the JSON in "
                                        + "'/emr_launch/cluster_configurations/default/small', .* Give it an AllowedPattern.*"));
    }

    private void isNotWarnedOf(String value) {
        with(value).hasNoWarning("/Stack/Configuration", Match.anyValue());
    }

    @Test
    void aParameterThatMayHaveAnyValueIsWarnedOf() {
        isWarnedOf("Memory", parameter().type("String").build().getValueAsString());
    }

    @Test
    void aParameterOfSystemsManagerIsWarnedOf() {
        isWarnedOf("SsmParameterValue.*", StringParameter.valueForStringParameter(test.stack(), "/memory"));
    }

    @Test
    void aParameterWithAnAllowedPatternIsNot() {
        isNotWarnedOf(
                parameter().type("String").allowedPattern("[0-9]+g").build().getValueAsString());
    }

    @Test
    void aParameterWithAllowedValuesIsNot() {
        isNotWarnedOf(parameter()
                .type("String")
                .allowedValues(List.of("4g", "8g"))
                .build()
                .getValueAsString());
    }

    @Test
    void aNumberIsNot() {
        isNotWarnedOf(parameter().type("Number").build().getValueAsString());
    }

    @Test
    void whatTheStackMakesIsNot() {
        test.profile();

        isNotWarnedOf("4g");
    }
}
