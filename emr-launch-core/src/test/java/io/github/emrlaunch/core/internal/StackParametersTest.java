package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.CfnDynamicReference;
import software.amazon.awscdk.CfnDynamicReferenceService;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.s3.Bucket;
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
                                        + "'/emr_launch/cluster_configurations/default/small', .* Set an AllowedPattern.*"));
    }

    private void isNotWarnedOf(String value) {
        with(value).hasNoWarning("/Stack/Configuration", Match.anyValue());
    }

    @Test
    void warnsAboutUnrestrictedStringParameter() {
        isWarnedOf("Memory", parameter().type("String").build().getValueAsString());
    }

    @Test
    void warnsAboutSystemsManagerParameter() {
        isWarnedOf("SsmParameterValue.*", StringParameter.valueForStringParameter(test.stack(), "/memory"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"select", "join", "sub", "condition", "lazy"})
    void warnsAboutParameterInsideOtherToken(String way) {
        String value = parameter().type("String").build().getValueAsString();

        isWarnedOf(
                "Memory",
                switch (way) {
                    case "select" -> Fn.select(0, Fn.split(",", value));
                    case "join" -> Fn.join("-", List.of("a", value));
                    case "sub" -> Fn.sub("a${b}", Map.of("b", value));
                    case "condition" -> Token.asString(Fn.conditionIf("Condition", value, "none"));
                    default -> Lazy.string(() -> value);
                });
    }

    @Test
    void warnsAboutElementOfListParameter() {
        isWarnedOf(
                "Memory",
                Fn.select(0, parameter().type("CommaDelimitedList").build().getValueAsList()));
    }

    /** Each with its text in the template. */
    static Stream<Arguments> references() {
        return Stream.of(
                reference("{{resolve:ssm:/memory:1}}", stack -> "{{resolve:ssm:/memory:1}}"),
                reference("{{resolve:ssm:/, {Ref=AWS::Region}, /memory}}", stack -> "{{resolve:ssm:/%s/memory}}"
                        .formatted(stack.getRegion())),
                reference(
                        "{{resolve:ssm:/memory}}",
                        stack -> new CfnDynamicReference(CfnDynamicReferenceService.SSM, "/memory").toString()),
                reference("{{resolve:ssm:/, {Ref=AWS::Region}, /memory}}", stack -> new CfnDynamicReference(
                                CfnDynamicReferenceService.SSM, "/%s/memory".formatted(stack.getRegion()))
                        .toString()));
    }

    private static Arguments reference(String written, Function<Stack, String> value) {
        return Arguments.of(written, value);
    }

    @ParameterizedTest
    @MethodSource("references")
    void writesReferenceToParameterStoreAndWarns(String written, Function<Stack, String> value) {
        with(value.apply(test.stack()))
                .hasWarning(
                        "/Stack/Configuration",
                        Match.stringLikeRegexp("The value of a reference to Parameter Store, .* becomes part of .*"));

        assertThat(String.valueOf(test.template().findResources("AWS::SSM::Parameter")))
                .contains(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{resolve:ssm:a b}}", "{{resolve:foo}}", "{{APP_ID}}"})
    void treatsOtherBracesAsText(String text) {
        isNotWarnedOf(text);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration("Other").releaseLabel(text).build())
                .withMessageContaining("'ReleaseLabel' must be a release label");
    }

    @Test
    void doesNotWarnAboutParameterWithAllowedPattern() {
        isNotWarnedOf(
                parameter().type("String").allowedPattern("[0-9]+g").build().getValueAsString());
    }

    @Test
    void doesNotWarnAboutParameterWithAllowedValues() {
        isNotWarnedOf(parameter()
                .type("String")
                .allowedValues(List.of("4g", "8g"))
                .build()
                .getValueAsString());
    }

    @Test
    void doesNotWarnAboutNumberParameter() {
        isNotWarnedOf(parameter().type("Number").build().getValueAsString());
    }

    @Test
    void doesNotWarnAboutLiteralValue() {
        isNotWarnedOf("4g");
    }

    /** The values of other references cannot have a quote, a backslash or a line break. */
    static Stream<Arguments> resourceReferences() {
        return Stream.of(
                reference("{Ref=Bucket", stack -> bucket(stack).getBucketName()),
                reference("{Fn::GetAtt=[Bucket", stack -> bucket(stack).getBucketArn()),
                reference("{Ref=AWS::Region}", Stack::getRegion));
    }

    private static Bucket bucket(Stack stack) {
        return Bucket.Builder.create(stack, "Bucket").build();
    }

    @ParameterizedTest
    @MethodSource("resourceReferences")
    void doesNotWarnAboutReferenceToResource(String written, Function<Stack, String> value) {
        isNotWarnedOf(value.apply(test.stack()));

        assertThat(String.valueOf(test.template().findResources("AWS::SSM::Parameter")))
                .contains(written);
    }
}
