package io.github.emrlaunch.core.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {
    private static final String PARAMETERS = "arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/";

    private final TestStack stack = TestStack.create();

    @Test
    void functionHasOnlyReadPermissionsOnDefinitionsOfItsType() {
        ControlPlane.Builder.create(stack.stack(), "ControlPlane")
                .functionNamePrefix("Of")
                .build();

        Map<String, String> types = Map.of(
                "Profile", "emr_profiles",
                "Configuration", "cluster_configurations",
                "Function", "emr_launch_functions");
        types.forEach((name, folder) -> {
            JsonNode getter = function("OfGet" + name);
            assertThat(getter.at("/Environment/Variables/DEFINITION_TYPE").asText())
                    .isEqualTo(folder);
            assertThat(permissions(getter))
                    .containsExactlyInAnyOrder(
                            "ssm:GetParameters on " + PARAMETERS + "emr_launch/" + folder + "/*",
                            "ssm:GetParameters on " + PARAMETERS + "emr_launch_parts/" + folder + "/*");
            JsonNode lister = function("OfGet" + name + "s");
            assertThat(lister.at("/Environment/Variables/DEFINITION_TYPE").asText())
                    .isEqualTo(folder);
            assertThat(permissions(lister))
                    .containsExactlyInAnyOrder(
                            "ssm:GetParametersByPath ssm:GetParameters on " + PARAMETERS + "emr_launch/" + folder
                                    + "/*",
                            "ssm:GetParameters on " + PARAMETERS + "emr_launch_parts/" + folder + "/*");
        });
        assertThat(stack.resources())
                .as("a function, a role and a log group for each")
                .hasSize(18);
    }

    private JsonNode function(String name) {
        return stack.properties("AWS::Lambda::Function").stream()
                .filter(function -> function.path("FunctionName").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the permissions of a function, except those to write its log. */
    private List<String> permissions(JsonNode function) {
        JsonNode role = stack.resources()
                .path(function.at("/Role/Fn::GetAtt/0").asText())
                .path("Properties");
        assertThat(role.path("Policies")).hasSize(1);
        assertThat(role.has("ManagedPolicyArns")).isFalse();
        return role.at("/Policies/0/PolicyDocument/Statement")
                .valueStream()
                .map(statement -> words(statement.path("Action")) + " on " + words(statement.path("Resource")))
                .filter(permission -> !permission.startsWith("logs:"))
                .toList();
    }

    private static String words(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(TestStack::text).collect(Collectors.joining(" "))
                : TestStack.text(value);
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
