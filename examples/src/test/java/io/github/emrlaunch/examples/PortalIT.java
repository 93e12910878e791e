package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import io.github.emrlaunch.local.LocalExecution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that the portal finds a launch function with the control plane, starts it and waits for it. */
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
                     "LaunchInput": {"ClusterConfigurationOverrides": {"CoreInstanceCount": 3}}}\
                    """.formatted(functionName)));
    }

    @Test
    void startsALaunchFunctionOfTheControlPlane() throws InterruptedException {
        assertThat(start("adhoc"))
                .succeeded()
                .hasOutputValue(
                        "/LaunchClusterResult/ClusterId", RUN.lastCluster().id())
                .launchedCluster(cluster -> cluster.hasInstances("CORE", 3));
    }

    @Test
    void failsWithTheExistingNamesForAnUnknownFunction() throws InterruptedException {
        assertThat(start("adhok"))
                .failedWith("NoSuchLaunchFunction", "There is no adhok. Namespace analytics has: [\"adhoc\"]")
                .launchedNoCluster();
    }
}
