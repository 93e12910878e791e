package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.ClusterStatus;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelineLaunch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "stop",
        description = "Stops a launch. The clean-up of its stack ends a cluster that it has started, unless the launch"
                + " function was built with cleanUp(false). The cluster of a successful launch continues to run.",
        footer = {
            "",
            "Needs states:StopExecution, DescribeExecution and GetExecutionHistory; for the cluster"
                    + " elasticmapreduce:DescribeCluster and TerminateJobFlows."
        })
@SuppressWarnings("NullAway.Init")
final class StopCommand extends AwsCommand {
    @Parameters(paramLabel = "EXECUTION", description = AwsCommand.EXECUTION)
    private String execution;

    @Option(
            names = "--cause",
            paramLabel = "TEXT",
            defaultValue = "Stopped with emr-launch",
            description = "the cause that the execution shows. Default: ${DEFAULT-VALUE}")
    private String cause;

    @Option(
            names = "--terminate-cluster",
            description = "terminates the cluster that the launch has started, if any, at once")
    private boolean terminate;

    @Override
    public Integer call() {
        EmrLaunchClient client = client();
        Launch launch = launch(execution);
        LaunchStatus before = client.status(launch);
        boolean runs = before.result() == null;
        ClusterStatus cluster = runs ? client.stop(launch, cause).orElse(null) : before.cluster();
        if (cluster != null && terminate) {
            client.terminateCluster(launch, cluster.clusterId());
        }
        if (json()) {
            print(Json.object()
                    .put("ExecutionArn", launch.executionArn())
                    .put("Status", runs ? "ABORTED" : before.status())
                    .put("ClusterId", cluster == null ? null : cluster.clusterId())
                    .put("ClusterTerminated", cluster != null && terminate));
        } else {
            print(runs ? "Stopped " + shown(launch) : "Had ended before: %s".formatted(before.status()));
            tell(cluster, launch, runs);
        }
        return ExitCode.OK;
    }

    /** The stored launch function does not contain the setting {@code cleanUp}. */
    private void tell(@Nullable ClusterStatus cluster, Launch launch, boolean stopped) {
        if (!terminate && PipelineDefinition.isStateMachine(PipelineLaunch.machineOf(launch.executionArn()))) {
            // A launch that had ended keeps its cluster, which others may use.
            if (stopped) {
                print("Its clean-up ends a cluster that it has launched, and cancels its steps on one that others use");
            }
        } else if (cluster == null) {
            print("No cluster is known of. One that was being created at this moment may come yet; the clean-up of"
                    + " the stack ends it");
        } else if (terminate) {
            print("Terminating cluster " + cluster.clusterId());
        } else if (stopped) {
            print("The clean-up of the stack ends cluster %s, unless the launch function has cleanUp(false)"
                    .formatted(cluster.clusterId()));
            print("To end it now: " + followUp("stop", shown(launch), "--terminate-cluster"));
        } else {
            print("Cluster %s continues to run, unless it has ended. To end it: %s"
                    .formatted(cluster.clusterId(), followUp("stop", shown(launch), "--terminate-cluster")));
        }
    }
}
