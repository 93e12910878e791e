package io.github.emrlaunch.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.controlplane.ControlPlane;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.RemovalPolicies;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.RetentionDays;

class FunctionSettingsTest {
    private final TestStack test = TestStack.create();

    private void launchFunction() {
        launchFunction(test);
    }

    private static void launchFunction(TestStack stack) {
        EmrLaunchFunction.Builder.create(stack.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(stack.profile())
                .clusterConfiguration(stack.configuration().build())
                .build();
    }

    private List<ObjectNode> functions() {
        return test.properties("AWS::Lambda::Function").stream()
                .filter(function -> function.path("Handler").asText().startsWith("io.github.emrlaunch."))
                .toList();
    }

    @Test
    void applyToAllFunctionsOfStack() {
        FunctionSettings.builder()
                .vpc(
                        test.importedVpc(),
                        SubnetSelection.builder()
                                .subnets(test.importedVpc().getPrivateSubnets())
                                .build(),
                        test.securityGroup("sg-functions"))
                .reservedConcurrency(5)
                .logFormat(LoggingFormat.JSON)
                .tracing(true)
                .build()
                .applyTo(test.stack());

        launchFunction();
        ControlPlane.Builder.create(test.stack(), "ControlPlane").build();

        assertThat(functions()).hasSizeGreaterThan(7).allSatisfy(function -> {
            assertThat(function.at("/VpcConfig/SecurityGroupIds/0").asText()).isEqualTo("sg-functions");
            assertThat(function.at("/VpcConfig/SubnetIds")).hasSize(1);
            assertThat(function.path("ReservedConcurrentExecutions").asInt()).isEqualTo(5);
            assertThat(function.at("/LoggingConfig/LogFormat").asText()).isEqualTo("JSON");
            assertThat(function.at("/TracingConfig/Mode").asText()).isEqualTo("Active");
        });
        assertThat(test.properties("AWS::StepFunctions::StateMachine")).allSatisfy(machine -> assertThat(
                        machine.at("/TracingConfiguration/Enabled").asBoolean())
                .isTrue());
        assertThat(test.properties("AWS::IAM::Policy"))
                .as("no policies of their own")
                .isEmpty();
        assertThat(test.properties("AWS::IAM::Role").stream()
                        .map(JsonNode::toString)
                        .filter(role -> role.contains("ec2:CreateNetworkInterface")))
                .hasSameSizeAs(functions());
    }

    @Test
    void encryptAndRetainLogsOfFunctionsAndStateMachines() {
        Key key = Key.Builder.create(test.stack(), "Key").build();
        FunctionSettings.builder()
                .encryptionKey(key)
                .logRetention(RetentionDays.ONE_YEAR)
                .build()
                .applyTo(test.stack());

        launchFunction();
        ControlPlane.Builder.create(test.stack(), "ControlPlane").build();

        assertThat(test.properties("AWS::Logs::LogGroup")).isNotEmpty().allSatisfy(group -> {
            assertThat(TestStack.text(group.path("KmsKeyId"))).startsWith("<Key");
            assertThat(group.path("RetentionInDays").asInt()).isEqualTo(365);
        });
        assertThat(test.properties("AWS::KMS::Key")).singleElement().satisfies(properties -> assertThat(
                        properties.path("KeyPolicy").toString())
                .contains("logs.", "kms:EncryptionContext:aws:logs:arn", ":log-group:*"));
    }

    @Test
    void stackSettingsReplaceAppSettings() {
        FunctionSettings.builder().logRetention(RetentionDays.ONE_YEAR).build().applyTo((App)
                test.stack().getNode().getRoot());

        assertThat(FunctionSettings.of(test.stack()).getLogRetention()).isEqualTo(RetentionDays.ONE_YEAR);

        FunctionSettings.builder().tracing(true).build().applyTo(test.stack());

        assertThat(FunctionSettings.of(test.stack()).isTracing()).isTrue();
        assertThat(FunctionSettings.of(test.stack()).getLogRetention()).isEqualTo(RetentionDays.ONE_MONTH);
    }

    @Test
    void warnAboutFunctionsCreatedBeforeSettings() {
        launchFunction();

        FunctionSettings.builder().tracing(true).build().applyTo((App)
                test.stack().getNode().getRoot());

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "/Stack/Launch/Function",
                        Match.stringLikeRegexp(
                                "Function settings that were applied later do not apply to this function\\. .*"));
    }

    @Test
    void doNotWarnAboutFunctionsWithOtherSettings() {
        FunctionSettings.builder().tracing(true).build().applyTo(test.stack());
        launchFunction();

        FunctionSettings.builder().logRetention(RetentionDays.ONE_YEAR).build().applyTo((App)
                test.stack().getNode().getRoot());

        Annotations.fromStack(test.stack()).hasNoWarning("*", Match.stringLikeRegexp("Function settings .*"));
    }

    @Test
    void doNotWarnAboutFunctionsOfUser() {
        Function.Builder.create(test.stack(), "Own")
                .runtime(Runtime.PYTHON_3_13)
                .handler("index.handler")
                .code(Code.fromInline("pass"))
                .build();

        FunctionSettings.builder().tracing(true).build().applyTo(test.stack());

        Annotations.fromStack(test.stack()).hasNoWarning("*", Match.anyValue());
    }

    @Test
    void retainOldVersionsByDefault() {
        launchFunction();
        TestStack other = TestStack.create();
        FunctionSettings.builder().retainVersions(false).build().applyTo(other.stack());
        launchFunction(other);

        assertThat(versionPolicy(test)).isEqualTo("Retain");
        assertThat(versionPolicy(other)).isEqualTo("Delete");
    }

    @Test
    void retainOldVersionsDespiteRemovalPolicyOfStack() {
        launchFunction();
        RemovalPolicies.of(test.stack()).destroy();
        TestStack other = TestStack.create();
        FunctionSettings.builder().retainVersions(false).build().applyTo(other.stack());
        launchFunction(other);
        RemovalPolicies.of(other.stack()).destroy();

        assertThat(versionPolicy(test)).isEqualTo("Retain");
        assertThat(versionPolicy(other)).isEqualTo("Delete");
    }

    private static String versionPolicy(TestStack stack) {
        return stack.resources().properties().stream()
                .map(Map.Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals("AWS::Lambda::Version"))
                .map(resource -> resource.path("DeletionPolicy").asText("Delete"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void areAppliedOncePerScope() {
        FunctionSettings.builder().build().applyTo(test.stack());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionSettings.builder().build().applyTo(test.stack()))
                .withMessage("'Stack' has function settings already: apply all settings at once");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> FunctionSettings.builder().reservedConcurrency(0).build())
                .withMessageStartingWith("'reservedConcurrency' must be at least 1, got: 0");
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, PublishedVersions, java25, arm64",
        "cn-north-1, '', java25, arm64",
        "us-gov-west-1, '', java25, arm64",
        "us-iso-east-1, '', java21, x86_64"
    })
    void useSnapStartRuntimeAndArchitectureOfRegion(
            String region, String snapStart, String runtime, String architecture) {
        TestStack stack = TestStack.inRegion(region, Map.of());
        launchFunction(stack);

        assertThat(stack.properties("AWS::Lambda::Function").stream()
                        .filter(function -> function.path("Handler").asText().endsWith(".LaunchHandler")))
                .singleElement()
                .satisfies(function -> {
                    assertThat(function.at("/SnapStart/ApplyOn").asText()).isEqualTo(snapStart);
                    assertThat(function.path("Runtime").asText()).isEqualTo(runtime);
                    assertThat(function.at("/Architectures/0").asText()).isEqualTo(architecture);
                });
    }

    @Test
    void contextOverridesFeaturesOfRegion() {
        TestStack stack = TestStack.inRegion(
                "cn-north-1",
                Map.of(
                        "emr-launch:snap-start", true,
                        "emr-launch:lambda-runtime", "java21",
                        "emr-launch:lambda-architecture", "x86_64"));
        launchFunction(stack);

        assertThat(stack.properties("AWS::Lambda::Function").stream()
                        .filter(function -> function.path("Handler").asText().endsWith(".LaunchHandler")))
                .singleElement()
                .satisfies(function -> {
                    assertThat(function.at("/SnapStart/ApplyOn").asText()).isEqualTo("PublishedVersions");
                    assertThat(function.path("Runtime").asText()).isEqualTo("java21");
                    assertThat(function.at("/Architectures/0").asText()).isEqualTo("x86_64");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            emr-launch:snap-start          | maybe  | must be true or false, got: 'maybe'
            emr-launch:lambda-runtime      | java8  | must be java17 or a later runtime of Java, got: 'java8'
            emr-launch:lambda-architecture | x86    | must be arm64 or x86_64, got: 'x86'
            """)
    void rejectInvalidContextValue(String key, String value, String message) {
        TestStack stack = TestStack.withContext(Map.of(key, value));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launchFunction(stack))
                .withMessage("Stack/Launch: The context key '%s' %s".formatted(key, message));
    }
}
