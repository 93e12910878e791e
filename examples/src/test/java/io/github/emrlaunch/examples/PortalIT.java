package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalExecution;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The portal finds a launch function by the control plane, starts it and waits for it. */
class PortalIT {
    private static final ExampleRun RUN = new ExampleRun(Example.named("control-plane"), ForkFolder.PATH);

    @BeforeAll
    static void deploy() {
        assertThat(RUN.deploy(RUN.synthesize()).skippedResources()).isEmpty();
    }

    @AfterAll
    static void close() {
        RUN.close();
    }

    private static LocalExecution start(String functionName) throws InterruptedException {
        return RUN.aws()
                .awaitExecution(RUN.aws().startExecution(RUN.stateMachine("portal"), """
                        {"Namespace": "analytics", "FunctionName": "%s",
                         "LaunchInput": {"ClusterConfigurationOverrides": {"CoreInstanceCount": 3}}}""".formatted(functionName)));
    }

    @Test
    void startsWhatTheControlPlaneKnows() throws InterruptedException {
        LocalExecution execution = start("adhoc");

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(Json.parse(Objects.requireNonNull(execution.output()))
                        .at("/LaunchClusterResult/ClusterId")
                        .asText())
                .isEqualTo(RUN.lastCluster().id());
        assertThat(RUN.lastCluster()
                        .request()
                        .at("/Instances/InstanceGroups/1/InstanceCount")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void tellsWhatThereIsInPlaceOfWhatThereIsNot() throws InterruptedException {
        LocalExecution execution = start("adhok");

        assertThat(execution.error()).isEqualTo("NoSuchLaunchFunction");
        assertThat(execution.cause()).isEqualTo("There is no adhok. Namespace analytics has: [\"adhoc\"]");
    }
}
