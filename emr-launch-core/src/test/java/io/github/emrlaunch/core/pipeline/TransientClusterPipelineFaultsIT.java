package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After any fault of a pipeline, no cluster and no launch continues to run. */
class TransientClusterPipelineFaultsIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PipelineStack::add);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();
    private volatile String execution = "";

    private String machine(String name) {
        return deployment.stateMachine(name);
    }

    private LocalExecution run(String pipeline) throws InterruptedException {
        execution = aws.startExecution(machine(pipeline), "{}");
        LocalExecution ended = aws.awaitExecution(execution);
        aws.awaitIdle();
        return ended;
    }

    private void stop() {
        aws.stopExecution(execution);
    }

    private LocalExecution launchOf(String pipelineExecution) throws InterruptedException {
        return aws.awaitExecution(machine("default_nightly").replace(":stateMachine:", ":execution:") + ":"
                + PipelineLaunch.name(pipelineExecution));
    }

    private List<LocalCluster> alive() {
        return aws.clusters().stream().filter(LocalCluster::isAlive).toList();
    }

    private void assertNothingIsLeft() throws InterruptedException {
        // A cluster may be created after the event that terminates the clusters of its execution. The sweep terminates
        // it.
        sweep();
        assertThat(alive()).isEmpty();
        // No cluster is created later.
        aws.clock().advance(Duration.ofHours(3));
        aws.awaitIdle();
        assertThat(alive()).isEmpty();
        assertThat(aws.clusters()).hasSizeLessThanOrEqualTo(1);
    }

    private void sweep() throws InterruptedException {
        aws.clock().advance(Duration.ofMinutes(30));
        aws.awaitIdle();
    }

    /** The states of a pipeline without faults, in order. */
    static Stream<String> calls() {
        return Stream.of(
                "states:StartExecution",
                "lambda:Invoke",
                "ssm:GetParameters",
                "elasticmapreduce:RunJobFlow",
                "elasticmapreduce:DescribeCluster",
                "states:DescribeExecution",
                "elasticmapreduce:AddJobFlowSteps",
                "elasticmapreduce:DescribeStep",
                "elasticmapreduce:SetTerminationProtection",
                "elasticmapreduce:TerminateJobFlows",
                "sns:Publish");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void leavesNoClusterWhenStoppedBeforeACall(String action) throws InterruptedException {
        aws.faults().fail(action, CallFault.before(this::stop), 1);

        assertThat(run("pipeline_default_pipeline").status()).isEqualTo("ABORTED");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void leavesNoClusterWhenStoppedAfterACall(String action) throws InterruptedException {
        aws.faults().fail(action, CallFault.after(this::stop), 1);

        assertThat(run("pipeline_default_pipeline").status()).isEqualTo("ABORTED");
        assertNothingIsLeft();
    }

    /** A pipeline without faults runs these states in sequence. It is stopped in each of them. */
    @Test
    void leavesNoClusterWhenStoppedInAnyState() throws InterruptedException {
        Set<String> stoppedIn = new TreeSet<>();
        for (int minute : new int[] {0, 4, 8, 9, 10, 11, 12, 13}) {
            execution = aws.startExecution(machine("pipeline_default_pipeline"), "{}");
            String running = execution;
            aws.clock()
                    .schedule(
                            aws.clock().now().plus(Duration.ofMinutes(minute)).plusSeconds(1),
                            () -> aws.stopExecution(running));
            LocalExecution stopped = aws.awaitExecution(execution);
            aws.awaitIdle();
            sweep();
            assertThat(alive())
                    .as("after %d minutes in %s", minute, stopped.status())
                    .isEmpty();
            if (stopped.status().equals("ABORTED")) {
                stoppedIn.add(lastState(stopped));
            }
        }
        assertThat(stoppedIn).contains("Launch EMR Cluster", "Check", "Report").hasSizeGreaterThanOrEqualTo(4);
    }

    private static String lastState(LocalExecution stopped) {
        return stopped.history().stream()
                .filter(event -> event.path("type").asText().endsWith("StateEntered"))
                .map(event -> event.at("/stateEnteredEventDetails/name").asText())
                .reduce((first, second) -> second)
                .orElse("");
    }

    @Test
    void leavesNoClusterWhenLaunchExceedsPipelineTimeout() throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.neverStarts());

        LocalExecution ended = run("pipeline_default_other");

        assertThat(ended.status()).isEqualTo("FAILED");
        assertThat(ended.error()).isEqualTo("States.Timeout");
        assertThat(launchOf(ended.arn()).status()).isEqualTo("ABORTED");
        assertNothingIsLeft();
    }

    @Test
    void leavesNoClusterWhenStepExceedsPipelineTimeout() throws InterruptedException {
        aws.emr().hangStep("Other");

        assertThat(run("pipeline_default_other").status()).isEqualTo("TIMED_OUT");
        assertNothingIsLeft();
    }

    @Test
    void leavesNoClusterWhenTerminationFails() throws InterruptedException {
        aws.faults().fail("elasticmapreduce:TerminateJobFlows", CallFault.serverError(), 6);

        assertThat(run("pipeline_default_other").status()).isEqualTo("FAILED");
        assertNothingIsLeft();
    }

    @Test
    void keepsClusterOfOtherPipelineWithSameExecutionName() throws InterruptedException {
        aws.emr().hangStep("Other");
        aws.emr().failStep("Orders", "out of memory");

        String other = aws.startExecution(machine("pipeline_default_other"), "2026-01-01", "{}");
        String failing = aws.startExecution(machine("pipeline_default_pipeline"), "2026-01-01", "{}");

        assertThat(aws.awaitExecution(failing).cause()).contains("out of memory");
        // If its cluster had been terminated, its step would have failed.
        assertThat(aws.awaitExecution(other).status()).isEqualTo("TIMED_OUT");
        assertThat(aws.clusters()).hasSize(2);
        assertThat(launchOf(failing).succeeded()).isTrue();
        assertThat(launchOf(other).succeeded()).isTrue();
    }
}
