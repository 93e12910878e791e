package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentTest {
    private static final String ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:";

    private static DeployedResource stateMachine(String name) {
        return new DeployedResource(
                "App",
                name,
                "AWS::StepFunctions::StateMachine",
                ARN + name,
                DeployedResource.Support.WORKS,
                "",
                List.of());
    }

    @Test
    void findsStateMachineByFullName() {
        Deployment deployment = new Deployment(List.of(stateMachine("not-nightly"), stateMachine("nightly")), Map.of());

        assertThat(deployment.stateMachine("nightly")).isEqualTo(ARN + "nightly");
        assertThatThrownBy(() -> deployment.stateMachine("weekly"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No state machine 'weekly' was deployed; deployed were [%s, %s]"
                        .formatted(ARN + "not-nightly", ARN + "nightly"));
    }
}
