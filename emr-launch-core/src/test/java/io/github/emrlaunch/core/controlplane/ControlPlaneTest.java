package io.github.emrlaunch.core.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {
    private final TestStack stack = TestStack.create();

    @Test
    void functionsHaveOnlyReadPermissionsOnDefinitions() {
        ControlPlane.Builder.create(stack.stack(), "ControlPlane").build();

        List<String> permissions = stack.properties("AWS::IAM::Role").stream()
                .flatMap(role -> StreamSupport.stream(
                        role.at("/Policies/0/PolicyDocument/Statement").spliterator(), false))
                .map(statement -> actions(statement.path("Action")) + " "
                        + TestStack.text(statement.path("Resource").path(0)))
                .filter(permission -> !permission.startsWith("logs:"))
                .toList();

        String parameters = " arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/";
        assertThat(permissions)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of("emr_profiles/*", "cluster_configurations/*", "emr_launch_functions/*")
                                .flatMap(path -> Stream.of(
                                        "ssm:GetParameters" + parameters + "emr_launch/" + path,
                                        "ssm:GetParameters" + parameters + "emr_launch_parts/" + path,
                                        "ssm:GetParametersByPath,ssm:GetParameters" + parameters + "emr_launch/" + path,
                                        "ssm:GetParameters" + parameters + "emr_launch_parts/" + path))
                                .toList());
        assertThat(stack.resources())
                .as("a function, a role and a log group for each")
                .hasSize(18);
    }

    private static String actions(JsonNode action) {
        return action.isTextual()
                ? action.asText()
                : action.valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
    }

    @Test
    void rejectsTypeWithoutFunctions() {
        ControlPlane controlPlane =
                ControlPlane.Builder.create(stack.stack(), "ControlPlane").build();
        String message =
                "The control plane has functions for [EMR profile, cluster configuration, EMR launch function], but not "
                        + "for type 'serverless job function'";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> controlPlane.getGetFunction(DefinitionType.SERVERLESS_JOB_FUNCTION))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> controlPlane.getListFunction(DefinitionType.SERVERLESS_JOB_FUNCTION))
                .withMessage(message);
    }

    @Test
    void namesFunctionsWithPrefix() {
        ControlPlane.Builder.create(stack.stack(), "ControlPlane")
                .functionNamePrefix("EMRLaunch_APIs_")
                .build();

        assertThat(stack.properties("AWS::Lambda::Function"))
                .extracting(function -> function.path("FunctionName").asText())
                .containsExactlyInAnyOrder(
                        "EMRLaunch_APIs_GetProfile",
                        "EMRLaunch_APIs_GetProfiles",
                        "EMRLaunch_APIs_GetConfiguration",
                        "EMRLaunch_APIs_GetConfigurations",
                        "EMRLaunch_APIs_GetFunction",
                        "EMRLaunch_APIs_GetFunctions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ControlPlane.Builder.create(stack.stack(), "Other")
                        .functionNamePrefix("a b")
                        .build())
                .withMessage("Stack/Other: 'functionNamePrefix' must match [A-Za-z0-9_-]{1,44}, got: a b");
    }
}
